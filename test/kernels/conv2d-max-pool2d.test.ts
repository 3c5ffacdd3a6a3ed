import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forwardCut } from "../../src/kernels/cut-images.js";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, convolutionOf } from "./images.js";
import { runKernel } from "./run-kernel.js";
import { tailOf } from "./tail-of.js";

const conv2dMaxPool2d = await kernelNamed("conv2d-max-pool2d");

const context = usePage();

/** A pool over the convolution's result; windows at its end are cut off, or have no value. */
function constantsOf(params: Convolution, window: readonly [number, number], isCutOff: boolean, activation: number) {
  const cut = forwardCut(params, window);
  if (!cut) throw new Error("The plan would not take this kernel here.");
  const [WINDOW_Y, WINDOW_X] = window;
  const round = isCutOff ? Math.ceil : Math.floor;
  const [POOLED_HEIGHT, POOLED_WIDTH] = [round(params.out_height / WINDOW_Y), round(params.out_width / WINDOW_X)];
  const windows = { WINDOW_Y, WINDOW_X, POOLED_HEIGHT, POOLED_WIDTH };
  return { ...cut, REPEAT_Y: 1, REPEAT_X: 1, FLIPPED: 0, HAS_BIAS: 1, ACTIVATION: activation, ...windows };
}

async function check(params: Convolution, window: readonly [number, number], isCutOff: boolean, activation = 0) {
  const constants = constantsOf(params, window, isCutOff, activation);
  const y = params.rows * constants.POOLED_HEIGHT * constants.POOLED_WIDTH * params.out_channels;
  if (y === 0) return 0;
  const { x, w } = sizesOf(params);
  return await checkKernel(context.page, conv2dMaxPool2d, {
    inputs: { x: randomFloats(x, 1), w: randomFloats(w, 2), b: randomFloats(params.out_channels, 3) },
    outputs: { y, places: y },
    params,
    constants,
  });
}

const channels = fc.constantFrom(1, 2, 3, 4, 5, 8, 13, 16, 27, 33);

describe.concurrent("conv2d-max-pool2d", () => {
  it("keeps its bound at any size, padding, window and number of channels", async () => {
    const axis = anyAxis([1, 2, 3, 5, 7, 8, 13, 16, 17], [1, 2, 3, 5], [1]);
    const some = fc.integer({ min: 1, max: 6 });
    const side = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(
        some,
        axis,
        axis,
        channels,
        channels,
        side,
        side,
        fc.boolean(),
        async (count, y, x, ...given) => {
          const [inputs, outputs, height, width, isCutOff] = given;
          await check(convolutionOf(count, y, x, inputs, outputs), [height, width], isCutOff);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each(Object.entries(ACTIVATION_CODE))("applies %s", async (_, activation) => {
    const axis = { length: 6, size: 3, stride: 1, padding: "same" } as const;
    await check(convolutionOf(2, axis, axis, 3, 6), [2, 2], true, activation);
  });

  it("names the first of values that are as large, and a NaN before all others", async () => {
    const axis = { length: 4, size: 1, stride: 1, padding: "valid" } as const;
    const params = convolutionOf(1, axis, axis, 1, 1);
    const constants = constantsOf(params, [2, 2], true, 0);
    // biome-ignore format: as the windows lie
    const x = [
      7, 7,  0, 5,
      7, 7,  5, 0,
      0, 1,  2, 3,
      4, 4,  NaN, 1,
    ];
    const buffers = {
      ...{ x: Float32Array.from(x), w: Float32Array.of(1), b: Float32Array.of(1) },
      ...{ y: new Float32Array(4), places: new Float32Array(4).fill(-1) },
    };
    const run = (output: string) => runKernel(context.page, conv2dMaxPool2d, output, buffers, { params, constants });
    expect(await run("places")).toEqual([0, 1, 2, 2]);
    expect(await run("y")).toEqual([8, 6, 5, NaN]);
  });

  it("covers more than 65,535 workgroups", async () => {
    // Tiles of one pixel of images of one pixel.
    const axis = { length: 1, size: 1, stride: 1, padding: "valid" } as const;
    const params = convolutionOf(65_536 + 5, axis, axis, 1, 1);
    const tile = { KERNEL_HEIGHT: 1, KERNEL_WIDTH: 1, IMAGES: 1, LINES: 1, COLUMNS: 1 };
    const sizes = { QUADS: 1, DEPTHS: 1, NARROW: 1, LANES: 64, ACROSS: 1, PIXELS: 1, FOURS: 64 };
    const given = { ...constantsOf(params, [1, 1], false, 0), ...tile, ...sizes };
    const tail = (output: string) =>
      tailOf(context.page, conv2dMaxPool2d, output, params.rows, { params, constants: given });
    expect(await tail("y")).toEqual(Array(20).fill(2));
    expect(await tail("places")).toEqual(Array(20).fill(0));
  });
});
