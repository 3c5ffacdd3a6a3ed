import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reference } from "../../bench/contenders/reference.js";
import { tensorflow } from "../../bench/contenders/tfjs.js";
import { plainLayers } from "../../bench/plain-layers.js";
import { factors, lastElement, PRODUCTS, type Product, storedShapes } from "../../bench/product.js";
import { ImpossibleError } from "../../bench/rounds.js";
import {
  floatBatches,
  IMAGES,
  PIXELS,
  predictionError,
  QUICK_WORKLOADS,
  WORKLOADS,
  type Work,
  workFor,
} from "../../bench/work.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { dense } from "../../src/layers/dense.js";
import { gaussianNoise } from "../../src/layers/gaussian-noise.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { type DescriptionOptions, describe as describeModel, networkOf } from "../../src/model/description.js";

const images = Uint8Array.from({ length: 64 * PIXELS }, (_, index) => (index * 37) % 256);
const IMAGE = [28, 28, 1];
const workload = { id: "small", title: "small", kind: "train", model: "notebook", images: 32 } as const;

describe("the workloads", () => {
  it("go round the images in whole batches", () => {
    for (const { kind, images: rows } of [...WORKLOADS, ...QUICK_WORKLOADS])
      if (kind !== "predict") expect(IMAGES % rows).toBe(0);
  });

  it("give peers the batches as floats, in file order", () => {
    const batches = floatBatches(workFor(workload, images));
    expect(batches.map(({ length }) => length)).toEqual([32 * PIXELS, 32 * PIXELS]);
    expect(batches[1]?.[5]).toBe(Math.fround((images[32 * PIXELS + 5] ?? 0) / 255));
  });

  it("are few for a quick look, and each of another kind", () => {
    expect(QUICK_WORKLOADS.map(({ id }) => id)).toEqual(["notebook-256", "convolutional-8", "predict", "start"]);
  });

  it("train: the reference's loss falls", async () => {
    const run = await reference().prepare(workFor(workload, images));
    const first = await run.step(1);
    const later = await run.step(20);
    expect(first).toBeGreaterThan(0.6);
    expect(later).toBeLessThan(first);
  });
});

describe("plainLayers", () => {
  const layersOf = (work: Work) =>
    plainLayers(work).map((layer) =>
      "kernel" in layer ? { ...layer, kernel: layer.kernel.shape, bias: layer.bias.shape } : layer,
    );

  it("are the dense layers, the last one as logits", () => {
    const dense = (inputs: number, units: number, relu = true) => {
      return { type: "dense", kernel: [inputs, units], bias: [units], relu };
    };
    expect(layersOf(workFor({ ...workload, model: "deep" }, images))).toEqual([
      ...[dense(784, 128), dense(128, 64), dense(64, 32)],
      ...[dense(32, 64), dense(64, 128), dense(128, 784, false)],
    ]);
  });

  it("are the convolutions with what lies between them", () => {
    const conv2d = (channels: number, filters: number, { padding = "same", relu = true } = {}) => {
      return { type: "conv2d", kernel: [3, 3, channels, filters], bias: [filters], relu, padding };
    };
    const pool = { type: "maxPool2d", size: [2, 2] };
    const up = { type: "upSampling2d", size: [2, 2] };
    expect(layersOf(workFor({ ...workload, model: "convolutional" }, images))).toEqual([
      ...[conv2d(1, 16), pool, conv2d(16, 8), pool, conv2d(8, 8), pool],
      ...[conv2d(8, 8), up, conv2d(8, 8), up, conv2d(8, 16, { padding: "valid" }), up],
      conv2d(16, 1, { relu: false }),
    ]);
  });

  const pixels = conv2d(1, 3, { padding: "same", activation: "sigmoid" });
  const grey = conv2d(1, 3, { padding: "same", activation: "relu" });
  const convolution = (options: Parameters<typeof conv2d>[2]) =>
    conv2d(2, 3, { padding: "same", activation: "relu", ...options });
  const decode = dense(784, { activation: "sigmoid" });
  it.each<[string, DescriptionOptions]>([
    [
      "another loss",
      { input: 784, encoder: [dense(2, { activation: "relu" })], decoder: [decode], loss: "meanSquaredError" },
    ],
    ["another activation", { input: 784, encoder: [dense(2, { activation: "tanh" })], decoder: [decode] }],
    ["no sigmoid", { input: 784, encoder: [dense(2, { activation: "relu" })], decoder: [dense(784)] }],
    ["no bias", { input: 784, encoder: [dense(2, { activation: "relu", useBias: false })], decoder: [decode] }],
    [
      "a penalty",
      { input: 784, encoder: [dense(2, { activation: "relu", activityRegularizer: { l1: 1 } })], decoder: [decode] },
    ],
    ["noise", { input: 784, encoder: [gaussianNoise(1)], decoder: [decode] }],
    ["strides", { input: IMAGE, encoder: [convolution({ strides: 2 })], decoder: [upSampling2d(2), pixels] }],
    ["pools without padding", { input: IMAGE, encoder: [maxPool2d(2)], decoder: [upSampling2d(2), pixels] }],
    [
      "pools that overlap",
      { input: IMAGE, encoder: [maxPool2d(2, { strides: 1, padding: "same" })], decoder: [pixels] },
    ],
    ["up-sampling at the end", { input: IMAGE, encoder: [grey], decoder: [upSampling2d(1)] }],
    ["a pool at the end", { input: IMAGE, encoder: [grey], decoder: [maxPool2d(1, { padding: "same" })] }],
  ])("refuse %s, which the peers are not written for", (_, options) => {
    const description = describeModel(options);
    const weights = Object.fromEntries(
      networkOf(description).layers.flatMap(({ parameters }) =>
        parameters.map(({ name, shape }) => [name, { shape: [...shape], data: new Float32Array() }]),
      ),
    );
    expect(() => plainLayers({ workload, description, weights, images })).toThrow(
      /^(en|de)coder\.0: peers are written for relu layers with biases, pools and up-sampling, that end in a sigmoid\.$/,
    );
  });
});

describe("TensorFlow.js", () => {
  it("cannot train convolutions on WASM, and says why", async () => {
    const training = tensorflow("wasm").prepare(workFor({ ...workload, model: "convolutional" }, images));
    await expect(training).rejects.toThrow(ImpossibleError);
    await expect(training).rejects.toThrow(
      "its wasm backend has no gradient of a convolution's kernel (Conv2DBackpropFilter)",
    );
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
