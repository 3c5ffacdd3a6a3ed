import type { EpochRow } from "../state/run.js";
import pictures from "./digits.png";
import run from "./run.json";

/** A training of the notebook's model, recorded by scripts/record-run.mjs. */
export interface Recorded {
  readonly date: string;
  readonly adapter: string;
  readonly batchSize: number;
  readonly samples: number;
  readonly labels: readonly number[];
  /** Epochs whose reconstructions are in the pictures; the first is 0, the beginning. */
  readonly shown: readonly number[];
  readonly rows: readonly EpochRow[];
}

export const RECORDED: Recorded = run;

const SIDE = 28;

/**
 * The recorded pictures: the digits themselves, then what the network drew at each of the epochs shown.
 * @returns for each of them `labels.length × 784` bytes
 */
export async function recordedPictures(): Promise<Uint8Array[]> {
  const bitmap = await createImageBitmap(await (await fetch(pictures)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0);
  const rgba = context?.getImageData(0, 0, width, height).data ?? [];
  const digits = width / SIDE;
  return Array.from({ length: height / SIDE }, (_, row) => {
    const bytes = new Uint8Array(digits * SIDE * SIDE);
    for (let at = 0; at < bytes.length; at++) {
      const digit = Math.floor(at / SIDE ** 2);
      const y = row * SIDE + Math.floor((at % SIDE ** 2) / SIDE);
      bytes[at] = rgba[4 * (y * width + digit * SIDE + (at % SIDE))] ?? 0;
    }
    return bytes;
  });
}
