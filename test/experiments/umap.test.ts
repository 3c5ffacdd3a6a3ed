import { describe, expect, it } from "vitest";
import { sameClassNeighbours } from "../../src/experiments/math/nearest-neighbour.js";
import { umapOf } from "../../src/experiments/math/umap.js";
import { randomStream } from "../../src/model/random.js";

/** 60 points about each of three corners in five dimensions, and which corner each is of. */
function clusters(): { codes: Float32Array; labels: Uint8Array } {
  const random = randomStream(3, "clusters");
  const labels = Uint8Array.from({ length: 180 }, (_, point) => point % 3);
  const codes = Float32Array.from({ length: 5 * 180 }, (_, index) => {
    const corner = labels[Math.floor(index / 5)] === index % 5 ? 10 : 0;
    return corner + random.uniform();
  });
  return { codes, labels };
}

const axis = (places: Float32Array, offset: number) => places.filter((_, index) => index % 2 === offset);

describe("umapOf", () => {
  it("keeps neighbours together, and gives the same map for the same seed", async () => {
    const { codes, labels } = clusters();
    const done: number[] = [];
    const map = await umapOf(codes, 5, { seed: 1, report: (fraction) => done.push(fraction) });
    expect(map).toHaveLength(2 * 180);
    expect(await sameClassNeighbours(axis(map, 0), axis(map, 1), labels)).toBe(1);
    expect(await umapOf(codes, 5, { seed: 1 })).toEqual(map);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const report = () => stop.abort(new Error("enough"));
    await expect(umapOf(clusters().codes, 5, { seed: 1, signal: stop.signal, report })).rejects.toThrow("enough");
  });
});
