import { encode } from "fast-png";
import { CLASS_COLOURS } from "../experiments/class-colours.js";
import { classCentres } from "../experiments/math/class-centres.js";
import type { Scatter } from "../experiments/result.js";

const SIDE = 900;
const MARGIN = 40;

/** The digits as 3 × 5 dots: a number of three bits for each row, from the top. */
const DIGITS = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 7, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 1, 1, 1],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
] as const;
/** Side of a digit's dot in pixels. */
const DOT = 5;

/** A scatter plot as a PNG: a dot for each point in its class's colour, and each class's digit amid its points. */
export function scatterPng({ x, y, labels }: Scatter): Uint8Array {
  const data = new Uint8Array(SIDE * SIDE * 3).fill(255);
  const [across, up] = [placing(x), placing(y)];
  const square = (left: number, top: number, width: number, height: number, colour: readonly number[]) => {
    for (let row = top; row < top + height; row++) {
      for (let column = left; column < left + width; column++) data.set(colour, (row * SIDE + column) * 3);
    }
  };
  const reach = labels.length > 2000 ? 1 : 2;
  for (const [index, label] of labels.entries()) {
    const colour = CLASS_COLOURS[label % CLASS_COLOURS.length] ?? [0, 0, 0];
    const [left, top] = [across(x[index] ?? 0) - reach, SIDE - up(y[index] ?? 0) - reach];
    square(left, top, 2 * reach + 1, 2 * reach + 1, colour);
  }
  const names = [...classCentres(x, y, labels)].map(([label, [centreX, centreY]]) => ({
    label,
    left: across(centreX) - Math.floor(1.5 * DOT),
    top: SIDE - up(centreY) - Math.floor(2.5 * DOT),
  }));
  for (const { left, top } of names) square(left - DOT, top - DOT, 5 * DOT, 7 * DOT, [255, 255, 255]);
  for (const { label, left, top } of names) {
    for (const [row, bits] of (DIGITS[label % 10] ?? []).entries()) {
      for (let column = 0; column < 3; column++) {
        if (bits & (4 >> column)) square(left + DOT * column, top + DOT * row, DOT, DOT, [0, 0, 0]);
      }
    }
  }
  return encode({ width: SIDE, height: SIDE, channels: 3, depth: 8, data });
}

/** Value → pixel, the least at one margin and the largest at the other. */
function placing(values: Float32Array): (value: number) => number {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const scale = high > low ? (SIDE - 2 * MARGIN) / (high - low) : 0;
  return (value) => MARGIN + Math.round((value - low) * scale);
}
