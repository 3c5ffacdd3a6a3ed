import type { EpochEvent } from "../index.js";

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
}

export function epochRecord({ epoch, logs, seconds, imagesPerSecond }: EpochEvent): EpochRecord {
  const { loss, val_loss: valLoss, ...rest } = logs;
  const metrics = Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
  return { epoch, loss, ...(valLoss !== undefined && { valLoss }), metrics, seconds, imagesPerSecond };
}

/** `history.csv`: a row an epoch; `val_loss` is empty where there was no validation data. Metrics come last. */
export function historyCsv(epochs: readonly EpochRecord[]): string {
  // Of a run that went on with other data, some epochs may have fewer.
  const names = [...new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)))];
  const rows = epochs.map(({ epoch, loss, valLoss = "", metrics, seconds, imagesPerSecond }) => {
    const values = names.map((name) => metrics[name] ?? "");
    return [epoch, loss, valLoss, seconds.toFixed(3), imagesPerSecond.toFixed(1), ...values].join(",");
  });
  const head = ["epoch", "loss", "val_loss", "seconds", "images_per_second", ...names].join(",");
  return `${[head, ...rows].join("\n")}\n`;
}
