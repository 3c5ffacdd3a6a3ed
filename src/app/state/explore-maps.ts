import { proxy, wrap } from "comlink";
import type { MapMaker, PcaMap } from "../worker/maps.js";
import { rangesOf } from "./explore-codes.js";
import type { Axes } from "./plane-of-codes.js";

/** Ways to lay codes out in the plane. */
export type MapKind = "plane" | "pca" | "umap";

/** Codes in the plane. */
export interface CodeMap {
  /** `[count × 2]` */
  readonly places: Float32Array;
  /** Where any other code belongs; on a map of neighbours that cannot be said. */
  readonly placeOf?: (code: Float32Array) => readonly [x: number, y: number];
  /** The code at a place, likewise: of all that lie there, the one nearest to the mean. */
  readonly codeOf?: (place: readonly [x: number, y: number]) => Float32Array;
  /** Share of all variance that the map shows, 0…1, where it is known. */
  readonly shown?: number;
}

/** Codes of two numbers are places; those of one number lie on a line, here one for each class. */
export function planeMap(codes: Float32Array, size: number, labels: Uint8Array | undefined): CodeMap {
  if (size === 2) {
    return {
      places: codes,
      placeOf: (code) => [code[0] ?? 0, code[1] ?? 0],
      codeOf: (place) => Float32Array.from(place),
    };
  }
  const { low = 0, high = 0 } = rangesOf(codes, 1)[0] ?? {};
  const apart = (high - low) / 10;
  const places = new Float32Array(2 * codes.length);
  for (const [index, code] of codes.entries()) places.set([code, apart * (labels?.[index] ?? 0)], 2 * index);
  return { places };
}

/**
 * A map with each axis the way that another's points, the stage's: a principal component has no sign of its own, and the same codes are
 * to lie the same way round wherever they are shown.
 */
export function turnedLike(map: PcaMap, like: Axes | undefined): PcaMap {
  const wayOf = (axis: Float64Array, other: Float32Array | undefined) =>
    other?.length === axis.length && axis.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0) < 0 ? -1 : 1;
  const ways = [wayOf(map.axes[0], like?.across), wayOf(map.axes[1], like?.up)] as const;
  return {
    ...map,
    places: map.places.map((value, at) => value * (at % 2 ? ways[1] : ways[0])),
    axes: [map.axes[0].map((value) => value * ways[0]), map.axes[1].map((value) => value * ways[1])],
  };
}

/** A map that is being made. */
export interface Making {
  readonly map: Promise<CodeMap>;
  /** Ends it in the middle; `map` then never settles. */
  readonly cancel: () => void;
}

/**
 * Makes a map in a worker of its own.
 * @param like the axes whose ways those of principal components are to point
 */
export function makeMap(
  kind: "pca" | "umap",
  codes: Float32Array,
  size: number,
  report: (share: number) => void,
  like?: Axes,
): Making {
  const worker = new Worker(new URL("../worker/map-worker.ts", import.meta.url), { type: "module", name: "map" });
  const maker = wrap<MapMaker>(worker);
  const make = async (): Promise<CodeMap> => {
    if (kind === "umap") {
      const places = await maker.umap(codes, size, proxy(report));
      // Codes that are all the same have no neighbours to keep.
      if (!places.every(Number.isFinite)) throw new Error("UMAP found no map of these codes: too many are the same.");
      return { places };
    }
    const { places, mean, axes, shown } = turnedLike(await maker.pca(codes, size), like);
    const along = (axis: Float64Array, code: Float32Array) =>
      code.reduce((sum, value, unit) => sum + (value - (mean[unit] ?? 0)) * (axis[unit] ?? 0), 0);
    return {
      places,
      shown,
      placeOf: (code) => [along(axes[0], code), along(axes[1], code)],
      codeOf: ([x, y]) =>
        Float32Array.from(mean, (value, unit) => value + x * (axes[0][unit] ?? 0) + y * (axes[1][unit] ?? 0)),
    };
  };
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", ({ message }) =>
      reject(new Error(message || "The script that makes maps could not be loaded. Reload the page.")),
    );
  });
  const map = Promise.race([make(), failed]).finally(() => worker.terminate());
  return { map, cancel: () => worker.terminate() };
}
