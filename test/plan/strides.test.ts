import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../src/kernels/kernels.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { dense } from "../../src/layers/dense.js";
import { flatten } from "../../src/layers/flatten.js";
import { reshape } from "../../src/layers/reshape.js";
import { calls, expectSame, type Model } from "./image-models.js";

await loadKernels();

const halved = { strides: 2, padding: "same", activation: "relu" } as const;

const MODEL: Model = {
  input: [8, 8, 1],
  encoder: [conv2d(16, 3, halved), conv2d(8, 3, halved)],
  decoder: [conv2dTranspose(16, 3, halved), conv2dTranspose(1, 3, { ...halved, activation: "sigmoid" })],
};

describe("level tiled, strides", () => {
  it("computes over blocks of pixels, the bias and activation among them", () => {
    expect(calls(MODEL, "predict").slice(1)).toEqual([
      "encoder.0/image-to-blocks: space-to-depth",
      "encoder.0/kernel-to-blocks: space-to-depth-quads",
      "encoder.0/forward: conv2d-quads",
      "encoder.1/image-to-blocks: space-to-depth-quads",
      "encoder.1/kernel-to-blocks: space-to-depth-quads",
      "encoder.1/forward: conv2d-quads",
      "decoder.0/kernel-to-blocks: space-to-depth-quads",
      "decoder.0/bias-to-blocks: up-sampling2d-quads",
      "decoder.0/flip: conv2d-flip",
      "decoder.0/forward: conv2d-quads",
      "decoder.0/image-from-blocks: depth-to-space-quads",
      "decoder.1/kernel-to-blocks: space-to-depth-quads",
      "decoder.1/bias-to-blocks: up-sampling2d",
      "decoder.1/flip: conv2d-flip",
      "decoder.1/forward: conv2d-quads",
      "decoder.1/image-from-blocks: depth-to-space",
    ]);
  });

  it("cuts up each image and kernel once a step", () => {
    const backward = calls(MODEL, "train").slice(calls(MODEL, "evaluate").length);
    expect(backward.filter((call) => call.includes("blocks"))).toEqual([
      "decoder.1/image-to-blocks: space-to-depth",
      "decoder.1/kernel-from-blocks: depth-to-space-quads",
      "decoder.0/image-to-blocks: space-to-depth-quads",
      "decoder.0/kernel-from-blocks: depth-to-space-quads",
      "encoder.1/kernel-from-blocks: depth-to-space-quads",
      "encoder.1/image-from-blocks: depth-to-space-quads",
      "encoder.0/kernel-from-blocks: depth-to-space-quads",
    ]);
  });

  it("takes blocks that see no neighbours for products", () => {
    const model: Model = {
      input: [4, 4, 1],
      encoder: [conv2d(4, 2, halved)],
      decoder: [conv2dTranspose(1, 2, halved)],
    };
    expect(calls(model, "predict")).toContain("encoder.0/forward: matmul-quads");
    expect(calls(model, "predict")).toContain("decoder.0/forward: matmul-quads");
    expectSame(model);
  });

  it("leaves to the naive kernels what no fast one would take", () => {
    const across = { strides: [1, 3], padding: "same" } as const;
    const model: Model = {
      input: [2, 6, 1],
      encoder: [conv2d(4, 2, across)],
      decoder: [conv2dTranspose(3, 2, across), conv2d(1, 1)],
    };
    const kernels = calls(model, "train");
    expect(kernels).toContain("encoder.0/conv2d: conv2d");
    expect(kernels).toContain("encoder.0/kernel-gradient: conv2d-kernel-gradient");
    expect(kernels).toContain("decoder.0/conv2d-transpose: conv2d-input-gradient");
    expect(kernels.filter((call) => call.includes("blocks"))).toEqual([]);
  });

  it("trains models of strided convolutions as level naive does", () => {
    const side = fc.integer({ min: 1, max: 5 });
    const stride = fc.integer({ min: 1, max: 3 });
    const options = fc.record({
      strides: fc.tuple(stride, stride),
      padding: fc.constantFrom("same" as const, "valid" as const),
      activation: fc.constantFrom("linear" as const, "relu" as const, "tanh" as const, "softmax" as const),
      useBias: fc.boolean(),
    });
    const given = fc.tuple(fc.constantFrom(1, 2, 4, 8), fc.tuple(side, side), options);
    const image = fc.tuple(fc.integer({ min: 5, max: 8 }), fc.integer({ min: 5, max: 8 }), fc.constantFrom(1, 3, 4));
    fc.assert(
      fc.property(image, given, given, (input, there, back) => {
        const [height, width, channels] = input;
        const decoder = [conv2dTranspose(...back), flatten(), dense(height * width * channels), reshape(input)];
        expectSame({ input, encoder: [conv2d(...there)], decoder });
      }),
      { numRuns: 40 },
    );
  });
});
