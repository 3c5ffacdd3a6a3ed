/** Options that several commands have, and how the words of a command line are read. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Scale } from "../data.js";
import { type Loss, METRICS, type Metric, OPTIMIZERS, PRESETS, VARIANTS } from "../index.js";
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
const OF_AUTOENCODERS = METRICS.filter((metric) => metric !== "accuracy");
const SHOWN_METRICS = OF_AUTOENCODERS.join(",");
export const OWN_DATA = "IDX, NPY or CSV file (plain or gzipped), or a folder of PNG pictures";
/** Not read from data.js: the parsers behind it are loaded only when there is something of one's own to parse. */
const SCALES = ["auto", "bytes", "none", "columns", "range", "standard"] as const satisfies readonly Scale[];
/** Options that make the model: a run that goes on has one. */
export const OF_THE_MODEL = ["model", "loss", "metrics", "optimizer", "learningRate", "seed"];

export function runtimeOption(): Option {
  return new Option("--runtime <name>", "headless Chrome, or this Node with the npm package webgpu")
    .choices(RUNTIMES)
    .default("chrome")
    .env("ISTHMUS_RUNTIME");
}

/** Which kernels, where there is a GPU to measure the fastest on. */
export function levelOption(): Option {
  return new Option("--level <level>", "which kernels; auto takes the fastest")
    .choices(["auto", ...VARIANTS])
    .default("auto");
}

export function addModelOptions(command: Command): void {
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

export function addDataOptions(command: Command): void {
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

/** A share of samples. */
export function share(text: string): number {
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
