/** Options that several commands have, and how the words of a command line are read. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { DatePolicy, Encoding, MissingPolicy, Scale, TextPolicy } from "../data.js";
import {
  LEVELS,
  type Level,
  type Loss,
  METRICS,
  type Metric,
  OPTIMIZERS,
  PRECISIONS,
  PRESETS,
  type TunedLevel,
} from "../index.js";
import { readLevelFile } from "./level-file.js";
import { isModelFile } from "./model.js";
import { RUNTIMES } from "./runtime.js";

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
export const OF_AUTOENCODERS = METRICS.filter((metric) => metric !== "accuracy");
const SHOWN_METRICS = OF_AUTOENCODERS.join(",");
export const OWN_DATA = "a file (CSV, Parquet, NPY, NPZ, IDX, safetensors; plain or gzipped), or a folder of pictures";
/** Not read from data.js: the parsers behind it are loaded only when there is something of one's own to parse. */
export const SCALES = keysOf<Scale>({ auto: 1, bytes: 1, none: 1, columns: 1, range: 1, standard: 1 });
export const MISSING = keysOf<MissingPolicy>({ error: 1, mean: 1, mask: 1 });
export const TEXT = keysOf<TextPolicy>({ error: 1, drop: 1, categories: 1 });
export const DATES = keysOf<DatePolicy>({ error: 1, drop: 1, seconds: 1 });
export const ENCODING_NAMES = keysOf<Encoding | "auto">({
  auto: 1,
  "utf-8": 1,
  "utf-16le": 1,
  "utf-16be": 1,
  "windows-1252": 1,
});
export const HEADERS = ["auto", "yes", "no"];
export const DECIMALS = ["auto", "point", "comma"];
export const CHANNELS = ["grey", "colour"];
/** Options that make the model: a run that goes on has one. */
export const OF_THE_MODEL = ["model", "code", "loss", "metrics", "optimizer", "learningRate", "seed"];

/** Options that say how data are read: a run that goes on reads them as it did. */
export const OF_THE_READING = [
  ...[
    "scale",
    "missing",
    "header",
    "labelColumn",
    "columns",
    "drop",
    "text",
    "dates",
    "decimal",
    "separator",
    "encoding",
  ],
  ...["transpose", "imageSize", "channels", "validationSplit"],
];

export function runtimeOption(): Option {
  return new Option("--runtime <name>", "headless Chrome, or this Node with the npm package webgpu")
    .choices(RUNTIMES)
    .default("chrome")
    .env("ISTHMUS_RUNTIME");
}

/** Which kernels, where there is a GPU to measure the fastest on. */
export function levelOption(): Option {
  return new Option(
    "--level <level>",
    `which kernels: ${["auto", ...LEVELS].join(", ")}, or a file of plan --tuned --out`,
  )
    .default("auto")
    .argParser((text) => (text === "auto" ? text : levelNamed(text, ["auto", ...LEVELS])));
}

/** How products store what they read and write. */
export function precisionOption(): Option {
  return new Option("--precision <name>", "mixed: activations and weights of products in f16, where the adapter has it")
    .choices(PRECISIONS)
    .default("float32");
}

