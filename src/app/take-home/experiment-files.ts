import type { ExperimentResult, Figure, Scatter } from "../../experiments/result.js";
import { resultJson } from "../../experiments/result-json.js";
import { figureImages } from "../components/figure-images.js";
import { paintScatter } from "../components/scatter-paint.js";
import { type Download, download } from "./download.js";

export interface ExperimentFacts {
  readonly name: string;
  readonly quick: boolean;
  readonly seconds: number;
}

/** Screen pixels of a picture's longer side, about. */
const SIDE = 84;
const GAP = 6;
const MARGIN = 16;
const SCATTER_SIDE = 900;

/** The result as JSON, and a PNG for every figure and every scatter plot. */
export async function experimentDownloads(result: ExperimentResult, facts: ExperimentFacts): Promise<Download[]> {
  const { name, ...about } = facts;
  const files = [download(`${name}.json`, resultJson(name, result, about), "application/json")];
  for (const block of result.sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind !== "figure" && block.kind !== "scatter") continue;
    const canvas = block.kind === "figure" ? figureCanvas(block) : scatterCanvas(block);
    files.push(download(`${block.name}.png`, await canvas.convertToBlob({ type: "image/png" }), "image/png"));
  }
  return files;
}

/** A figure's rows below each other, on white. */
function figureCanvas(figure: Figure): OffscreenCanvas {
  const { shape, tight } = figure;
  const rows = figure.rows.map((row) => figureImages(row, shape));
  const columns = Math.max(...rows.map((images) => images.length));
  const scale = Math.max(1, Math.round(SIDE / Math.max(shape.height, shape.width)));
  const gap = tight ? 0 : GAP;
  const [width, height] = [shape.width * scale + gap, shape.height * scale + gap];
  const canvas = new OffscreenCanvas(2 * MARGIN + columns * width - gap, 2 * MARGIN + rows.length * height - gap);
  const context = contextOf(canvas);
  const small = new OffscreenCanvas(shape.width, shape.height);
  for (const [y, images] of rows.entries()) {
    for (const [x, image] of images.entries()) {
      small.getContext("2d")?.putImageData(image, 0, 0);
      const at = [MARGIN + x * width, MARGIN + y * height] as const;
      context.drawImage(small, ...at, width - gap, height - gap);
    }
  }
  return canvas;
}

function scatterCanvas(scatter: Scatter): OffscreenCanvas {
  const canvas = new OffscreenCanvas(SCATTER_SIDE, SCATTER_SIDE);
  const size = { width: SCATTER_SIDE, height: SCATTER_SIDE };
  paintScatter(contextOf(canvas), scatter, { ...size, ink: "black", paper: "white" });
  return canvas;
}

/** On white paper, enlarging pixels as they are. */
function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("There is no canvas left to draw the pictures on.");
  context.imageSmoothingEnabled = false;
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  return context;
}
