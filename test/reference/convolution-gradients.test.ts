import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sizesOf } from "../../src/operations/convolution.js";
import { poolingSizes, upSamplingSizes } from "../../src/operations/images.js";
import type { Numbers } from "../../src/operations/operation.js";
import { conv2d } from "../../src/reference/conv2d.js";
import { conv2dFlip } from "../../src/reference/conv2d-flip.js";
import { conv2dInputGradient } from "../../src/reference/conv2d-input-gradient.js";
import { conv2dKernelGradient } from "../../src/reference/conv2d-kernel-gradient.js";
import { maxPool2d } from "../../src/reference/max-pool2d.js";
import { maxPool2dGradient } from "../../src/reference/max-pool2d-gradient.js";
import type { Twin } from "../../src/reference/twin.js";
import { upSampling2d } from "../../src/reference/up-sampling2d.js";
import { upSampling2dGradient } from "../../src/reference/up-sampling2d-gradient.js";
import { randomFloats } from "../harness/kernel-check.js";
import { anyAxis, convolutionOf, poolingOf } from "../kernels/images.js";

/**
 * The gradients of the twins are those of their forward twins: central differences of Σ output · weight, for random
 * weights. All of it is linear or piecewise linear, so that only rounding is left, 1e-16 / h.
 */
const H = 1e-4;
const TOLERANCE = 1e-10;

type Buffers = Record<string, Float64Array>;

const values = (length: number, seed: number) => Float64Array.from(randomFloats(length, seed));

function run(twin: Twin, reals: Buffers, params: Numbers, constants: Numbers = {}): void {
  const step = { start: 0, slot: 0, random: 0, learningRate: 0 };
  twin({ reals, words: {}, params, constants, step });
}

/** Holds `gradient` against differences of Σ output · weight in each element of `input`. */
function expectGradient(input: Float64Array, gradient: Float64Array, objective: () => number): void {
  for (const [index, value] of input.entries()) {
    input[index] = value + H;
    const above = objective();
    input[index] = value - H;
    const below = objective();
    input[index] = value;
    expect(Math.abs((gradient[index] as number) - (above - below) / (2 * H))).toBeLessThan(TOLERANCE);
  }
}

const dot = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);

const axis = anyAxis([1, 2, 3, 5], [1, 2, 3, 4], [1, 2, 3]);
const few = fc.integer({ min: 1, max: 2 });
const channels = fc.integer({ min: 1, max: 3 });

describe("gradients of the twins for images", () => {
  it("of a convolution are those of its values", () => {
    fc.assert(
      fc.property(few, axis, axis, channels, channels, (...given) => {
        const params = convolutionOf(...given);
        const sizes = sizesOf(params);
        const [x, w, dz] = [values(sizes.x, 1), values(sizes.w, 2), values(sizes.z, 3)];
        const [z, dx, dw] = [new Float64Array(sizes.z), new Float64Array(sizes.x), new Float64Array(sizes.w)];
        const objective = () => {
          run(conv2d, { x, w, z }, params);
          return dot(z, dz);
        };
        run(conv2dInputGradient, { dz, w, dx }, params);
        expectGradient(x, dx, objective);
        run(conv2dKernelGradient, { x, dz, dw }, params);
        expectGradient(w, dw, objective);
      }),
      { numRuns: 40 },
    );
  });

  it("of a convolution in parts add up to the whole, the other way round too", () => {
    const plain = anyAxis([1, 2, 3, 5], [1, 2, 3], [1]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), plain, plain, channels, (rows, y, x, count) => {
        const params = convolutionOf(rows, y, x, count, 1);
        const sizes = sizesOf(params);
        const [image, dz, dw] = [values(sizes.x, 1), values(sizes.z, 2), new Float64Array(sizes.w)];
        run(conv2dKernelGradient, { x: image, dz, dw }, params);
        const parts = Math.ceil(rows / 2);
        const sum = (part: Float64Array) =>
          Float64Array.from(dw, (_, i) => {
            return Array.from({ length: parts }, (__, p) => part[p * dw.length + i] as number).reduce((a, b) => a + b);
          });
        const IMAGES = 2;
        const whole = new Float64Array(parts * dw.length);
        run(conv2dKernelGradient, { x: image, dz, dw: whole }, params, { IMAGES });
        const back = {
          ...params,
          in_height: params.out_height,
          in_width: params.out_width,
          in_channels: 1,
          out_height: params.in_height,
          out_width: params.in_width,
          out_channels: count,
          pad_top: params.kernel_height - 1 - params.pad_top,
          pad_left: params.kernel_width - 1 - params.pad_left,
        };
        const flipped = new Float64Array(parts * dw.length);
        run(conv2dKernelGradient, { x: dz, dz: image, dw: flipped }, back, { IMAGES, FLIPPED: 1 });
        for (const actual of [sum(whole), sum(flipped)]) {
          for (const [i, value] of dw.entries()) expect(actual[i]).toBeCloseTo(value, 12);
        }
        // And with the kernel turned round, the input's gradient is a convolution.
        const [w, v, dx, same] = [values(sizes.w, 3), values(sizes.w, 4), values(sizes.x, 5), values(sizes.x, 6)];
        run(conv2dInputGradient, { dz, w, dx }, params);
        const places = params.kernel_height * params.kernel_width;
        run(conv2dFlip, { w, v }, { places, in_channels: count, out_channels: 1 });
        run(conv2d, { x: dz, w: v, z: same }, back);
        for (const [i, value] of dx.entries()) expect(same[i]).toBeCloseTo(value, 12);
      }),
      { numRuns: 40 },
    );
  });

  it("of a pooling are those of its values", () => {
    fc.assert(
      fc.property(few, axis, axis, channels, (...given) => {
        const params = poolingOf(...given);
        const sizes = poolingSizes(params);
        // All different, further apart than the differences reach.
        const x = Float64Array.from({ length: sizes.x }, (_, i) => ((i * 7919) % 10_007) / 1000);
        const [y, dy, dx] = [new Float64Array(sizes.y), values(sizes.y, 1), new Float64Array(sizes.x)];
        const objective = () => {
          run(maxPool2d, { x, y }, params);
          return dot(y, dy);
        };
        objective();
        run(maxPool2dGradient, { x, y: y.slice(), dy, dx }, params);
        expectGradient(x, dx, objective);
      }),
      { numRuns: 60 },
    );
  });

  it("of an up-sampling are those of its values", () => {
    fc.assert(
      fc.property(few, channels, channels, channels, channels, channels, (...given) => {
        const [rows, height, width, count, size_y, size_x] = given;
        const params = { rows, height, width, channels: count, size_y, size_x };
        const { small, large } = upSamplingSizes(params);
        const [x, y, dy, dx] = [values(small, 1), new Float64Array(large), values(large, 2), new Float64Array(small)];
        run(upSampling2dGradient, { dy, dx }, params);
        expectGradient(x, dx, () => {
          run(upSampling2d, { x, y }, params);
          return dot(y, dy);
        });
      }),
      { numRuns: 30 },
    );
  });
});