/** A level by its name, or what a file says for each operation. */
export function levelNamed(text: string, choices: readonly string[]): Level | TunedLevel {
  if (LEVELS.some((level) => level === text)) return text as Level;
  if (!text.endsWith(".json")) {
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}, or a file that ends in .json.`);
  }
  try {
    return readLevelFile(text);
  } catch (cause) {
    throw new InvalidArgumentError(
      `The file says no kernels: ${cause instanceof Error ? cause.message : String(cause)}.`,
    );
  }
}

export function addModelOptions(command: Command): void {
  command
    .addOption(
      new Option("--model <name>", "one of these, or a JSON file that describes one")
        .choices(MODELS)
        .default("notebook")
        .argParser(modelName),
    )
    .option("--code <n>", "numbers in a code (default: the model's)", positiveInteger)
    .addOption(
      new Option("--loss <name>", "the loss (default: the model's)").choices(["bce", "mse"]).argParser(lossName),
    )
    .addOption(
      new Option("--metrics <names>", `what to report beside the loss: ${SHOWN_METRICS}`).argParser(metricNames),
    )
    .addOption(new Option("--optimizer <name>", "the optimizer (default: the model's)").choices(OPTIMIZERS))
    .option("--learning-rate <x>", "learning rate (default: the optimizer's, 1 for adadelta)", positiveNumber)
    .option("--seed <n>", "seeds the weights and the shuffling (default: 1)", seed);
}

export function addDataOptions(command: Command): void {
  command
    .option("--data <mnist|file>", `MNIST, or ${OWN_DATA}`, nonEmpty, "mnist")
    .addOption(
      new Option("--scale <how>", "what becomes of the numbers; columns stretches each to 0…1 (default: auto)").choices(
        SCALES,
      ),
    )
    .addOption(
      new Option(
        "--missing <how>",
        "missing values: the column's mean, or left out of the loss (default: error)",
      ).choices(MISSING),
    )
    .option("--limit <n>", "use only the first n training samples", positiveInteger)
    .addOption(
      new Option("--header <auto|yes|no>", "of tables: whether the first row names the columns").choices(HEADERS),
    )
    .option(
      "--label-column <name|n>",
      "of tables: the column of labels, by its name, or its number from 1; none for none",
      nonEmpty,
    )
    .option("--columns <names>", "of tables: the columns to take, with commas between them (default: all)", names)
    .option("--drop <names>", "of tables: columns to leave out", names)
    .addOption(new Option("--text <how>", "of tables: columns of texts (default: error)").choices(TEXT))
    .addOption(new Option("--dates <how>", "of tables: columns of dates (default: error)").choices(DATES))
    .addOption(new Option("--decimal <auto|point|comma>", "of CSV files: decimal points or commas").choices(DECIMALS))
    .option(
      "--separator <character>",
      "of CSV files: what is between the fields; tab for a tab (default: auto)",
      separator,
    )
    .addOption(new Option("--encoding <name>", "of CSV files (default: auto)").choices(ENCODING_NAMES))
    .option("--targets <file>", "what the output should be, sample by sample: clean data beside noisy ones", nonEmpty)
    .option("--labels <file>", "of arrays: an IDX or NPY file of class indices", nonEmpty)
    .option("--array <name>", "of NPZ and safetensors files: which array to take", nonEmpty)
    .option("--transpose", "of images: exchange height and width, as EMNIST needs")
    .option("--image-size <n>", "of pictures: crop and scale to squares of n × n pixels", positiveInteger)
    .addOption(new Option("--channels <grey|colour>", "of pictures (default: grey)").choices(CHANNELS));
}

/** All words of a type: a new one is missing here until it is added. */
function keysOf<Word extends string>(words: Record<Word, 1>): Word[] {
  return Object.keys(words) as Word[];
}

export const isSeparator = (text: string) => text.length === 1 && !/[\w."\n\r]/.test(text);

function separator(text: string): string {
  const meant = text === "tab" || text === "\\t" ? "\t" : text;
  if (isSeparator(meant)) return meant;
  throw new InvalidArgumentError("It must be one character that is in no number, such as a comma, or tab.");
}

/** A share: a number above 0 and below 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < 1) return value;
  throw new InvalidArgumentError("It must be a number above 0 and below 1, such as 0.1.");
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 0xffff_ffff) return value;
  throw new InvalidArgumentError("It must be a whole number from 1.");
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

/** A share that may be all: a number above 0, up to 1. */
export function shareOrAll(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value <= 1) return value;
  throw new InvalidArgumentError("It must be a number above 0, up to 1.");
}

export function seed(text: string): number {
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

export function names(text: string): string[] {
  const list = text.split(",").map((name) => name.trim());
  if (list.every((name) => name !== "")) return list;
  throw new InvalidArgumentError("It must be names, with commas between them.");
}

export function nonEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}
