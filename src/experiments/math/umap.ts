import { randomStream } from "../../model/random.js";
import { breathe } from "../breathe.js";

/** More would take minutes, and a graph of neighbours that fills the memory. */
export const UMAP_LIMIT = 5000;

export interface UmapOptions {
  /** Seeds the first places and every choice: the same seed gives the same map. */
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Takes the part that is done, in 0…1. */
  readonly report?: (fraction: number) => void;
}

/**
 * A map of codes in the plane on which neighbours stay neighbours (UMAP: McInnes, Healy and Melville, 2018, by umap-js,
 * with its defaults: 15 neighbours, minimum distance 0.1). Distances on it mean nothing beyond that.
 * @param codes `[count × size]`; only the first {@link UMAP_LIMIT} are taken
 * @returns `[count × 2]`
 * @throws the signal's reason, when it aborts
 */
export async function umapOf(codes: Float32Array, size: number, options: UmapOptions): Promise<Float32Array> {
  const { UMAP } = await import("umap-js");
  const { seed, signal, report } = options;
  const count = Math.min(UMAP_LIMIT, Math.floor(codes.length / size));
  const rows = Array.from({ length: count }, (_, row) => Array.from(codes.subarray(row * size, (row + 1) * size)));
  const random = randomStream(seed, "umap");
  const neighbours = Math.min(15, count - 1);
  const umap = new UMAP({ nComponents: 2, nNeighbors: neighbours, minDist: 0.1, random: () => random.uniform() });
  await breathe(signal);
  const epochs = umap.initializeFit(rows);
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    if (epoch % 25 !== 0) continue;
    report?.(epoch / epochs);
    await breathe(signal);
  }
  return Float32Array.from(umap.getEmbedding().flat());
}
