import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inflated } from "../../src/app/compact/deflate.js";
import { stageOf } from "../../src/app/stage-data/stage.js";
import { meanSquaredError } from "../../src/experiments/math/image-error.js";
import { sameClassNeighbours } from "../../src/experiments/math/nearest-neighbour.js";
import { fitPca } from "../../src/experiments/math/pca.js";
import { loadMnist } from "../../src/index.js";

const KIB = 1024;
const files = ["model.bin", "digits.bin"].map((name) =>
  Uint8Array.from(readFileSync(new URL(`../../src/app/stage-data/${name}`, import.meta.url))),
);
const [model = new Uint8Array(), digits = new Uint8Array()] = await Promise.all(
  files.map((bytes) => inflated(bytes, 2 ** 22)),
);
const stage = stageOf([model, digits]);
const PIXELS = 784;

describe("what stands on the stage", () => {
  it("comes in 600 KB at most", () => {
    expect(files.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(600 * KIB);
  });

  it("has a hundred test digits of each class, with their labels", async () => {
    const { count, labels, pixels } = stage.digits;
    expect(Array.from({ length: 10 }, (_, label) => labels.filter((of) => of === label).length)).toEqual(
      Array(10).fill(100),
    );
    const { test } = await loadMnist();
    const rows = new Map(
      Array.from({ length: test.count }, (_, row) => [
        Buffer.from(test.data.subarray(row * PIXELS, (row + 1) * PIXELS) as Uint8Array).toString("latin1"),
        row,
      ]),
    );
    for (let digit = 0; digit < count; digit++) {
      const row = rows.get(Buffer.from(pixels.subarray(digit * PIXELS, (digit + 1) * PIXELS)).toString("latin1"));
      expect(test.labels?.[row ?? -1]).toBe(labels[digit]);
    }
  });

  it("draws digits that it never saw better than the best linear plane does, fitted to these very digits", async () => {
    const { pixels, count } = stage.digits;
    const drawn = stage.model.decode(stage.codes);
    const { variances } = await fitPca({ data: pixels, shape: [PIXELS], count });
    const error = meanSquaredError(
      Array.from(pixels, (value) => value / 255),
      drawn,
    );
    const ofPlane = variances.slice(2).reduce((sum, variance) => sum + variance, 0) / PIXELS;
    expect(error).toBeLessThan(0.8 * ofPlane);
  });

  it("has a plane where nearest neighbours are mostly of one class", async () => {
    const { codes, digits } = stage;
    expect(codes.length).toBe(2 * digits.count);
    // What comes with the digits is what the model makes of them; engines' exponentials differ in their last bits.
    const made = stage.model.encode(digits.pixels);
    expect(Math.max(...codes.map((code, at) => Math.abs(code - (made[at] ?? 0))))).toBeLessThan(1e-4);
    const axis = (offset: number) => codes.filter((_, at) => at % 2 === offset);
    expect(await sameClassNeighbours(axis(0), axis(1), digits.labels)).toBeGreaterThan(0.6);
  });
});
