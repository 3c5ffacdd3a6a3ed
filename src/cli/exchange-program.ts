import { type Command, Option } from "commander";
import { MODEL_FORMATS, PARTS } from "../formats.js";
import type { ExportCommandOptions } from "./commands/export.js";
import type { ImportCommandOptions } from "./commands/import.js";
import { nonEmpty } from "./options.js";

/** What a command line asks of other frameworks' formats. */
export type ExchangeRequest =
  | { readonly command: "export"; readonly options: ExportCommandOptions }
  | { readonly command: "import"; readonly options: ImportCommandOptions };

/** Adds the commands that take models to other frameworks and from them. */
export function addExchange(program: Command, take: (request: ExchangeRequest) => void): void {
  program
    .command("export")
    .summary("write a model for Keras, ONNX, TensorFlow.js or PyTorch")
    .description("write a trained model for another framework; needs no GPU")
    .argument("<model>", "a model.safetensors, or the folder of the run that wrote it", nonEmpty)
    .addOption(new Option("--to <format>", "for which").choices(MODEL_FORMATS).makeOptionMandatory())
    .addOption(
      new Option("--part <part>", "all of it, or a half as a model of its own").choices(PARTS).default(PARTS[0]),
    )
    .option("--out <path>", "the file or, of several files, the folder (default: by the part's name, here)", nonEmpty)
    .option("--json", "events on stdout, one JSON object a line", false)
    .addHelpText("after", STATE)
    .action((model: string, options: Omit<ExportCommandOptions, "model">) => {
      take({ command: "export", options: { ...options, model } });
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

const STATE = `
Of a run's folder the optimizer's state goes along, where the format has a place for it and the run's last checkpoint is of the same
weights. What each format keeps is in the README, under "Out and in".`;
