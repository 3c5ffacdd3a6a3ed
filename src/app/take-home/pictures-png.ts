import { sizeOf } from "../../index.js";
import { imageOf, pictureShape, type Tone } from "../components/paint.js";
import type { DataInfo, Snapshot } from "../worker/protocol.js";

/** Screen pixels a pixel of a sample, at least; small samples are enlarged to about this many. */
const SIDE = 112;
const GAP = 8;
/** Pixels a side of the whole, without its gaps: no browser gives a canvas of any size. */
const MOST = 8192;

/** Screen pixels to a pixel of a sample, for `count` samples in a row: less than 1 where they would be too wide otherwise. */
export function scaleOf(count: number, height: number, width: number): number {
  const enlarged = Math.max(1, Math.round(SIDE / Math.max(height, width)));
  return Math.min(enlarged, MOST / (count * width), MOST / (2 * height));
}

/** The examples above what the network makes of them, black on white paper. */
export async function picturesPng({ mnist, shape, range, examples }: DataInfo, snapshot: Snapshot): Promise<Blob> {
  const picture = pictureShape(shape);
  const [height, width] = picture;
  const size = sizeOf(shape);
  const count = examples.names.length;
  const scale = scaleOf(count, height, width);
  const [high, wide] = [Math.ceil(height * scale), Math.ceil(width * scale)];
  const canvas = new OffscreenCanvas(GAP + count * (wide + GAP), GAP + 2 * (high + GAP));
  const context = canvas.getContext("2d");
  const small = new OffscreenCanvas(width, height);
  if (!context) throw new Error("There is no canvas left to draw the pictures on.");
  context.imageSmoothingEnabled = scale < 1;
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  const tone: Tone = mnist ? "ink" : "light";
  for (const [row, values] of [examples.values, snapshot.reconstructions].entries()) {
    for (let index = 0; index < count; index++) {
      const image = imageOf(picture, { values, offset: index * size, size, range }, tone);
      small.getContext("2d")?.putImageData(image, 0, 0);
      const [x, y] = [GAP + index * (wide + GAP), GAP + row * (high + GAP)];
      context.drawImage(small, x, y, wide, high);
    }
  }
  return canvas.convertToBlob({ type: "image/png" });
}
