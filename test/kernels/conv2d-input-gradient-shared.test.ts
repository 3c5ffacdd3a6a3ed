import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forwardCut } from "../../src/kernels/cut-images.js";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { convolutionOf } from "./images.js";
import { tailOf } from "./tail-of.js";

const conv2dInputGradientShared = await kernelNamed("conv2d-input-gradient-shared");

const context = usePage();

interface Given {
  readonly copies?: readonly [number, number];
  readonly window?: readonly [number, number];
  readonly activation?: number;
  readonly flipped?: boolean;
}

function check(params: Convolution, given: Given) {
  const { copies = [1, 1], window = [1, 1], activation = ACTIVATION_CODE.linear, flipped = true } = given;
  const cut = forwardCut(params, copies);
  if (!cut) throw new Error("The plan would not take this kernel here.");
  const [COPIES_Y, COPIES_X] = copies;
  const [WINDOW_Y, WINDOW_X] = window;
  // A rest of the last line has no window.
  const [POOLED_HEIGHT, POOLED_WIDTH] = [
    Math.floor(params.in_height / WINDOW_Y),
    Math.ceil(params.in_width / WINDOW_X),
  ];
  const pooled = params.rows * POOLED_HEIGHT * POOLED_WIDTH * params.in_channels;
  const { w, z } = sizesOf(params);
  const dx = z / (COPIES_Y * COPIES_X);
  const windows = { WINDOW_Y, WINDOW_X, POOLED_HEIGHT, POOLED_WIDTH };
  return checkKernel(context.page, conv2dInputGradientShared, {
    inputs: {
      dz: randomFloats(pooled, 1),
      places: randomFloats(pooled, 2, 0, WINDOW_Y * WINDOW_X).map(Math.floor),
      w: randomFloats(w, 3),
      x: randomFloats(dx, 4),
    },
    outputs: { dx },
    params,
    constants: { ...cut, ...windows, FLIPPED: Number(flipped), ACTIVATION: activation, COPIES_Y, COPIES_X },
  });
}

const channels = fc.constantFrom(1, 2, 3, 4, 5, 8, 13, 16, 27, 33);
const axis = (length: number, size: number) => ({ length, size, stride: 1, padding: "same" }) as const;

describe.concurrent("conv2d-input-gradient-shared", () => {
  it("keeps its bound at any size, number of copies and of channels, scattered or not", async () => {
    const some = fc.integer({ min: 1, max: 6 });
    const side = fc.integer({ min: 1, max: 3 });
    const sides = fc.tuple(side, side);
    await fc.assert(
      fc.asyncProperty(
        some,
        some,
        some,
        channels,
        channels,
        sides,
        sides,
        fc.boolean(),
        async (count, y, x, ...given) => {
          const [inputs, outputs, copies, window, flipped] = given;
          // One window at least.
          const height = copies[0] * Math.max(y, window[0]);
          const params = convolutionOf(count, axis(height, 3), axis(copies[1] * x, 2), inputs, outputs);
          await check(params, { copies, window, flipped });
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each(Object.entries(ACTIVATION_CODE))("goes through %s", async (_, activation) => {
    const params = convolutionOf(2, axis(6, 3), axis(8, 3), 5, 6);
    expect(await check(params, { activation, copies: [2, 2] })).toBeGreaterThan(0);
    await check(convolutionOf(2, axis(6, 3), axis(8, 3), 5, 1), { activation, window: [2, 2] });
  });

  it("covers more than 65,535 workgroups", async () => {
    // Tiles of one pixel of images of one pixel, of two channels each.
    const params = convolutionOf(65_536 + 5, axis(1, 1), axis(1, 1), 2, 1);
    const tile = { KERNEL_HEIGHT: 1, KERNEL_WIDTH: 1, IMAGES: 1, LINES: 1, COLUMNS: 1 };
    const sizes = { QUADS: 1, DEPTHS: 2, NARROW: 1, LANES: 64, ACROSS: 1, PIXELS: 1, FOURS: 64 };
    const windows = { WINDOW_Y: 1, WINDOW_X: 1, POOLED_HEIGHT: 1, POOLED_WIDTH: 1, COPIES_Y: 1, COPIES_X: 1 };
    const constants = { ...tile, ...sizes, ...windows, FLIPPED: 1, ACTIVATION: ACTIVATION_CODE.linear };
    const given = { dz: { length: 2 * params.rows } };
    const dx = await tailOf(context.page, conv2dInputGradientShared, "dx", params.rows, { params, constants, given });
    expect(dx).toEqual(Array(20).fill(2));
  });
});
