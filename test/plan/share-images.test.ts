import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../src/kernels/kernels.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import type { Layer } from "../../src/layers/layers.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { PRESETS } from "../../src/model/presets.js";
import { calls, expectSame, type Model } from "./image-models.js";

await loadKernels();

const LEVEL = "tiled-64";
const relu = { activation: "relu", padding: "same" } as const;

describe("convolutions for GPUs with many lanes", () => {
  it("take a dispatch each way, and their gradients one more to be added up", () => {
    const model: Model = {
      input: [8, 8, 3],
      encoder: [conv2d(5, 3, relu), maxPool2d(2)],
      decoder: [upSampling2d(2), conv2d(3, 3, { activation: "sigmoid", padding: "same" })],
    };
    const all = calls(model, "train", 128, LEVEL);
    expect(all.filter((call) => call.includes("conv2d") || call.includes("bias"))).toEqual([
      "encoder.0/forward: conv2d-max-pool2d",
      "decoder.1/forward: conv2d-shared",
      "decoder.1/kernel-gradient: conv2d-kernel-gradient-shared",
      "decoder.1/input-gradient: conv2d-input-gradient-shared",
      "encoder.0/kernel-gradient: conv2d-kernel-gradient-shared",
      "batch/gradients-sums: conv2d-gradient-sums",
    ]);
    expect(all.slice(-2)).toEqual(["batch/gradients-sums: conv2d-gradient-sums", "optimizer/adadelta: adadelta"]);
    expectSame(model, LEVEL);
  });

  it("leave level tiled as it is", () => {
    const all = calls(PRESETS.convolutional(), "train");
    expect(all.filter((call) => call.includes("shared") || call.includes("gradient-sums"))).toEqual([]);
  });

  it("are added up before what takes them out of blocks, where strided", () => {
    const model: Model = {
      input: [8, 8, 1],
      encoder: [conv2d(8, 3, { ...relu, strides: 2 })],
      decoder: [conv2dTranspose(1, 3, { padding: "same", strides: 2 })],
    };
    const all = calls(model, "train", 128, LEVEL);
    const at = all.indexOf("batch/encoder.0.dw-blocks-sums: conv2d-gradient-sums");
    expect(all[at - 1]).toBe("encoder.0/kernel-gradient: conv2d-kernel-gradient-shared");
    expect(all[at + 1]).toContain("encoder.0/kernel-from-blocks: depth-to-space");
    expectSame(model, LEVEL);
  });

  it("leave to the other kernels what workgroup memory has no room for", () => {
    const model: Model = { input: [40, 4, 1], encoder: [conv2d(4, [40, 30], relu)], decoder: [conv2d(1, 3, relu)] };
    const all = calls(model, "train", 128, LEVEL);
    expect(all).toContain("encoder.0/forward: conv2d-from-one");
    expect(all).toContain("decoder.0/forward: conv2d-shared");
    expectSame(model, LEVEL);
  });

  it("give two up-samplings in a row the gradient of both", () => {
    const model: Model = {
      input: [8, 8, 3],
      encoder: [conv2d(4, 3, { strides: 4, padding: "same" })],
      decoder: [upSampling2d([2, 1]), upSampling2d([2, 4]), conv2d(3, 3, relu)],
    };
    expectSame(model, LEVEL);
  });

  it("train any model as level naive does", () => {
    const channels = fc.constantFrom(1, 2, 3, 4, 5, 8);
    const activation = fc.constantFrom("linear", "relu", "tanh", "sigmoid" as const);
    const size = fc.integer({ min: 1, max: 4 });
    const strides = fc.integer({ min: 1, max: 2 });
    const layer: fc.Arbitrary<Layer> = fc
      .record({ filters: channels, size, activation, useBias: fc.boolean(), strides, transposed: fc.boolean() })
      .map(({ filters, size: side, transposed, ...given }) =>
        transposed
          ? conv2dTranspose(filters, side, { ...given, padding: "same" })
          : conv2d(filters, side, { ...given, padding: "same" }),
      );
    fc.assert(
      fc.property(channels, fc.array(layer, { minLength: 1, maxLength: 3 }), size, (inputs, encoder, side) => {
        const [height, width] = [5, 6];
        // What strides made smaller is made large enough, and then cut.
        const sides = (length: number) =>
          encoder.reduce((sum, given) => {
            const [stride] = (given as { strides: readonly number[] }).strides;
            return given.type === "conv2d" ? Math.ceil(sum / (stride ?? 1)) : sum * (stride ?? 1);
          }, length);
        const factor = Math.max(Math.ceil(height / sides(height)), Math.ceil(width / sides(width)));
        const cut = [factor * sides(height) - height + 1, factor * sides(width) - width + 1] as const;
        const decoder = [conv2d(inputs, side, { padding: "same" }), upSampling2d(factor), conv2d(inputs, cut, {})];
        expectSame({ input: [height, width, inputs], encoder, decoder }, LEVEL);
      }),
      { numRuns: 25 },
    );
  });

  it("take pools, up-samplings and activations in: the blog's model trains in 25 calls", () => {
    // And one for the slope of the last sigmoid, which the preset's loss doesn't need.
    const all = calls(PRESETS.convolutional(), "train", 128, LEVEL);
    expect(all).toHaveLength(25 + 1);
    expect(all.filter((call) => /: (max-pool|up-sampling|activation)/.test(call))).toHaveLength(1);
  });

  it.each([
    ["odd sides, valid", maxPool2d(2), [7, 9]],
    ["odd sides, same, windows cut off", maxPool2d(2, { padding: "same" }), [7, 9]],
    ["windows that are not square", maxPool2d([3, 2]), [9, 8]],
  ] as const)("fold a pool: %s", (_, pool, [height, width]) => {
    const model: Model = {
      input: [height, width, 2],
      encoder: [conv2d(5, 3, { activation: "tanh", padding: "same" }), pool, conv2d(3, 2, relu)],
      decoder: [],
    };
    const sides = (count: number, size: number) =>
      pool.padding === "same" ? Math.ceil(count / size) : Math.floor(count / size);
    const large = [4 * sides(height, pool.poolSize[0]), 5 * sides(width, pool.poolSize[1])] as const;
    const cut = conv2d(2, [large[0] - height + 1, large[1] - width + 1], {});
    const whole: Model = { ...model, decoder: [upSampling2d([4, 5]), conv2d(3, 3, relu), cut] };
    const all = calls(whole, "train", 5, LEVEL);
    expect(all).toContain("encoder.0/forward: conv2d-max-pool2d");
    expect(all.filter((call) => /: (max-pool|up-sampling)/.test(call))).toEqual([]);
    expectSame(whole, LEVEL);
  });

  it.each([
    ["overlap", maxPool2d(3, { strides: 1, padding: "same" })],
    ["begin before the image", maxPool2d(3, { padding: "same" })],
  ] as const)("leave pools whose windows %s", (_, pool) => {
    const side = pool.strides?.[0] === 1 ? 7 : 3;
    const decoder: Layer[] = side === 7 ? [conv2d(1, 3, relu)] : [upSampling2d(3), conv2d(1, 3, {})];
    const model: Model = { input: [7, 7, 1], encoder: [conv2d(4, 3, relu), pool], decoder };
    const all = calls(model, "train", 5, LEVEL);
    expect(all.some((call) => call.includes("encoder.1/max-pool2d: max-pool2d"))).toBe(true);
    expectSame(model, LEVEL);
  });
});
