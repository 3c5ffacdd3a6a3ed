import type { EpochEvent } from "../index.js";

/** What is kept of an epoch. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly valLoss?: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
}

export function epochRecord({ epoch, logs, seconds, imagesPerSecond }: EpochEvent): EpochRecord {
  const { loss, val_loss: valLoss } = logs;
  return { epoch, loss, ...(valLoss !== undefined && { valLoss }), seconds, imagesPerSecond };
}

/** `history.csv`: a row an epoch; `val_loss` is empty where there was no validation data. */
export function historyCsv(epochs: readonly EpochRecord[]): string {
  const rows = epochs.map(({ epoch, loss, valLoss = "", seconds, imagesPerSecond }) =>
    [epoch, loss, valLoss, seconds.toFixed(3), imagesPerSecond.toFixed(1)].join(","),
  );
  return `${["epoch,loss,val_loss,seconds,images_per_second", ...rows].join("\n")}\n`;
}
