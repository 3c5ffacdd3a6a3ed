import { Argument, Command, Option } from "commander";
import { version } from "../../packages/isthmus-cli/package.json";
import { EXPERIMENTS } from "../experiments/experiments.js";
import { LEVELS } from "../index.js";
import type { BenchOptions } from "./commands/bench.js";
import type { CompareOptions } from "./commands/compare.js";
import type { DoctorOptions } from "./commands/doctor.js";
import type { ExperimentOptions } from "./commands/experiment.js";
import type { PlanOptions } from "./commands/plan.js";
import type { ResumeOptions, TrainOptions } from "./commands/train.js";
import { completionScript, SHELLS, type Shell } from "./completion.js";
import { addExchange, type ExchangeRequest } from "./exchange-program.js";
import {
  addDataOptions,
  addModelOptions,
  levelNamed,
  levelOption,
  names,
  nonEmpty,
  OF_THE_MODEL,
  OF_THE_READING,
  OWN_DATA,
  positiveInteger,
  precisionOption,
  runtimeOption,
  seed,
  share,
} from "./options.js";
import type { RunOptions, RunPlace } from "./run-state.js";
import { addUse, type UseRequest } from "./use-program.js";

/** What the command line asks for. */
export type Request =
  | { readonly command: "train"; readonly options: TrainOptions }
  | { readonly command: "resume"; readonly options: ResumeOptions }
  | { readonly command: "compare"; readonly options: CompareOptions }
  | { readonly command: "plan"; readonly options: PlanOptions }
  | { readonly command: "experiment"; readonly options: ExperimentOptions }
  | { readonly command: "bench"; readonly options: BenchOptions }
  | { readonly command: "doctor"; readonly options: DoctorOptions }
  | { readonly command: "completion"; readonly options: { readonly script: string } }
  | UseRequest
  | ExchangeRequest;

/** Where help and complaints go. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const KINDS = ["train", "evaluate", "predict"];
const NAMES = [...EXPERIMENTS.keys()];

/**
 * Reads and checks a command line (without `node` and the script's name).
 * @throws {CommanderError} after help, the version or a complaint with the usage has been written; its `exitCode` is
 *   0 for the first two
 */
