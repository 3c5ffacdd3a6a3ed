import { encode } from "fast-png";
import type { Experiment } from "../experiments/experiment.js";
import type { ExperimentResult, Figure } from "../experiments/result.js";
import { blank, draw, isStrip, picturesOf, repeatRows } from "./pictures.js";
import { scatterPng } from "./scatter-png.js";

/** What is known about a run beside its result. */
export interface RunFacts {
  readonly experiment: Experiment;
  readonly quick: boolean;
  /** Name → value, in order. */
  readonly settings: Readonly<Record<string, string>>;
  readonly adapter: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly finishedAt: Date;
  readonly version: string;
}

/** A PNG for every figure and every scatter plot of a result, by file name. */
export function experimentPictures({ sections }: ExperimentResult): Record<string, Uint8Array> {
  const pictures = sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => {
      if (block.kind === "figure") return [[`${block.name}.png`, figurePng(block)] as const];
      return block.kind === "scatter" ? [[`${block.name}.png`, scatterPng(block)] as const] : [];
    }),
  );
  return Object.fromEntries(pictures);
}

/** A figure's rows below each other, with white between. */
function figurePng({ shape, tight, rows }: Figure): Uint8Array {
  const thickness = isStrip(shape) ? 8 : 1; // a strip one pixel high would be a hair
  const pictures = rows.map(({ images }) => picturesOf(images, shape).map((picture) => repeatRows(picture, thickness)));
  const columns = Math.max(...pictures.map((row) => row.length));
  const scale = Math.max(1, Math.floor(84 / shape.width));
  const [width, height] = [shape.width * scale, shape.height * thickness * scale];
  const [margin, gap] = [16, tight ? 0 : 6];
  const canvas = blank(
    2 * margin + columns * (width + gap) - gap,
    2 * margin + pictures.length * (height + gap) - gap,
    shape.channels,
  );
  canvas.data.fill(255);
  for (const [y, row] of pictures.entries()) {
    for (const [x, picture] of row.entries()) {
      draw(canvas, picture, margin + x * (width + gap), margin + y * (height + gap), scale);
    }
  }
  return encode({ ...canvas, depth: 8 });
}
