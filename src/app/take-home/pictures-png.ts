import { imageOf, pictureShape, type Tone } from "../components/paint.js";
import type { DataInfo, Snapshot } from "../worker/protocol.js";

/** Screen pixels a pixel of a sample, at least; small samples are enlarged to about this many. */
const SIDE = 112;
const GAP = 8;

/** The examples above what the network makes of them, black on white paper. */
export async function picturesPng({ mnist, shape, range, examples }: DataInfo, snapshot: Snapshot): Promise<Blob> {
  const picture = pictureShape(shape);
  const [height, width] = picture;
  const size = shape.reduce((product, length) => product * length, 1);
  const count = examples.names.length;
  const scale = Math.max(1, Math.round(SIDE / Math.max(height, width)));
  const canvas = new OffscreenCanvas(GAP + count * (width * scale + GAP), GAP + 2 * (height * scale + GAP));
  const context = canvas.getContext("2d");
  const small = new OffscreenCanvas(width, height);
  if (!context) throw new Error("There is no canvas left to draw the pictures on.");
  context.imageSmoothingEnabled = false;
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  const tone: Tone = mnist ? "ink" : "light";
  for (const [row, values] of [examples.values, snapshot.reconstructions].entries()) {
    for (let index = 0; index < count; index++) {
      const image = imageOf(picture, { values, offset: index * size, size, range }, tone);
      small.getContext("2d")?.putImageData(image, 0, 0);
      const [x, y] = [GAP + index * (width * scale + GAP), GAP + row * (height * scale + GAP)];
      context.drawImage(small, x, y, width * scale, height * scale);
    }
  }
  return canvas.convertToBlob({ type: "image/png" });
}
