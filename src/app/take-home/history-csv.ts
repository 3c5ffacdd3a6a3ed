import type { EpochRow } from "../state/run.js";

/** `history.csv`: one line an epoch, the columns of the command line's file of that name. */
export function historyCsv(rows: readonly EpochRow[]): string {
  const lines = rows.map(({ epoch, loss, valLoss, seconds, imagesPerSecond }) =>
    [epoch, loss, valLoss ?? "", seconds.toFixed(3), imagesPerSecond.toFixed(1)].join(","),
  );
  return `${["epoch,loss,val_loss,seconds,images_per_second", ...lines].join("\n")}\n`;
}
