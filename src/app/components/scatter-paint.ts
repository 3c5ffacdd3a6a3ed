import { CLASS_COLOURS } from "../../experiments/class-colours.js";
import { classCentres } from "../../experiments/math/class-centres.js";
import type { Scatter } from "../../experiments/result.js";

import { className } from "../state/class-names.js";

const MARGIN = 20;

export interface ScatterPaper {
  /** In the context's units. */
  readonly width: number;
  readonly height: number;
  readonly ink: string;
  readonly paper: string;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Paints a dot for each point in its class's colour, and each class's name amid its points. */
export function paintScatter(context: Context, scatter: Scatter, paper: ScatterPaper): void {
  const { x, y, labels } = scatter;
  const { width, height } = paper;
  const across = placing(x, MARGIN, width - MARGIN);
  const up = placing(y, height - MARGIN, MARGIN);
  const radius = labels.length > 2000 ? 1.75 : 3;
  context.globalAlpha = 0.8;
  for (const [index, label] of labels.entries()) {
    context.fillStyle = `rgb(${CLASS_COLOURS[label % CLASS_COLOURS.length]?.join(" ")})`;
    context.beginPath();
    context.arc(across(x[index] ?? 0), up(y[index] ?? 0), radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
  const centres = classCentres(x, y, labels);
  const names = [...centres].map(([label, centre]) => [className(scatter, label), centre] as const);
  paintNames(context, names, { across, up }, paper);
}

/** Nobody has to depend on colours. */
function paintNames(
  context: Context,
  names: readonly (readonly [name: string, centre: readonly [x: number, y: number]])[],
  { across, up }: Readonly<Record<"across" | "up", (value: number) => number>>,
  { ink, paper }: ScatterPaper,
): void {
  context.font = "700 18px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 5;
  for (const [name, [x, y]] of names) {
    context.strokeStyle = paper;
    context.strokeText(name, across(x), up(y));
    context.fillStyle = ink;
    context.fillText(name, across(x), up(y));
  }
}

/** Value → place, the least at `from` and the largest at `to`. */
function placing(values: Float32Array, from: number, to: number): (value: number) => number {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return (value) => (high > low ? from + ((value - low) / (high - low)) * (to - from) : (from + to) / 2);
}
