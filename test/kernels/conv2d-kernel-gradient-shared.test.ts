import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradientCut } from "../../src/kernels/cut-images.js";
import { planeOf, tilesOf } from "../../src/kernels/tiles.js";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import type { Numbers } from "../../src/operations/operation.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, blogConvolution, convolutionOf } from "./images.js";

const conv2dKernelGradientShared = await kernelNamed("conv2d-kernel-gradient-shared");

const context = usePage();

/** How x is repeated, and which windows dz is scattered over. */
interface Folds {
  readonly repeat?: readonly [number, number];
  readonly window?: readonly [number, number];
}

function check(params: Convolution, cut: Numbers | undefined, { repeat = [1, 1], window = [1, 1] }: Folds = {}) {
  if (!cut) throw new Error("The plan would not take this kernel here.");
  const { x, w } = sizesOf(params);
  const { TILES = 1, HAS_BIAS = 0 } = cut;
  const [REPEAT_Y, REPEAT_X] = repeat;
  const [WINDOW_Y, WINDOW_X] = window;
  // A rest of the last line has no window.
  const [POOLED_HEIGHT, POOLED_WIDTH] = [
    Math.floor(params.out_height / WINDOW_Y),
    Math.ceil(params.out_width / WINDOW_X),
  ];
  const pooled = params.rows * POOLED_HEIGHT * POOLED_WIDTH * params.out_channels;
  const places = randomFloats(pooled, 3, 0, WINDOW_Y * WINDOW_X).map(Math.floor);
  const constants: Numbers = { ...cut, REPEAT_Y, REPEAT_X, WINDOW_Y, WINDOW_X, POOLED_HEIGHT, POOLED_WIDTH };
  const parts = Math.ceil(tilesOf(params, constants) / TILES);
  return checkKernel(context.page, conv2dKernelGradientShared, {
    inputs: { x: randomFloats(x / (REPEAT_Y * REPEAT_X), 1), dz: randomFloats(pooled, 2), places },
    outputs: { dw: parts * (w + HAS_BIAS * params.out_channels) },
    params,
    constants,
  });
}

const channels = fc.constantFrom(1, 2, 3, 4, 5, 8, 12, 13, 16, 33);

describe.concurrent("conv2d-kernel-gradient-shared", () => {
  it("keeps its bound at any size, padding and number of channels, with the bias's gradient or without", async () => {
    const axis = anyAxis([1, 2, 3, 5, 7, 8, 13, 16], [1, 2, 3, 4, 5], [1]);
    const rows = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(rows, axis, axis, channels, channels, fc.boolean(), async (count, y, x, from, to, bias) => {
        const params = convolutionOf(count, y, x, from, to);
        await check(params, gradientCut(params, Number(bias)));
      }),
      { numRuns: 25 },
    );
  });

  it("covers the kernel and the batch however they are cut", async () => {
    const axis = anyAxis([3, 5, 6], [2, 3], [1]);
    const some = fc.integer({ min: 1, max: 4 });
    const two = fc.integer({ min: 1, max: 2 });
    const cut = fc.record({
      ...{ IMAGES: some, LINES: some, COLUMNS: some, TILES: some, PLACES: some, QUADS: two, GROUPS: two, SLICES: some },
    });
    await fc.assert(
      fc.asyncProperty(axis, axis, cut, fc.boolean(), async (y, x, given, bias) => {
        const params = convolutionOf(5, y, x, 13, 10);
        const pixels = given.IMAGES * given.LINES * given.COLUMNS;
        const FOURS = Math.max(planeOf(params, given) * given.QUADS + 1 + pixels * given.GROUPS, 128);
        const kernel = { KERNEL_HEIGHT: y.size, KERNEL_WIDTH: x.size, DEPTHS: 4, NARROW: 0 };
        await check(params, { ...kernel, ...given, HAS_BIAS: Number(bias), LANES: 128, FOURS });
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    [28, 1, 16, "same"],
    [14, 16, 8, "same"],
    [16, 8, 16, "valid"],
    [28, 16, 1, "same"],
  ] as const)("computes the blog's of side %i from %i channels to %i", async (side, from, to, padding) => {
    const params = blogConvolution(side, from, to, padding);
    expect(await check(params, gradientCut(params, 1))).toBeGreaterThan(0);
  });

  it.each([
    [1, 4, 5],
    [3, 1, 1],
    [8, 13, 6],
  ])("repeats the pixels of %i channels, and scatters the gradients of %i", async (from, to, side) => {
    const axis = (size: number, length: number) => ({ length, size, stride: 1, padding: "same" }) as const;
    const params = convolutionOf(3, axis(3, 3 * side), axis(2, 2 * side), from, to);
    await check(params, gradientCut(params, 1), { repeat: [3, 2], window: [2, 3] });
  });

  it("covers more than 65,535 workgroups", async () => {
    // Tiles of one pixel of images of one pixel: each part is a product of two values.
    const axis = { length: 1, size: 1, stride: 1, padding: "valid" } as const;
    const params = convolutionOf(65_536 + 5, axis, axis, 1, 1);
    const tile = { KERNEL_HEIGHT: 1, KERNEL_WIDTH: 1, IMAGES: 1, LINES: 1, COLUMNS: 1, TILES: 1 };
    const block = { PLACES: 1, QUADS: 1, GROUPS: 1, SLICES: 1, DEPTHS: 1, NARROW: 1, HAS_BIAS: 1 };
    await check(params, { ...tile, ...block, LANES: 64, FOURS: 64 });
  });
});
