import type { EpochEvent, StepEvent } from "../index.js";
import { textField } from "./csv-file.js";
import { count, countOf, steps } from "./format.js";

/** What is kept of an epoch. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly valLoss?: number;
  /** What else was reported, by Keras's names: `mse`, `val_mse`. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  /** Of an epoch in which training was stopped: steps taken, of how many. Its loss is theirs. */
  readonly unfinished?: { readonly steps: number; readonly of: number };
}

/** @param last the last step of the epoch */
export function epochRecord(
  { epoch, logs, seconds, imagesPerSecond }: EpochEvent,
  last?: Pick<StepEvent, "step" | "steps">,
): EpochRecord {
  const { loss, val_loss: valLoss, ...rest } = logs;
  const metrics = Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
  const unfinished = last && last.step < last.steps && { unfinished: { steps: last.step, of: last.steps } };
  return { epoch, loss, ...(valLoss !== undefined && { valLoss }), metrics, seconds, imagesPerSecond, ...unfinished };
}

/** `117 of 235 steps`, of an unfinished epoch. */
export const stepsTaken = ({ unfinished }: EpochRecord) =>
  unfinished ? `${count(unfinished.steps)} of ${steps(unfinished.of)}` : "";

export const wholeEpochs = (epochs: readonly EpochRecord[]) => epochs.filter(({ unfinished }) => !unfinished);

/** `Stopped after 2 of 50 epochs, and 117 of 235 steps of epoch 3` */
export function stoppedAfter(epochs: readonly EpochRecord[], wanted: number): string {
  const last = epochs.at(-1);
  const more = last?.unfinished ? `, and ${stepsTaken(last)} of epoch ${last.epoch}` : "";
  return `Stopped after ${wholeEpochs(epochs).length} of ${countOf(wanted, "epochs")}${more}`;
}

/**
 * `history.csv`: a row an epoch; `val_loss` is empty where there was no validation data. Metrics come last; after them, where there
 * is an epoch in which training was stopped, how many of its steps were taken: `unfinished`.
 */
export function historyCsv(epochs: readonly EpochRecord[]): string {
  // Of a run that went on with other data, some epochs may have fewer.
  const names = [...new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)))];
  const isUnfinished = wholeEpochs(epochs).length < epochs.length;
  const rows = epochs.map((record) => {
    const { epoch, loss, valLoss = "", metrics, seconds, imagesPerSecond } = record;
    const values = [
      ...names.map((name) => metrics[name] ?? ""),
      ...(isUnfinished ? [stepsTaken(record).replaceAll(",", "")] : []),
    ];
    return [epoch, loss, valLoss, seconds.toFixed(3), imagesPerSecond.toFixed(1), ...values].join(",");
  });
  const head = [
    "epoch",
    "loss",
    "val_loss",
    "seconds",
    "images_per_second",
    ...names.map(textField),
    ...(isUnfinished ? ["unfinished"] : []),
  ].join(",");
  return `${[head, ...rows].join("\n")}\n`;
}
