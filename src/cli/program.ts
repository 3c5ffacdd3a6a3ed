import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { version } from "../../package.json";
import type { Scale } from "../data.js";
import { EXPERIMENTS } from "../experiments/experiments.js";
import { type Loss, METRICS, type Metric, OPTIMIZERS, PRESETS, VARIANTS } from "../index.js";
import type { RunOptions } from "./checkpoint.js";
import type { BenchOptions } from "./commands/bench.js";
import type { CompareOptions } from "./commands/compare.js";
import type { ExperimentOptions } from "./commands/experiment.js";
import type { PlanOptions } from "./commands/plan.js";
import type { Place, ResumeOptions, TrainOptions } from "./commands/train.js";
import { isModelFile } from "./model.js";
import { RUNTIMES } from "./runtime.js";

/** What the command line asks for. */
export type Request =
  | { readonly command: "train"; readonly options: TrainOptions }
  | { readonly command: "resume"; readonly options: ResumeOptions }
  | { readonly command: "compare"; readonly options: CompareOptions }
  | { readonly command: "plan"; readonly options: PlanOptions }
  | { readonly command: "experiment"; readonly options: ExperimentOptions }
  | { readonly command: "bench"; readonly options: BenchOptions };

/** Where help and complaints go. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const LOSSES: Record<string, Loss> = {
  bce: "binaryCrossentropy",
  binary_crossentropy: "binaryCrossentropy",
  binaryCrossentropy: "binaryCrossentropy",
  mse: "meanSquaredError",
  mean_squared_error: "meanSquaredError",
  meanSquaredError: "meanSquaredError",
};
const MODELS = Object.keys(PRESETS);
/** An autoencoder has no accuracy. */
const OF_AUTOENCODERS = METRICS.filter((metric) => metric !== "accuracy");
const SHOWN_METRICS = OF_AUTOENCODERS.join(",");
const OWN_DATA = "IDX, NPY or CSV file (plain or gzipped), or a folder of PNG pictures";
/** Not read from data.js: the parsers behind it are loaded only when there is something of one's own to parse. */
const SCALES = ["auto", "bytes", "none", "columns", "range", "standard"] as const satisfies readonly Scale[];
/** Options that make the model: a run that goes on has one. */
const OF_THE_MODEL = ["model", "loss", "metrics", "optimizer", "learningRate", "seed"];
const KINDS = ["train", "evaluate", "predict"];
const NAMES = [...EXPERIMENTS.keys()];
const COMMANDS = "the commands are train, compare, plan, experiment and bench";

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
    .showHelpAfterError()
    .addHelpText("after", EXAMPLES);
  addTrain(program).action((options: TrainLine, command: Command) => {
    request = trainRequest(options, command);
  });
  addCompare(program).action((options: CompareOptions) => {
    request = { command: "compare", options };
  });
  addPlan(program).action((options: PlanOptions) => {
    request = { command: "plan", options };
  });
  addExperiment(program).action((name: string | undefined, options: Omit<ExperimentOptions, "name">) => {
    if (name === undefined && !options.list)
      program.error(`error: no experiment named; there are ${NAMES.join(", ")}.`);
    request = { command: "experiment", options: { ...options, name } };
  });
  addBench(program).action((options: BenchOptions) => {
    request = { command: "bench", options };
  });
  for (const command of program.commands) {
    command.showHelpAfterError(
      `\nUsage: isthmus ${command.name()} ${command.usage()}\nSee isthmus ${command.name()} --help.`,
    );
  }
  if (args.length === 0) program.error(`error: no command given; ${COMMANDS}.\n`);
  program.parse(args, { from: "user" });
  return request ?? program.error(`error: no command given; ${COMMANDS}.\n`);
}

const EXAMPLES = `
Examples:
  isthmus train                          the notebook's model on MNIST, 50 epochs
  isthmus train --model deep --epochs 100 --out runs/deep
  isthmus train --data images-idx3-ubyte.gz --validation held-out-idx3-ubyte.gz
  isthmus train --data table.csv --label-column class --scale columns
  isthmus train --resume runs/deep --epochs 150
  isthmus compare --steps 3              every kernel against the float64 reference
  isthmus plan --kind train              the kernel calls of a training step
  isthmus experiment --list              the notebook's experiments
  isthmus experiment pca --quick         one of them, in seconds
  isthmus bench                          beside other libraries, in a checkout

Exit code: 0 for success, 2 for a mistake in the command or its files, 1 for any other failure, 130 after Ctrl-C.

Environment:
  ISTHMUS_RUNTIME            chrome or node, where --runtime is not given
  PUPPETEER_EXECUTABLE_PATH  the Chrome to run in
  ISTHMUS_CHROME_FLAGS       further flags for it, separated by spaces
  ISTHMUS_DAWN_FLAGS         flags for Dawn with --runtime node, such as adapter=NAME`;

