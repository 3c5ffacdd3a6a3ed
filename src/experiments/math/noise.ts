import { randomStream } from "../../model/random.js";

/**
 * The values with normal noise added, each clipped, to 0…1 unless told otherwise: what a denoising model is trained on, made on the CPU so
 * that it can be looked at. Box and Muller's transform; the same seed gives the same noise.
 * @param values in 0…1
 */
export function noisy(
  values: Float32Array,
  standardDeviation: number,
  seed: number,
  [low, high]: readonly [number, number] = [0, 1],
): Float32Array {
  const random = randomStream(seed, "noise");
  return values.map((value) => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform())); // 1 − u is never 0
    const noise = radius * Math.cos(2 * Math.PI * random.uniform());
    return Math.min(high, Math.max(low, value + standardDeviation * noise));
  });
}
