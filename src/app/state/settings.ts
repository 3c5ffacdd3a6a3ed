import { LOSSES, type Loss, OPTIMIZERS, type Optimizer, readOptimizer } from "../../index.js";
import { OPTIMIZER_TEXTS } from "../../optimizers/optimizers.js";
import { type Draft, isOptimizer } from "./draft.js";

/** Settings of a run beside its model's layers, checked. */
export interface Settings {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly limit?: number;
}

export const LOSS_LABELS: Readonly<Record<Loss, string>> = {
  binaryCrossentropy: "Binary cross-entropy",
  meanSquaredError: "Mean squared error",
};

export const OPTIMIZER_LABELS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(OPTIMIZER_TEXTS).map(([type, { label }]) => [type, label]),
);

/** One field of the form: how it is called, and what it accepts. */
export interface NumberField {
  readonly name: "epochs" | "batchSize" | "learningRate" | "seed" | "limit";
  readonly label: string;
  /** Completes "… must be". */
  readonly rule: string;
  readonly whole: boolean;
  readonly accepts: (value: number) => boolean;
}

const MOST_SAMPLES = 10_000_000;
const within = (low: number, high: number) => (value: number) => value >= low && value <= high;

export const NUMBER_FIELDS: readonly NumberField[] = [
  {
    name: "learningRate",
    label: "Learning rate",
    rule: "a number above 0",
    whole: false,
    accepts: (value) => value > 0,
  },
  { name: "epochs", label: "Epochs", rule: "a whole number from 1 to 10,000", whole: true, accepts: within(1, 10_000) },
  {
    name: "batchSize",
    label: "Batch size",
    rule: "a whole number from 1 to 60,000",
    whole: true,
    accepts: within(1, 60_000),
  },
  {
    name: "seed",
    label: "Seed",
    rule: "a whole number from 0 to 4,294,967,295",
    whole: true,
    accepts: within(0, 2 ** 32 - 1),
  },
  {
    name: "limit",
    label: "Training samples",
    rule: "a whole number from 1, or blank for all",
    whole: true,
    accepts: within(1, MOST_SAMPLES),
  },
];

export type SettingName = NumberField["name"] | "loss" | "optimizer";
export type SettingErrors = Partial<Record<SettingName, string>>;

/** Checks a draft: either all settings, or one message for each field that is wrong. */
export function readSettings(draft: Draft): { settings: Settings } | { errors: SettingErrors } {
  const errors: SettingErrors = {};
  const numbers: Partial<Record<NumberField["name"], number>> = {};
  for (const field of NUMBER_FIELDS) {
    const text = draft[field.name].trim();
    if (field.name === "limit" && text === "") continue;
    const value = text === "" ? Number.NaN : field.whole ? whole(text) : decimal(text);
    if (Number.isFinite(value) && (!field.whole || Number.isInteger(value)) && field.accepts(value)) {
      numbers[field.name] = value;
    } else {
      errors[field.name] = `${field.label} must be ${field.rule}; got ${text === "" ? "nothing" : `“${text}”`}.`;
    }
  }
  const { loss, optimizer } = draft;
  if (!LOSSES.includes(loss as Loss)) errors.loss = `Loss must be ${LOSSES.join(" or ")}; got “${loss}”.`;
  if (!isOptimizer(optimizer)) {
    errors.optimizer = `Optimizer must be one of ${OPTIMIZERS.join(", ")}; got “${optimizer}”.`;
  }
  if (Object.keys(errors).length > 0 || !isOptimizer(optimizer)) return { errors };
  const { learningRate = 1, epochs = 1, batchSize = 1, seed = 1, limit } = numbers;
  return {
    settings: {
      loss: loss as Loss,
      optimizer: readOptimizer({ type: optimizer, learningRate }),
      epochs,
      batchSize,
      seed,
      ...(limit !== undefined && { limit }),
    },
  };
}

/** Written as the page writes it, or plainly: `60,000`, `60000`. */
function whole(text: string): number {
  return Number(/^\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(",", "") : text);
}

/** Written with a point or a comma: `0.001`, `0,001`. */
function decimal(text: string): number {
  return Number(/^\s*\d+,\d+\s*$/.test(text) ? text.replace(",", ".") : text);
}

/** What is said where more training samples are wanted than there are. */
export function allUsed({ limit }: Draft, there: number | undefined): string | undefined {
  if (there === undefined || limit.trim() === "" || !(whole(limit.trim()) > there)) return undefined;
  return there === 1 ? "There is 1: it is used." : `There are ${there.toLocaleString("en")}: all are used.`;
}

/** Whether these settings walk into the trap of Keras 3's default: steps a thousand times too short. */
export function isTrap({ optimizer, learningRate }: Draft): boolean {
  const rate = decimal(learningRate);
  return optimizer === "adadelta" && rate > 0 && rate <= 0.01;
}