export function parseCommandLine(args: readonly string[], { out, err }: Terminal): Request {
  let request: Request | undefined;
  const program = new Command("isthmus")
    .description("Trains autoencoders on WebGPU with hand-written kernels, headless.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .configureHelp({ subcommandTerm: briefTerm })
    .addHelpText("after", EXAMPLES);
  addTrain(program).action((options: TrainLine, command: Command) => {
    request = trainRequest(options, command);
  });
  addUse(program, (asked) => {
    request = asked;
  });
  addExchange(program, (asked) => {
    request = asked;
  });
  addCompare(program).action((options: CompareOptions) => {
    request = { command: "compare", options };
  });
  addPlan(program).action((options: PlanOptions) => {
    request = { command: "plan", options };
  });
  addExperiment(program).action((name: string | undefined, options: Omit<ExperimentOptions, "name">, command) => {
    if (name === undefined && !options.list)
      command.error(`error: no experiment named; there are ${NAMES.join(", ")}.`);
    request = { command: "experiment", options: { ...options, name } };
  });
  addBench(program).action((options: BenchOptions) => {
    request = { command: "bench", options };
  });
  addDoctor(program).action((options: Omit<DoctorOptions, "version">) => {
    request = { command: "doctor", options: { ...options, version } };
  });
  addCompletion(program).action((shell: Shell) => {
    request = { command: "completion", options: { script: completionScript(program, shell) } };
  });
  const commands = program.commands.map((command) => command.name()).join(", ");
  program.showHelpAfterError(
    `\nUsage: isthmus <command> [options]\nThe commands are ${commands}.\nSee isthmus --help.`,
  );
  for (const command of program.commands) {
    command.showHelpAfterError(
      `\nUsage: isthmus ${command.name()} ${command.usage()}\nSee isthmus ${command.name()} --help.`,
    );
  }
  // Asked for nothing, it says what there is.
  program.parse(args.length === 0 ? ["--help"] : args, { from: "user" });
  return request ?? program.error("error: no command given.");
}

/** `train`, `predict <model>`: options, which all have, are left out of the list of commands. */
function briefTerm(command: Command): string {
  return [command.name(), ...command.registeredArguments.map((argument) => humanReadable(argument))].join(" ");
}

const humanReadable = (argument: Argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`);

const EXAMPLES = `
Examples:
  isthmus train --out runs/digits        the notebook's model on MNIST, 50 epochs
  isthmus train --data table.csv --scale columns --out runs/table
  isthmus train --resume runs/table --epochs 150
  isthmus detect runs/table --train table.csv --data new.csv
  isthmus export runs/table --to keras
  isthmus experiment pca --quick         one of the notebook's experiments, in seconds

isthmus COMMAND --help lists the options of a command.
Exit code: 0 for success, 2 for a mistake in the command or its files, 1 for any other failure, 130 after Ctrl-C,
143 after SIGTERM.

Environment:
  ISTHMUS_RUNTIME            chrome or node, where --runtime is not given
  PUPPETEER_EXECUTABLE_PATH  the Chrome to run in
  ISTHMUS_CHROME_FLAGS       further flags for it, separated by spaces
  ISTHMUS_DAWN_FLAGS         flags for Dawn with --runtime node, such as adapter=NAME`;

function addTrain(program: Command): Command {
  const command = program
    .command("train")
    .summary("train a model")
    .description("train a model, and write its weights, pictures and a report");
  addModelOptions(command);
  addDataOptions(command);
  return command
    .option("--validation <file>", `what to validate on (MNIST: its test set): ${OWN_DATA}`, nonEmpty)
    .option("--validation-targets <file>", "the targets of what to validate on", nonEmpty)
    .option("--validation-split <share>", "share of the samples to keep aside to validate on, drawn by the seed", share)
    .option("--epochs <n>", "passes over the data", positiveInteger, 50)
    .option("--batch-size <n>", "samples a step", positiveInteger, 256)
    .option("--no-shuffle", "keep the order of the samples")
    .option("--out <folder>", "folder for the results (default: runs/MODEL-TIME)", nonEmpty)
    .addOption(
      new Option(
        "--resume <folder>",
        "go on with the run in a folder: its model and data, to --epochs in all; what you give besides counts from here on",
      )
        .argParser(nonEmpty)
        .conflicts([...OF_THE_MODEL, ...OF_THE_READING]),
    )
    .addOption(levelOption())
    .addOption(precisionOption())
    .addOption(runtimeOption())
    .option("--software", "use a software adapter even where there is a GPU", false)
    .option("--json", "events on stdout, one JSON object a line", false);
}

/** The options of `train` as commander gives them. */
type TrainLine = RunOptions & RunPlace & { readonly resume?: string };

/** To go on with a run, only what the line itself says counts: all else is as it was. */
function trainRequest(line: TrainLine, command: Command): Request {
  const { resume, out, runtime, software, json, ...run } = line;
  const place = { ...(out !== undefined && { out }), runtime, software, json };
  if (resume === undefined) return { command: "train", options: { run, place } };
  const said = Object.entries(run).filter(([name]) => command.getOptionValueSource(name) !== "default");
  return { command: "resume", options: { folder: resume, changes: Object.fromEntries(said), place } };
}

function addCompare(program: Command): Command {
  const command = program
    .command("compare")
    .summary("hold every kernel against the float64 reference")
    .description("take the same steps on the GPU and on the float64 reference, and compare every buffer");
  addModelOptions(command);
  addDataOptions(command);
  return command
    .option("--steps <n>", "training steps", positiveInteger, 3)
    .option("--batch-size <n>", "samples a step", positiveInteger, 256)
    .addOption(levelOption())
    .addOption(precisionOption())
    .addOption(runtimeOption())
    .option("--software", "use a software adapter even where there is a GPU", false)
    .option("--json", "the comparison on stdout, as JSON lines", false);
}

function addPlan(program: Command): Command {
  const command = program
    .command("plan")
    .summary("print the kernel calls of a training step")
    .description("print the kernel calls of a step, with their work; needs no GPU unless they are to be tuned");
  addModelOptions(command);
  return command
    .addOption(
      new Option("--level <level>", `which kernels: ${LEVELS.join(", ")}, or a file of --tuned --out`)
        .default("tiled")
        .argParser((text) => levelNamed(text, LEVELS)),
    )
    .addOption(precisionOption())
    .addOption(
      new Option("--tuned", "the kernels that are fastest on this machine, and what each candidate took")
        .default(false)
        .conflicts("level"),
    )
    .addOption(new Option("--kind <kind>", "what to plan").choices(KINDS).default("train"))
    .option("--batch-size <n>", "samples a step", positiveInteger, 256)
    .option("--out <file>", "with --tuned: where to write the choice, a JSON file for --level", nonEmpty)
    .addOption(runtimeOption())
    .option("--software", "with --tuned: use a software adapter even where there is a GPU", false)
    .option("--json", "one JSON object a line", false);
}

function addBench(program: Command): Command {
  return program
    .command("bench")
    .summary("time training beside other libraries, in a checkout")
    .description("time training beside TensorFlow.js and jax-js, in a checkout; writes bench/results")
    .option("--rounds <n>", "turns a contender takes at each workload", positiveInteger, 7)
    .option("--only <names>", "contenders or workloads, by the beginnings of their names: isthmus,tfjs/wasm", names)
    .option("--no-peers", "only Isthmus and its float64 reference")
    .option("--matmul", "matrix products instead of training", false)
    .option("--quick", "less of everything, to see that it works", false)
    .addOption(runtimeOption())
    .option("--software", "use a software adapter even where there is a GPU", false)
    .option("--json", "one JSON object a line", false);
}

function addDoctor(program: Command): Command {
  return program
    .command("doctor")
    .summary("what works on this machine, and what to install")
    .description("say what works on this machine (browser, GPU, driver, Dawn, disk), and what to install for the rest")
    .option("--json", "one JSON object a line", false);
}

function addCompletion(program: Command): Command {
  return program
    .command("completion")
    .summary("completion of commands and options for a shell")
    .description("print what makes a shell complete commands, options and their values")
    .addArgument(new Argument("<shell>", "which").choices(SHELLS))
    .addHelpText("after", COMPLETION);
}

const COMPLETION = `
For a shell that is open now, and in its start file for all that come:
  bash   source <(isthmus completion bash)
  zsh    source <(isthmus completion zsh)
  fish   isthmus completion fish | source`;

function addExperiment(program: Command): Command {
  const command = program
    .command("experiment")
    .summary("run one of the notebook's experiments")
    .description("run one of the notebook's experiments; writes a report, its figures and pictures")
    .addArgument(new Argument("[name]", "which one").choices(NAMES))
    .option("--list", "say what there is", false)
    .option("--quick", "less of everything, to see that it works", false);
  addDataOptions(command);
  return command
    .option("--validation <file>", `what to judge on (MNIST: its test set): ${OWN_DATA}`, nonEmpty)
    .option("--seed <n>", "seeds all weights and every random choice", seed, 1)
    .option("--out <folder>", "folder for the results (default: runs/NAME-TIME)", nonEmpty)
    .addOption(runtimeOption())
    .option("--software", "use a software adapter even where there is a GPU", false)
    .option("--json", "events on stdout, one JSON object a line", false);
}
