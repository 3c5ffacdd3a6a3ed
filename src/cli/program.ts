import { Argument, Command, Option } from "commander";
import { version } from "../../package.json";
import { EXPERIMENTS } from "../experiments/experiments.js";
import { LEVELS } from "../index.js";
import type { BenchOptions } from "./commands/bench.js";
import type { CompareOptions } from "./commands/compare.js";
import type { ExperimentOptions } from "./commands/experiment.js";
import type { PlanOptions } from "./commands/plan.js";
import type { ResumeOptions, TrainOptions } from "./commands/train.js";
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
  | UseRequest
  | ExchangeRequest;

/** Where help and complaints go. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const KINDS = ["train", "evaluate", "predict"];
const NAMES = [...EXPERIMENTS.keys()];
const COMMANDS =
  "the commands are train, predict, encode, decode, evaluate, detect, export, import, compare, plan, experiment and bench";

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
  isthmus predict runs/deep --data new.csv --out reconstructed.csv
  isthmus encode runs/deep --data new.csv > codes.csv
  isthmus detect runs/deep --train table.csv --data new.csv --keep
  isthmus export runs/deep --to keras    a model for Keras; isthmus import FILE reads one
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
    .description("print the kernel calls of a step, with their work; needs no GPU unless they are to be tuned");
  addModelOptions(command);
  return command
    .addOption(
      new Option("--level <level>", `which kernels: ${LEVELS.join(", ")}, or a file of --tuned --out`)
        .default("tiled")
        .argParser((text) => levelNamed(text, LEVELS)),
    )
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
