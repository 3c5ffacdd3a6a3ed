import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONTENDERS, chosen } from "../../bench/contenders/names.js";
import { reference } from "../../bench/contenders/reference.js";
import { factors, lastElement, PRODUCTS, type Product, storedShapes } from "../../bench/product.js";
import { floatBatches, IMAGES, PIXELS, plainLayers, predictionError, WORKLOADS, workFor } from "../../bench/work.js";
import { LEVELS } from "../../src/plan/plan.js";

const images = Uint8Array.from({ length: 64 * PIXELS }, (_, index) => (index * 37) % 256);
const workload = { id: "small", title: "small", kind: "train", model: "notebook", images: 32 } as const;

describe("the workloads", () => {
  it("go round the images in whole batches", () => {
    for (const { kind, images: rows } of WORKLOADS) if (kind !== "predict") expect(IMAGES % rows).toBe(0);
  });

  it("give peers the batches as floats, in file order", () => {
    const batches = floatBatches(workFor(workload, images));
    expect(batches.map(({ length }) => length)).toEqual([32 * PIXELS, 32 * PIXELS]);
    expect(batches[1]?.[5]).toBe(Math.fround((images[32 * PIXELS + 5] ?? 0) / 255));
  });

  it("give peers the layers, the last one as logits", () => {
    const layers = plainLayers(workFor({ ...workload, model: "deep" }, images));
    expect(layers.map(({ kernel }) => kernel.shape)).toEqual([
      [784, 128],
      [128, 64],
      [64, 32],
      [32, 64],
      [64, 128],
      [128, 784],
    ]);
    expect(layers.map(({ relu }) => relu)).toEqual([true, true, true, true, true, false]);
  });

  it("refuse models that the peers are not written for", () => {
    const work = workFor(workload, images);
    const changed = { ...work, description: { ...work.description, loss: "meanSquaredError" as const } };
    expect(() => plainLayers(changed)).toThrow("peers are written for relu layers");
  });

  it("train: the reference's loss falls", async () => {
    const run = await reference().prepare(workFor(workload, images));
    const first = await run.step(1);
    const later = await run.step(20);
    expect(first).toBeGreaterThan(0.6);
    expect(later).toBeLessThan(first);
  });
});

describe("predictionError", () => {
  it("is the mean squared error, and sees every pixel", () => {
    const exact = Float32Array.from(images, (pixel) => pixel / 255);
    expect(predictionError(exact, images)).toBeLessThan(1e-12);
    expect(
      predictionError(
        exact.map((value) => value + 0.5),
        images,
      ),
    ).toBeCloseTo(0.25, 6);
    const seen = new Set<number>();
    for (let index = 0; index < PIXELS * 97; index += 97) seen.add(index % PIXELS);
    expect(seen.size).toBe(PIXELS);
  });

  it("is not a number where outputs are missing", () => {
    expect(predictionError([], images)).toBeNaN();
  });
});

describe("products", () => {
  it("tell their last element", () => {
    const size = fc.integer({ min: 1, max: 9 });
    const transposed = fc.constantFrom("x" as const, "w" as const, undefined);
    fc.assert(
      fc.property(size, size, size, transposed, (m, k, n, side) => {
        const product: Product = { title: "", m, k, n, ...(side && { transposed: side }) };
        const { x, w } = factors(product);
        const shapes = storedShapes(product);
        const at = (values: Float32Array, [, columns]: [number, number], row: number, column: number) =>
          values[row * columns + column] ?? Number.NaN;
        let sum = 0;
        for (let depth = 0; depth < k; depth++) {
          const left = side === "x" ? at(x, shapes.x, depth, m - 1) : at(x, shapes.x, m - 1, depth);
          const right = side === "w" ? at(w, shapes.w, n - 1, depth) : at(w, shapes.w, depth, n - 1);
          sum += left * right;
        }
        expect(lastElement(product)).toBeCloseTo(sum, 12);
      }),
    );
  });

  it("have factors without a pattern, in [0.5, 1.5)", () => {
    const { x, w } = factors(PRODUCTS[0] as Product);
    expect(Math.min(...x.subarray(0, 1000), ...w.subarray(0, 1000))).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...x.subarray(0, 1000), ...w.subarray(0, 1000))).toBeLessThan(1.5);
    expect(new Set(x.subarray(0, 1000)).size).toBeGreaterThan(990);
  });
});

describe("contenders", () => {
  const names = (settings: Parameters<typeof chosen>[0]) => chosen(settings).map(({ name }) => name);

  it("are ours at every level, the peers, and the reference", () => {
    expect(names({ peers: true })).toEqual(CONTENDERS.map(({ name }) => name));
    expect(names({ peers: false })).toEqual([...LEVELS.map((level) => `isthmus/${level}`), "reference"]);
  });

  it("can be chosen by the beginnings of their names", () => {
    expect(names({ peers: true, only: ["tfjs/w", "isthmus/tiled"] })).toEqual([
      "isthmus/tiled",
      "tfjs/webgpu",
      "tfjs/wasm",
    ]);
    expect(names({ peers: false, only: ["tfjs"] })).toEqual([]);
  });
});