function addTrain(program: Command): Command {
  const command = program.command("train").description("train a model, and write its weights, pictures and a report");
  addModelOptions(command);
  addDataOptions(command);
  return command
    .option("--validation <file>", `what to validate on (MNIST: its test set): ${OWN_DATA}`, nonEmpty)
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
        .conflicts(OF_THE_MODEL),
    )
    .addOption(levelOption())
    .addOption(runtimeOption())
    .option("--software", "use a software adapter even where there is a GPU", false)
    .option("--json", "events on stdout, one JSON object a line", false);
}

/** The options of `train` as commander gives them. */
type TrainLine = RunOptions & Place & { readonly resume?: string };

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
    .description("take the same steps on the GPU and on the float64 reference, and compare every buffer");
  addModelOptions(command);
  addDataOptions(command);
  return command
    .option("--steps <n>", "training steps", positiveInteger, 3)
    .option("--batch-size <n>", "samples a step", positiveInteger, 256)
    .addOption(levelOption())
    .addOption(runtimeOption())
    .option("--software", "use a software adapter even where there is a GPU", false)
    .option("--json", "the comparison on stdout, as JSON lines", false);
}

function addPlan(program: Command): Command {
  const command = program
    .command("plan")
    .description("print the kernel calls of a step, with their work; needs no GPU");
  addModelOptions(command);
  return command
    .addOption(new Option("--level <level>", "which kernels").choices(VARIANTS).default("tiled"))
    .addOption(new Option("--kind <kind>", "what to plan").choices(KINDS).default("train"))
    .option("--batch-size <n>", "samples a step", positiveInteger, 256)
    .option("--json", "one JSON object a line", false);
}

function addBench(program: Command): Command {
  return program
    .command("bench")
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

function addExperiment(program: Command): Command {
  const command = program
    .command("experiment")
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

function runtimeOption(): Option {
  return new Option("--runtime <name>", "headless Chrome, or this Node with the npm package webgpu")
    .choices(RUNTIMES)
    .default("chrome")
    .env("ISTHMUS_RUNTIME");
}

/** Which kernels, where there is a GPU to measure the fastest on. */
function levelOption(): Option {
  return new Option("--level <level>", "which kernels; auto takes the fastest")
    .choices(["auto", ...VARIANTS])
    .default("auto");
}

function addModelOptions(command: Command): void {
  command
    .addOption(
      new Option("--model <name>", `${MODELS.join(", ")}, or a JSON file that describes one`)
        .default("notebook")
        .argParser(modelName),
    )
    .addOption(new Option("--loss <name>", "bce or mse (default: the model's)").argParser(lossName))
    .addOption(
      new Option("--metrics <names>", `what to report beside the loss: ${SHOWN_METRICS}`).argParser(metricNames),
    )
    .addOption(new Option("--optimizer <name>", "the optimizer (default: the model's)").choices(OPTIMIZERS))
    .option("--learning-rate <x>", "learning rate (default: the optimizer's, 1 for adadelta)", positiveNumber)
    .option("--seed <n>", "seeds the weights and the shuffling (default: 1)", seed);
}

function addDataOptions(command: Command): void {
  command
    .option("--data <mnist|file>", `MNIST, or an ${OWN_DATA}`, nonEmpty, "mnist")
    .option(
      "--label-column <name|n>",
      "column of a CSV file that holds labels: its name, or its number from 1",
      nonEmpty,
    )
    .addOption(
      new Option("--scale <how>", "what becomes of an NPY or CSV file's numbers (default: auto)").choices(SCALES),
    )
    .option("--image-size <n>", "crop and scale PNG pictures to squares of n × n pixels", positiveInteger)
    .option("--limit <n>", "use only the first n training samples", positiveInteger);
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 0xffff_ffff) return value;
  throw new InvalidArgumentError("It must be a whole number from 1.");
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

function seed(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 0xffff_ffff) return value;
  throw new InvalidArgumentError("It must be a whole number from 0 to 4294967295.");
}

function lossName(text: string): Loss {
  const loss = Object.hasOwn(LOSSES, text) ? LOSSES[text] : undefined;
  if (loss) return loss;
  throw new InvalidArgumentError(`Allowed choices are ${Object.keys(LOSSES).join(", ")}.`);
}

function modelName(text: string): string {
  if (MODELS.includes(text) || isModelFile(text)) return text;
  throw new InvalidArgumentError(`Allowed choices are ${MODELS.join(", ")}, or a file that ends in .json.`);
}

function metricNames(text: string): Metric[] {
  const list = names(text);
  const unknown = list.find((name) => !(OF_AUTOENCODERS as readonly string[]).includes(name));
  if (unknown === undefined) return list as Metric[];
  throw new InvalidArgumentError(`There is no metric "${unknown}"; there are ${SHOWN_METRICS}.`);
}

function names(text: string): string[] {
  const list = text.split(",").map((name) => name.trim());
  if (list.every((name) => name !== "")) return list;
  throw new InvalidArgumentError("It must be names, with commas between them.");
}

function nonEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}
