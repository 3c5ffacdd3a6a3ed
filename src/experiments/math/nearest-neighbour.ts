import { breathe } from "../breathe.js";

/**
 * The share of points in a plane whose nearest other point is of the same class: how well a map keeps classes together.
 * With ten classes of equal size it is 0.1 where places say nothing.
 * @param x, y, labels as many of each; takes as many steps as their square
 */
export async function sameClassNeighbours(
  x: Float32Array,
  y: Float32Array,
  labels: Uint8Array,
  signal?: AbortSignal,
): Promise<number> {
  let same = 0;
  for (let point = 0; point < labels.length; point++) {
    if (point % 500 === 0) await breathe(signal);
    let nearest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let other = 0; other < labels.length; other++) {
      if (other === point) continue;
      const distance = ((x[point] ?? 0) - (x[other] ?? 0)) ** 2 + ((y[point] ?? 0) - (y[other] ?? 0)) ** 2;
      if (distance < least) [least, nearest] = [distance, other];
    }
    if (labels[nearest] === labels[point]) same += 1;
  }
  return same / labels.length;
}
