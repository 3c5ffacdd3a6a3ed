import { type Command, InvalidArgumentError, Option } from "commander";
import { MODEL_FORMATS, type ModelFormatName, PARTS, PROJECT_FORMATS, type ProjectFormatName } from "../formats.js";
import type { ExportCommandOptions } from "./commands/export.js";
import type { ProjectCommandOptions } from "./commands/export-project.js";
import type { ImportCommandOptions } from "./commands/import.js";
import { nonEmpty, runtimeOption } from "./options.js";

/** What a command line asks of other frameworks' formats. */
export type ExchangeRequest =
  | { readonly command: "export"; readonly options: ExportCommandOptions }
  | { readonly command: "export-project"; readonly options: ProjectCommandOptions }
  | { readonly command: "import"; readonly options: ImportCommandOptions };

/** Adds the commands that take models to other frameworks and from them. */
export function addExchange(program: Command, take: (request: ExchangeRequest) => void): void {
  program
    .command("export")
    .summary("write a model for Keras, ONNX, TensorFlow.js or PyTorch")
    .description("write a trained model for another framework, or a project in which its training goes on")
    .argument("<model>", "a model.safetensors, or the folder of the run that wrote it", nonEmpty)
    .addOption(
      new Option("--to <format>", "for which").choices(MODEL_FORMATS).argParser(formatName).makeOptionMandatory(),
    )
    .addOption(
      new Option("--part <part>", "all of it, or a half as a model of its own").choices(PARTS).default(PARTS[0]),
    )
    .option("--out <path>", "the file or, of several files, the folder (default: by the part's name, here)", nonEmpty)
    .addOption(
      new Option(
        "--project <folder>",
        `a new folder: data and a program that goes on training (${PROJECT_FORMATS.join(", ")})`,
      )
        .argParser(nonEmpty)
        .conflicts(["out", "part"]),
    )
    .addOption(runtimeOption())
    .option("--software", "use a software adapter even where there is a GPU", false)
    .option("--json", "events on stdout, one JSON object a line", false)
    .addHelpText("after", STATE)
    .action((model: string, { project, runtime, software, ...options }: ExportLine, command: Command) => {
      if (project === undefined) return take({ command: "export", options: { ...options, model } });
      const { to, json } = options;
      if (!isProjectFormat(to)) {
        command.error(`error: training goes on in ${PROJECT_FORMATS.join(" and ")}: --project has nothing for ${to}`);
      }
      take({ command: "export-project", options: { run: model, to, project, runtime, software, json } });
    });
  program
    .command("import")
    .summary("read another framework's model")
    .description("read another framework's model, as a file that all other commands take; needs no GPU")
    .argument("<file>", "a model's file, or the folder of one of several files", nonEmpty)
    .option("--out <file>", "the file to write (default: FILE's name, ending in .safetensors, here)", nonEmpty)
    .option("--json", "events on stdout, one JSON object a line", false)
    .action((file: string, options: Omit<ImportCommandOptions, "file">) => {
      take({ command: "import", options: { ...options, file } });
    });
}

/** The options of `export` as commander gives them. */
type ExportLine = Omit<ExportCommandOptions, "model"> & Partial<Pick<ProjectCommandOptions, "project">> & ExportPlace;
type ExportPlace = Pick<ProjectCommandOptions, "runtime" | "software">;

const isProjectFormat = (format: ModelFormatName): format is ProjectFormatName =>
  (PROJECT_FORMATS as readonly string[]).includes(format);

/** PyTorch's package has another name than PyTorch. */
function formatName(text: string): ModelFormatName {
  const format = MODEL_FORMATS.find((name) => name === (text === "torch" ? "pytorch" : text));
  if (format) return format;
  throw new InvalidArgumentError(`Allowed choices are ${MODEL_FORMATS.join(", ")}.`);
}

const STATE = `
Of a run's folder the optimizer's state goes along, where the format has a place for it and the run's last checkpoint is of the same
weights. What each format keeps is in the README, under "Out and in". Without --project nothing is computed, and no GPU is needed.

--project takes a run's folder, and takes the next 20 steps of its training on the GPU and in float64. The folder then has the model,
the optimizer's state, the data as they were read, those steps with their losses, and train.py, which goes on at the very next step, on
many devices too; python train.py --check holds its losses against ours. For PyTorch, --to torch is the same as --to pytorch.`;
