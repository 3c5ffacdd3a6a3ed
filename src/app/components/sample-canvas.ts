import { sizeOf, type Values } from "../../index.js";
import type { DataInfo } from "../worker/protocol.js";
import { imageOf, paint, pictureShape, signedImage } from "./paint.js";

/** Teal above zero, orange below. */
export const INKS = { above: [10, 130, 140], below: [190, 95, 20] } as const;

/** How the data's pictures are shown: the class of their canvases. */
export function toneOf({ mnist }: DataInfo): "ink" | "light" {
  return mnist ? "ink" : "light";
}

/** Draws samples, one after another, onto the canvases that `selector` finds. */
export function drawSamples(root: ParentNode, selector: string, data: DataInfo, values: Values): void {
  const size = sizeOf(data.shape);
  for (const [index, canvas] of root.querySelectorAll<HTMLCanvasElement>(selector).entries()) {
    const pixels = { values, offset: index * size, size, range: data.range };
    paint(canvas, imageOf(pictureShape(data.shape), pixels, toneOf(data)));
  }
}

/** Draws differences likewise, at full ink at ±`largest`. */
export function drawDifferences(
  root: ParentNode,
  selector: string,
  { shape }: DataInfo,
  values: Float32Array,
  largest: number,
): void {
  const picture = pictureShape(shape);
  for (const [index, canvas] of root.querySelectorAll<HTMLCanvasElement>(selector).entries()) {
    paint(canvas, signedImage(picture, values, index * sizeOf(shape), largest, INKS));
  }
}
