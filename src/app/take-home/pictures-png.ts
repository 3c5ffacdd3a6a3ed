import { sizeOf, type Values } from "../../index.js";
import { codeImage } from "../components/code-picture.js";
import { imageOf, largestOf, pictureShape, type Tone } from "../components/paint.js";
import type { DataInfo, Snapshot } from "../worker/protocol.js";

/** Screen pixels a pixel of a sample, at least; small samples are enlarged to about this many. */
const SIDE = 112;
const GAP = 8;
/** Of the line of names, in pixels. */
const NAMES = 20;
/** Pixels a side of the whole, without its gaps: no browser gives a canvas of any size. */
const MOST = 8192;

/** Screen pixels to a pixel of a sample, for `count` samples in a row: less than 1 where they would be too wide otherwise. */
export function scaleOf(count: number, height: number, width: number): number {
  const enlarged = Math.max(1, Math.round(SIDE / Math.max(height, width)));
  return Math.min(enlarged, MOST / (count * width), MOST / (4 * height));
}

/**
 * The examples by name, with noise on them where the model is given that, above their codes and what the network makes of these; black on
 * white paper.
 */
export async function picturesPng({ mnist, shape, range, examples }: DataInfo, snapshot: Snapshot): Promise<Blob> {
  const picture = pictureShape(shape);
  const [height, width] = picture;
  const size = sizeOf(shape);
  const { names } = examples;
  const count = names.length;
  const scale = scaleOf(count, height, width);
  const [high, wide] = [Math.ceil(height * scale), Math.ceil(width * scale)];
  const { given, codes, codeSize, codeShape, reconstructions } = snapshot;
  const tone: Tone = mnist ? "ink" : "light";
  const samples = (values: Values) => (index: number) =>
    imageOf(picture, { values, offset: index * size, size, range }, tone);
  const largest = largestOf(codes);
  const rows = [
    samples(examples.values),
    ...(given ? [samples(given)] : []),
    (index: number) => codeImage(codes.subarray(index * codeSize, (index + 1) * codeSize), codeShape, largest),
    samples(reconstructions),
  ];
  const canvas = new OffscreenCanvas(GAP + count * (wide + GAP), NAMES + GAP + rows.length * (high + GAP));
  const context = canvas.getContext("2d");
  const small = new OffscreenCanvas(1, 1);
  if (!context) throw new Error("There is no canvas left to draw the pictures on.");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "black";
  context.font = "14px system-ui, sans-serif";
  context.textAlign = "center";
  for (const [index, name] of names.entries()) {
    const x = GAP + index * (wide + GAP);
    context.fillText(name, x + wide / 2, NAMES - 2, wide);
    for (const [row, draw] of rows.entries()) {
      const image = draw(index);
      small.width = image.width;
      small.height = image.height;
      small.getContext("2d")?.putImageData(image, 0, 0);
      // As large as its cell lets it be, its sides in proportion.
      const zoom = Math.min(wide / image.width, high / image.height);
      const [drawnWide, drawnHigh] = [image.width * zoom, image.height * zoom];
      const y = NAMES + GAP + row * (high + GAP);
      context.imageSmoothingEnabled = zoom < 1;
      context.drawImage(small, x + (wide - drawnWide) / 2, y + (high - drawnHigh) / 2, drawnWide, drawnHigh);
    }
  }
  return canvas.convertToBlob({ type: "image/png" });
}
