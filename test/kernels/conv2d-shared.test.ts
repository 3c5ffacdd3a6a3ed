import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forwardCut } from "../../src/kernels/cut-images.js";
import { planeOf } from "../../src/kernels/tiles.js";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, blogConvolution, convolutionOf } from "./images.js";
import { tailOf } from "./tail-of.js";

const conv2dShared = await kernelNamed("conv2d-shared");

const context = usePage();

interface Given {
  readonly bias?: boolean;
  readonly activation?: number;
  readonly flipped?: boolean;
  /** In place of the plan's own. */
  readonly cut?: ReturnType<typeof forwardCut>;
  readonly repeat?: readonly [number, number];
}

function check(params: Convolution, given: Given = {}) {
  const { bias = false, activation = ACTIVATION_CODE.linear, flipped = false, cut = forwardCut(params) } = given;
  const [REPEAT_Y, REPEAT_X] = given.repeat ?? [1, 1];
  const { x, w, z } = sizesOf(params);
  return checkKernel(context.page, conv2dShared, {
    inputs: {
      x: randomFloats(x / (REPEAT_Y * REPEAT_X), 1),
      w: randomFloats(w, 2),
      b: randomFloats(params.out_channels, 3),
    },
    outputs: { z },
    params,
    constants: { ...cut, REPEAT_Y, REPEAT_X, FLIPPED: Number(flipped), HAS_BIAS: Number(bias), ACTIVATION: activation },
  });
}

const channels = fc.constantFrom(1, 2, 3, 4, 5, 8, 12, 13, 16, 27, 33);

describe.concurrent("conv2d-shared", () => {
  it("keeps its bound at any size, padding and number of channels, the kernel turned round or not", async () => {
    const axis = anyAxis([1, 2, 3, 5, 7, 8, 13, 16, 17, 28], [1, 2, 3, 4, 5], [1]);
    const rows = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(rows, axis, axis, channels, channels, fc.boolean(), async (count, y, x, from, to, flipped) => {
        await check(convolutionOf(count, y, x, from, to), { flipped, bias: !flipped });
      }),
      { numRuns: 25 },
    );
  });

  it("covers z however it is cut into tiles and channels into chunks", async () => {
    const axis = anyAxis([3, 5, 6], [2, 3], [1]);
    const side = fc.integer({ min: 1, max: 4 });
    const across = fc.constantFrom(1, 2, 4);
    await fc.assert(
      fc.asyncProperty(axis, axis, side, side, side, across, side, async (y, x, images, lines, columns, ...given) => {
        const [ACROSS, quads] = given;
        const params = convolutionOf(5, y, x, 13, 10);
        const tile = { IMAGES: images, LINES: lines, COLUMNS: columns };
        const QUADS = Math.min(quads, 4);
        const weights = y.size * x.size * 4 * ACROSS;
        const sizes = {
          LANES: 64,
          ACROSS,
          PIXELS: ACROSS,
          FOURS: QUADS * (planeOf(params, tile) + weights) + 64 * ACROSS,
        };
        await check(params, {
          cut: { ...(forwardCut(params) as object), ...tile, QUADS, DEPTHS: 4, ...sizes },
          bias: true,
        });
      }),
      { numRuns: 10 },
    );
  });

  it.each(Object.entries(ACTIVATION_CODE))("adds the bias and applies %s", async (_, activation) => {
    const axis = { length: 5, size: 3, stride: 1, padding: "same" } as const;
    await check(convolutionOf(2, axis, axis, 3, 6), { bias: true, activation });
    await check(convolutionOf(2, axis, axis, 6, 1), { bias: true, activation });
  });

  it.each([
    [28, 1, 16, "same"],
    [14, 16, 8, "same"],
    [16, 8, 16, "valid"],
    [28, 16, 1, "same"],
  ] as const)("computes the blog's of side %i from %i channels to %i", async (side, from, to, padding) => {
    expect(await check(blogConvolution(side, from, to, padding), { bias: true })).toBeGreaterThan(0);
  });

  it.each([
    [1, 4, 5],
    [3, 3, 1],
    [8, 16, 13],
  ])("repeats the pixels of %i channels", async (from, to, side) => {
    const axis = (size: number, length: number) => ({ length, size, stride: 1, padding: "same" }) as const;
    await check(convolutionOf(3, axis(3, 2 * side), axis(2, 3 * side), from, to), { bias: true, repeat: [2, 3] });
  });

  it("takes kernels as large as the image", async () => {
    const axis = { length: 9, size: 9, stride: 1, padding: "same" } as const;
    await check(convolutionOf(1, axis, axis, 5, 17));
  });

  it("covers more than 65,535 workgroups", async () => {
    // Tiles of one pixel of images of one pixel.
    const axis = { length: 1, size: 1, stride: 1, padding: "valid" } as const;
    const params = convolutionOf(65_536 + 5, axis, axis, 1, 1);
    const kernel = {
      KERNEL_HEIGHT: 1,
      KERNEL_WIDTH: 1,
      IMAGES: 1,
      LINES: 1,
      COLUMNS: 1,
      QUADS: 1,
      DEPTHS: 1,
      NARROW: 1,
    };
    const sizes = { LANES: 64, ACROSS: 1, PIXELS: 1, FOURS: 64 };
    const constants = { ...kernel, REPEAT_Y: 1, REPEAT_X: 1, FLIPPED: 0, HAS_BIAS: 1, ACTIVATION: 0, ...sizes };
    expect(await tailOf(context.page, conv2dShared, "z", params.rows, { params, constants })).toEqual(
      Array(20).fill(2),
    );
  });
});
