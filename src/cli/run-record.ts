/**
 * A run's record, as a checkpoint's metadata hold it: what the run was asked for and what it has behind it. The file may be a
 * stranger's: every field has a rule, and nothing is taken that breaks one.
 */
import { shown } from "../errors.js";
import { FormatError, LEVELS, type Level, LOSSES, OPTIMIZERS, PRECISIONS, PRESETS, parseJson } from "../index.js";
import type { EpochRecord } from "./history-file.js";
import { isTunedLevel } from "./level-file.js";
import { isModelFile } from "./model.js";
import {
  CHANNELS,
  DATES,
  DECIMALS,
  ENCODING_NAMES,
  HEADERS,
  isSeparator,
  MISSING,
  OF_AUTOENCODERS,
  SCALES,
  TEXT,
} from "./options.js";
import type { RunOptions, RunState } from "./run-state.js";

/** What a field may be. */
interface Rule {
  /** Ends the sentence "epochs must be …". */
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
  /** Whether it may be left out. */
  readonly optional?: boolean;
}

const MOST = 0xffff_ffff;
/**
 * Characters to an object, list or text of a record, of any number of epochs: an epoch has two objects and five names in 66
 * characters at least, a metric one name in seven.
 */
const [FEW_PARTS, CHARACTERS_A_PART] = [1000, 7];
/** Longer names are no system's. */
const LONGEST = 32_767;

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isWhole = (value: unknown, least: number) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= MOST;
const isText = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= LONGEST && !value.includes("\0");

