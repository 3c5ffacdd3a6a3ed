import type { Loss } from "../index.js";

/** What a run of the page needs to know. */
export interface Settings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Train on the first so many images of the 60,000. */
  readonly limit: number;
  readonly loss: Loss;
}

export type SettingName = keyof Settings;
/** Settings as typed, not yet checked. */
export type Draft = Readonly<Record<SettingName, string>>;

export const MNIST_TRAINING_IMAGES = 60_000;

/** The notebook's settings. */
export const NOTEBOOK: Draft = {
  epochs: "50",
  batchSize: "256",
  learningRate: "1",
  seed: "1",
  limit: String(MNIST_TRAINING_IMAGES),
  loss: "binaryCrossentropy",
};

export const LOSS_LABELS: Readonly<Record<Loss, string>> = {
  binaryCrossentropy: "Binary cross-entropy",
  meanSquaredError: "Mean squared error",
};

/** One field of the form: how it is called, and what it accepts. */
export interface NumberField {
  readonly name: Exclude<SettingName, "loss">;
  readonly label: string;
  /** Completes "… must be". */
  readonly rule: string;
  readonly whole: boolean;
  readonly accepts: (value: number) => boolean;
}

const within = (low: number, high: number) => (value: number) => value >= low && value <= high;

export const NUMBER_FIELDS: readonly NumberField[] = [
  { name: "epochs", label: "Epochs", rule: "a whole number from 1 to 10,000", whole: true, accepts: within(1, 10_000) },
  {
    name: "batchSize",
    label: "Batch size",
    rule: "a whole number from 1 to 60,000",
    whole: true,
    accepts: within(1, MNIST_TRAINING_IMAGES),
  },
  {
    name: "learningRate",
    label: "Learning rate",
    rule: "a number above 0",
    whole: false,
    accepts: (value) => value > 0,
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
    label: "Training images",
    rule: "a whole number from 1 to 60,000",
    whole: true,
    accepts: within(1, MNIST_TRAINING_IMAGES),
  },
];

export type SettingErrors = Partial<Record<SettingName, string>>;

/** Checks a draft: either all settings, or one message for each field that is wrong. */
export function readSettings(draft: Draft): { settings: Settings } | { errors: SettingErrors } {
  const errors: SettingErrors = {};
  const numbers: Partial<Record<NumberField["name"], number>> = {};
  for (const { name, label, rule, whole, accepts } of NUMBER_FIELDS) {
    const text = draft[name].trim();
    const value = text === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && (!whole || Number.isInteger(value)) && accepts(value)) numbers[name] = value;
    else errors[name] = `${label} must be ${rule}; got ${text === "" ? "nothing" : `“${text}”`}.`;
  }
  if (!Object.hasOwn(LOSS_LABELS, draft.loss)) {
    errors.loss = `Loss must be ${Object.keys(LOSS_LABELS).join(" or ")}; got “${draft.loss}”.`;
  }
  if (Object.keys(errors).length > 0) return { errors };
  return { settings: { ...(numbers as Omit<Settings, "loss">), loss: draft.loss as Loss } };
}

/**
 * The notebook's settings with those of an address's fragment put over them, `#limit=512&epochs=2`: a link can hold an
 * exercise. Values are checked with the form, where a wrong one can be seen and mended.
 */
export function draftFromFragment(fragment: string): { draft: Draft; unknown: readonly string[] } {
  const draft: Record<SettingName, string> = { ...NOTEBOOK };
  const unknown: string[] = [];
  for (const [name, value] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    if (Object.hasOwn(draft, name)) draft[name as SettingName] = value;
    else unknown.push(name);
  }
  return { draft, unknown };
}
