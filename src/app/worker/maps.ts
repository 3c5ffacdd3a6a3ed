import { fitPca, pcaCodes } from "../../experiments/math/pca.js";
import { umapOf } from "../../experiments/math/umap.js";
import { DataError, datasetOf } from "../../index.js";

/** Codes longer than this are first cut down to the numbers that vary most: PCA takes time by the cube of their count. */
const MOST_VARYING = 512;
const UMAP_SEED = 1;

/** Codes in the plane by their first two principal components. */
export interface PcaMap {
  /** `[count × 2]` */
  readonly places: Float32Array;
  /** What takes any code there: the place is `axes · (code − mean)`, two rows over the whole code. */
  readonly mean: Float64Array;
  readonly axes: readonly [Float64Array, Float64Array];
  /** Share of all variance that the two axes show, 0…1. */
  readonly shown: number;
}

/** What makes maps, in a worker of its own. */
export interface MapMaker {
  /** @throws {DataError} for codes of a single number */
  pca(codes: Float32Array, size: number): Promise<PcaMap>;
  /**
   * Places `[count × 2]` on which neighbours stay neighbours.
   * @param report takes the part that is done, in 0…1
   */
  umap(codes: Float32Array, size: number, report: (fraction: number) => void): Promise<Float32Array>;
}

export const pcaMap: MapMaker["pca"] = async (codes, size) => {
  if (size < 2) throw new DataError("Codes of a single number have no two components; they lie on a line as they are.");
  const units = mostVarying(codes, size, MOST_VARYING);
  const count = codes.length / size;
  const kept = new Float32Array(count * units.length);
  for (let row = 0; row < count; row++) {
    for (const [place, unit] of units.entries()) kept[row * units.length + place] = codes[row * size + unit] ?? 0;
  }
  const dataset = datasetOf(kept, [units.length]);
  const pca = await fitPca(dataset);
  const places = Float32Array.from(await pcaCodes(pca, dataset, 2));
  const whole = (values: Float64Array | undefined) => {
    const spread = new Float64Array(size);
    for (const [place, unit] of units.entries()) spread[unit] = values?.[place] ?? 0;
    return spread;
  };
  const [first = 0, second = 0] = pca.variances;
  const all = variancesOf(codes, size).reduce((sum, variance) => sum + variance, 0);
  return {
    places,
    mean: whole(pca.mean),
    axes: [whole(pca.components[0]), whole(pca.components[1])],
    shown: all > 0 ? Math.min(1, (first + second) / all) : 1,
  };
};

export const umapMap: MapMaker["umap"] = async (codes, size, report) =>
  umapOf(codes, size, { seed: UMAP_SEED, report });

/** The numbers of a code that vary most, `most` of them at most, in their order. */
function mostVarying(codes: Float32Array, size: number, most: number): number[] {
  const variances = variancesOf(codes, size);
  const units = Array.from({ length: size }, (_, unit) => unit);
  if (size <= most) return units;
  return units
    .sort((a, b) => (variances[b] ?? 0) - (variances[a] ?? 0))
    .slice(0, most)
    .sort((a, b) => a - b);
}

/** Variance of each number of the codes. */
export function variancesOf(codes: Float32Array, size: number): Float64Array {
  const count = codes.length / size;
  const means = new Float64Array(size);
  const variances = new Float64Array(size);
  for (let at = 0; at < codes.length; at++) means[at % size] = (means[at % size] ?? 0) + (codes[at] ?? 0) / count;
  for (let at = 0; at < codes.length; at++) {
    const unit = at % size;
    variances[unit] = (variances[unit] ?? 0) + ((codes[at] ?? 0) - (means[unit] ?? 0)) ** 2 / count;
  }
  return variances;
}