const positiveInteger: Rule = { must: `a whole number from 1 to ${MOST}`, holds: (value) => isWhole(value, 1) };
const flag: Rule = { must: "true or false", holds: (value) => typeof value === "boolean" };
const text: Rule = { must: "a text that is not empty", holds: isText };
const texts: Rule = { must: "a list of texts", holds: (value) => Array.isArray(value) && value.every(isText) };
const notNegative: Rule = { must: "a finite number from 0", holds: (value) => isNumber(value) && value >= 0 };
const number: Rule = { must: "a finite number", holds: isNumber };
const digest: Rule = {
  must: "64 hexadecimal digits",
  holds: (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
};
/** JSON has `null` for what is not finite. */
const figure: Rule = { must: "a number, or null", holds: (value) => value === null || isNumber(value) };

const optional = (rule: Rule): Rule => ({ ...rule, optional: true });
const oneOf = (words: readonly string[]): Rule => ({
  must: `one of ${words.join(", ")}`,
  holds: (value) => words.includes(value as string),
});

/** The rules of the command line, for what it has kept. */
const OPTIONS: Readonly<Record<keyof RunOptions, Rule>> = {
  model: {
    must: `one of ${Object.keys(PRESETS).join(", ")}, or a name that ends in .json`,
    holds: (value) => isText(value) && (Object.hasOwn(PRESETS, value) || isModelFile(value)),
  },
  loss: optional(oneOf(LOSSES)),
  metrics: optional({
    must: `a list of ${OF_AUTOENCODERS.join(", ")}`,
    holds: (value) => Array.isArray(value) && value.every((name) => OF_AUTOENCODERS.includes(name)),
  }),
  optimizer: optional(oneOf(OPTIMIZERS)),
  learningRate: optional({ must: "a finite number above 0", holds: (value) => isNumber(value) && value > 0 }),
  seed: optional({ must: `a whole number from 0 to ${MOST}`, holds: (value) => isWhole(value, 0) }),
  code: optional(positiveInteger),
  level: {
    must: `one of ${["auto", ...LEVELS].join(", ")}, or such for each operation`,
    holds: (value) => value === "auto" || LEVELS.includes(value as Level) || isTunedLevel(value),
  },
  precision: optional(oneOf(PRECISIONS)),
  data: text,
  validation: optional(text),
  validationSplit: optional({
    must: "a number above 0 and below 1",
    holds: (value) => isNumber(value) && value > 0 && value < 1,
  }),
  limit: optional(positiveInteger),
  scale: optional(oneOf(SCALES)),
  missing: optional(oneOf(MISSING)),
  header: optional(oneOf(HEADERS)),
  labelColumn: optional(text),
  columns: optional(texts),
  drop: optional(texts),
  text: optional(oneOf(TEXT)),
  dates: optional(oneOf(DATES)),
  decimal: optional(oneOf(DECIMALS)),
  separator: optional({
    must: "one character that is in no number",
    holds: (value) => typeof value === "string" && isSeparator(value),
  }),
  encoding: optional(oneOf(ENCODING_NAMES)),
  targets: optional(text),
  validationTargets: optional(text),
  labels: optional(text),
  array: optional(text),
  transpose: optional(flag),
  imageSize: optional(positiveInteger),
  channels: optional(oneOf(CHANNELS)),
  epochs: positiveInteger,
  batchSize: positiveInteger,
  shuffle: flag,
};

const EPOCH: Readonly<Record<Exclude<keyof EpochRecord, "epoch" | "metrics" | "unfinished">, Rule>> = {
  loss: number,
  valLoss: optional(number),
  seconds: notNegative,
  imagesPerSecond: figure,
};

const METRICS: Readonly<Record<string, Rule>> = Object.fromEntries(
  OF_AUTOENCODERS.flatMap((name) => [name, `val_${name}`]).map((name) => [name, optional(figure)]),
);

/**
 * Reads a record.
 * @throws {FormatError} that names the field
 */
export function readRunRecord(json: string): RunState {
  let given: unknown;
  try {
    given = parseJson(json, false, FEW_PARTS + Math.ceil(json.length / CHARACTERS_A_PART));
  } catch (cause) {
    throw new FormatError(`its run is no JSON (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
  const run = fieldsOf(given, "run", ["options", "epochs", "seconds", "digest"]);
  const options = checked(run.options, "run.options", OPTIONS) as unknown as RunOptions;
  if (!Array.isArray(run.epochs)) throw wrong("run.epochs", "a list", run.epochs);
  if (run.epochs.length > options.epochs) {
    throw wrong("run.epochs", `a list of at most run.options.epochs, which is ${options.epochs}`, run.epochs.length);
  }
  check(run, "run", "seconds", notNegative);
  check(run, "run", "digest", optional(digest));
  return {
    options,
    epochs: run.epochs.map(readEpoch),
    seconds: run.seconds as number,
    ...(run.digest !== undefined && { digest: run.digest as string }),
  };
}

function readEpoch(value: unknown, index: number): EpochRecord {
  const where = `run.epochs[${index}]`;
  const { epoch, metrics, ...rest } = fieldsOf(value, where, ["epoch", "metrics", ...Object.keys(EPOCH)]);
  if (epoch !== index + 1) throw wrong(`${where}.epoch`, String(index + 1), epoch);
  const { loss, valLoss, seconds, imagesPerSecond } = checked(rest, where, EPOCH) as unknown as EpochRecord;
  return {
    epoch,
    loss,
    ...(valLoss !== undefined && { valLoss }),
    metrics: numbersIn(checked(metrics, `${where}.metrics`, METRICS)),
    seconds,
    imagesPerSecond: imagesPerSecond ?? Number.NaN,
  };
}

const numbersIn = (given: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, (value as number | null) ?? Number.NaN]));

/** The value as an object, with no other fields than these. */
function fieldsOf(value: unknown, where: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(where, "an object", value);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new FormatError(`its ${where} has a field ${shown(unknown)}, which no run has`);
  return { ...value };
}

function checked(
  value: unknown,
  where: string,
  rules: Readonly<Record<string, Rule>>,
): Readonly<Record<string, unknown>> {
  const fields = fieldsOf(value, where, Object.keys(rules));
  for (const [name, rule] of Object.entries(rules)) check(fields, where, name, rule);
  return fields;
}

function check(fields: Readonly<Record<string, unknown>>, where: string, name: string, rule: Rule): void {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined ? rule.optional : rule.holds(value)) return;
  throw wrong(`${where}.${name}`, rule.must, value);
}

function wrong(where: string, must: string, value: unknown): FormatError {
  return new FormatError(`its ${where} must be ${must}; got ${shown(value)}`);
}
