import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWide, placesAcross } from "../../src/kernels/convolution.js";
import { loadKernels } from "../../src/kernels/kernels.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import type { Layer } from "../../src/layers/layers.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { calls, expectSame, type Model } from "./image-models.js";

await loadKernels();

const relu = { activation: "relu", padding: "same" } as const;

/** The blog's, on images of a quarter of its sides. */
const BLOG: Model = {
  input: [8, 8, 1],
  encoder: [
    conv2d(16, 3, relu),
    maxPool2d(2, { padding: "same" }),
    conv2d(8, 3, relu),
    maxPool2d(2, { padding: "same" }),
  ],
  decoder: [
    conv2d(8, 3, relu),
    upSampling2d(2),
    conv2d(16, 3, relu),
    upSampling2d(2),
    conv2d(1, 3, { activation: "sigmoid", padding: "same" }),
  ],
};

describe("level tiled, images", () => {
  it("has a fast kernel for every convolution, pool and up-sampling of the blog's model", () => {
    expect(calls(BLOG, "predict").slice(1)).toEqual([
      "encoder.0/forward: conv2d-from-one",
      "encoder.1/max-pool2d: max-pool2d-quads",
      "encoder.2/forward: conv2d-quads",
      "encoder.3/max-pool2d: max-pool2d-quads",
      "decoder.0/forward: conv2d-quads",
      "decoder.1/up-sampling2d: up-sampling2d-quads",
      "decoder.2/forward: conv2d-quads",
      "decoder.3/up-sampling2d: up-sampling2d-quads",
      "decoder.4/forward: conv2d-to-one",
    ]);
    const backward = calls(BLOG, "train").slice(calls(BLOG, "evaluate").length);
    expect(backward.slice(0, 12)).toEqual([
      "decoder.4/activation-gradient: activation-gradient-quads",
      "decoder.4/bias-gradient: bias-gradient-tall",
      "decoder.4/bias-gradient-sum: bias-gradient",
      "decoder.4/kernel-gradient: conv2d-kernel-gradient-from-one",
      "decoder.4/kernel-gradient-sum: bias-gradient-quads",
      "decoder.4/flip: conv2d-flip",
      "decoder.4/input-gradient: conv2d-from-one",
      "decoder.3/input-gradient: up-sampling2d-gradient-quads",
      "decoder.2/bias-gradient: bias-gradient-tall",
      "decoder.2/bias-gradient-sum: bias-gradient-quads",
      "decoder.2/kernel-gradient: conv2d-kernel-gradient-quads",
      "decoder.2/kernel-gradient-sum: bias-gradient-quads",
    ]);
    expect(backward).toContain("encoder.1/input-gradient: max-pool2d-gradient-quads");
    expect(backward.filter((call) => call.includes("activation-gradient:")).length).toBe(1);
  });

  it("trains the blog's model as level naive does", () => {
    expectSame(BLOG);
  });

  it("needs no parts for batches that are one", () => {
    const kernels = calls(BLOG, "train", 2);
    expect(kernels).toContain("decoder.4/kernel-gradient: conv2d-kernel-gradient-from-one");
    expect(kernels.filter((call) => call.includes("-sum"))).toEqual([]);
  });

  it("leaves to the naive kernels what no fast one takes", () => {
    const model: Model = {
      input: [6, 6, 3],
      encoder: [conv2d(4, 2, { padding: "same" }), maxPool2d(2, { strides: 1 })],
      decoder: [conv2dTranspose(4, 2), conv2dTranspose(3, 1)],
    };
    const kernels = calls(model, "train");
    expect(kernels).toContain("encoder.0/conv2d: conv2d");
    expect(kernels).toContain("encoder.1/input-gradient: max-pool2d-gradient");
    expect(kernels).toContain("decoder.0/forward: conv2d-quads");
    expect(kernels).toContain("decoder.1/kernel-gradient: conv2d-kernel-gradient");
    expectSame(model);
  });

  it("takes convolutions of single pixels for products", () => {
    const model: Model = { input: [3, 3, 4], encoder: [conv2d(8, 1, relu)], decoder: [conv2d(4, 1)] };
    expect(calls(model, "predict").slice(1)).toEqual([
      "encoder.0/forward: matmul-quads",
      "decoder.0/forward: matmul-quads",
    ]);
    expect(calls(model, "train")).toContain("decoder.0/input-gradient: matmul-quads");
    expectSame(model);
  });

  it("trains models of convolutions as level naive does", () => {
    const channels = fc.constantFrom(1, 2, 4, 8);
    const activation = fc.constantFrom("linear", "relu", "tanh", "sigmoid" as const);
    const size = fc.integer({ min: 1, max: 4 });
    const layer: fc.Arbitrary<Layer> = fc.oneof(
      fc
        .record({ filters: channels, size, activation, useBias: fc.boolean() })
        .map(({ filters, size: side, ...given }) => {
          return conv2d(filters, side, { ...given, padding: "same" });
        }),
      fc.record({ filters: channels, size, activation }).map(({ filters, size: side, ...given }) => {
        return conv2dTranspose(filters, side, { ...given, padding: "same" });
      }),
      fc.constantFrom(maxPool2d(2, { padding: "same" }), maxPool2d(3, { strides: 1, padding: "same" })),
    );
    fc.assert(
      fc.property(channels, fc.array(layer, { minLength: 1, maxLength: 3 }), size, (inputs, hidden, side) => {
        const [height, width] = [4, 6];
        const pools = hidden.filter((given) => given.type === "maxPool2d" && given.strides === undefined).length;
        const back = Array.from({ length: pools }, () => upSampling2d(2));
        // Sides that were halved and rounded up are cut back by a convolution without padding, where they need it.
        const shape = (length: number) =>
          back.reduce(
            (sides) => 2 * sides,
            back.reduce((sides) => Math.ceil(sides / 2), length),
          );
        const cut = [shape(height) - height + 1, shape(width) - width + 1] as const;
        const decoder = [...back, conv2d(inputs, side, { padding: "same" }), conv2d(inputs, cut, {})];
        expectSame({ input: [height, width, inputs], encoder: hidden, decoder });
      }),
      { numRuns: 25 },
    );
  });
});

it("strips are wide where that leaves fewer pixels over", () => {
  const widths = [1, 4, 8, 9, 14, 16, 17, 24, 28];
  expect(widths.map(isWide)).toEqual([false, false, false, true, true, true, false, false, true]);
});

it("rounds take as many places of the kernel as leaves fewer over", () => {
  const widths = [1, 2, 3, 4, 5, 6, 7, 9].map(placesAcross);
  expect(widths.map(({ PLACES }) => PLACES)).toEqual([2, 2, 3, 2, 3, 3, 2, 3]);
  expect(widths.map(({ WHOLE }) => WHOLE)).toEqual([0, 1, 1, 1, 0, 1, 0, 1]);
});
