import { describe, expect, it } from "vitest";
import { type Kernel, wgslOf } from "../../src/kernels/kernel.js";
import { KERNELS, loadKernels } from "../../src/kernels/kernels.js";
import { planeOf, type Tile, tilesOf } from "../../src/kernels/tiles.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import type { Layer } from "../../src/layers/layers.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import type { Convolution } from "../../src/operations/convolution.js";
import type { Numbers } from "../../src/operations/operation.js";
import { planFor } from "../../src/plan/lower.js";
import type { Call } from "../../src/plan/plan.js";
import type { Model } from "./image-models.js";
import "./loaded.js";

await loadKernels();

const relu = { activation: "relu", padding: "same" } as const;
const strided = { ...relu, strides: 2 } as const;

const onColours = (encoder: readonly Layer[], decoder: readonly Layer[], last = 3): Model => ({
  input: [32, 32, 3],
  encoder: [...encoder],
  decoder: [...decoder, conv2d(3, last, { activation: "sigmoid", padding: "same" })],
});

/** With many channels, or sides and channels that nothing divides. */
const MODELS: Readonly<Record<string, Model>> = {
  "the blog's": PRESETS.convolutional(),
  "the denoising one's": PRESETS.denoising(),
  "up to 128 channels": onColours(
    [conv2d(32, 3, relu), conv2d(64, 3, relu), maxPool2d(2), conv2d(128, 3, relu), maxPool2d(2)],
    [conv2d(128, 3, relu), upSampling2d(2), conv2d(64, 3, relu), upSampling2d(2), conv2d(32, 3, relu)],
  ),
  "up to 256 channels": onColours(
    [64, 128, 256].flatMap((filters) => [conv2d(filters, 3, relu), maxPool2d(2)]),
    [256, 128, 64].flatMap((filters) => [conv2d(filters, 3, relu), upSampling2d(2)]),
  ),
  "kernels of 5 × 5": onColours(
    [conv2d(32, 5, relu), maxPool2d(2), conv2d(64, 5, relu), maxPool2d(2)],
    [conv2d(64, 5, relu), upSampling2d(2), conv2d(32, 5, relu), upSampling2d(2)],
    5,
  ),
  "strides of 2": onColours(
    [conv2d(32, 3, strided), conv2d(64, 3, strided), conv2d(128, 3, relu)],
    [conv2dTranspose(64, 3, strided), conv2dTranspose(32, 3, strided)],
  ),
  "strides of 2, kernels of 5 × 5": onColours(
    [conv2d(64, 5, strided), conv2d(128, 5, strided)],
    [conv2dTranspose(64, 5, strided), conv2dTranspose(32, 5, strided)],
    5,
  ),
  "odd channels": onColours(
    [conv2d(33, 3, relu), maxPool2d(2), conv2d(65, 3, relu), maxPool2d(2)],
    [conv2d(50, 3, relu), upSampling2d(2), conv2d(7, 3, relu), upSampling2d(2)],
    7,
  ),
};

/** The calls of a step that `cut-images.ts` cuts up. */
function cutCalls(model: Model, rows: number): Call[] {
  const description = describeModel({ ...model, loss: "meanSquaredError" });
  const { calls } = planFor(networkOf(description), { kind: "train", rows, level: "tiled-64", bytes: true });
  const cut = calls.filter(({ constants }) => constants.FOURS !== undefined);
  expect(cut.length).toBeGreaterThan(0);
  return cut;
}

const kernelOf = (call: Call) => KERNELS.get(call.kernel) as Kernel;
const workgroupsOf = (call: Call) => kernelOf(call).workgroups(call.params, call.constants);
const isGradient = (call: Call) => call.kernel === "conv2d-kernel-gradient-shared";

/** Four-byte words of a kernel's workgroup memory, read from its WGSL. */
function wordsIn(call: Call): number {
  const wgsl = wgslOf(kernelOf(call), call.constants);
  const [, type, size = ""] = /var<workgroup> fours: array<(\w+), (\w+)>/.exec(wgsl) ?? [];
  expect(type).toBe("vec4f");
  expect(wgsl.match(/var<workgroup>/g)).toHaveLength(1);
  return 4 * Number(new RegExp(`^const ${size} = (\\d+)u;`, "m").exec(wgsl)?.[1]);
}

/** Fours that a workgroup needs at a time: `lib/convolved.wgsl`'s, or `conv2d-kernel-gradient-shared.wgsl`'s. */
function foursNeeded(call: Call): number {
  const { KERNEL_HEIGHT, KERNEL_WIDTH, QUADS, DEPTHS, NARROW, ACROSS, PIXELS, LANES, GROUPS } =
    call.constants as Numbers<
      "KERNEL_HEIGHT" | "KERNEL_WIDTH" | "QUADS" | "DEPTHS" | "NARROW" | "ACROSS" | "PIXELS" | "LANES" | "GROUPS"
    >;
  const patch = planeOf(call.params as Convolution, call.constants as Tile) * QUADS;
  if (isGradient(call)) return Math.max(patch + 1 + pixelsOf(call) * GROUPS, LANES);
  const weights = KERNEL_HEIGHT * KERNEL_WIDTH * QUADS * (NARROW ? 1 : DEPTHS * ACROSS);
  return Math.max(patch + weights, LANES * PIXELS);
}

function pixelsOf({ constants }: Call): number {
  const { IMAGES, LINES, COLUMNS } = constants as Tile;
  return IMAGES * LINES * COLUMNS;
}

/** The share of a workgroup's time in which its lanes work on results that there are: by channels, by pixels. */
function sharesUsed(call: Call): number[] {
  const { rows, out_height, out_width, out_channels } = call.params as Convolution;
  const { LANES = 0, ACROSS = 0, PIXELS = 0, NARROW } = call.constants;
  const groups = Math.ceil(out_channels / 4);
  const tiles = tilesOf(call.params as Convolution, call.constants);
  return [
    NARROW ? 1 : groups / (ACROSS * Math.ceil(groups / ACROSS)),
    (rows * out_height * out_width) / ((tiles * LANES * PIXELS) / ACROSS),
  ];
}

describe.each(Object.entries(MODELS))("cuts for GPUs with many lanes: %s", (_, model) => {
  it.each([1, 5, 64, 128, 256])("stay within every adapter's limits at batch %i", (rows) => {
    for (const call of cutCalls(model, rows)) {
      const { bindings, feature } = kernelOf(call);
      expect(feature).toBeUndefined();
      expect(Object.keys(bindings).length).toBeLessThanOrEqual(8);
      expect(Object.values(call.constants).filter((value) => !Number.isSafeInteger(value) || value < 0)).toEqual([]);
      expect([64, 128, 192, 256]).toContain(call.constants.LANES);
      expect(4 * wordsIn(call)).toBeLessThanOrEqual(16_384);
      expect(wordsIn(call)).toBeGreaterThanOrEqual(4 * foursNeeded(call));
    }
  });

  it.each([1, 5, 64, 128, 256])("have lanes for all that is in a tile at batch %i", (rows) => {
    for (const call of cutCalls(model, rows)) {
      const { LANES = 0, ACROSS = 0, PIXELS = 0, PLACES = 0, QUADS = 0, GROUPS = 0, SLICES = 0 } = call.constants;
      const { HAS_BIAS = 0, LINES = 0, COLUMNS = 0 } = call.constants;
      const { WINDOW_Y = 1, WINDOW_X = 1, COPIES_Y = 1, COPIES_X = 1 } = call.constants;
      if (isGradient(call)) {
        expect((PLACES * QUADS + HAS_BIAS) * GROUPS * SLICES).toBeLessThanOrEqual(LANES);
        expect(SLICES).toBeGreaterThanOrEqual(1);
      } else {
        expect(pixelsOf(call)).toBeLessThanOrEqual((LANES / ACROSS) * PIXELS);
        // Windows and copies lie in one tile.
        const isPooled = call.kernel === "conv2d-max-pool2d";
        expect(LINES % (isPooled ? WINDOW_Y : COPIES_Y)).toBe(0);
        expect(COLUMNS % (isPooled ? WINDOW_X : COPIES_X)).toBe(0);
      }
    }
  });

  it.each([64, 128, 256])("keep a large GPU busy, and lanes at work, at batch %i", (rows) => {
    for (const call of cutCalls(model, rows)) {
      const { out_height, out_width, out_channels } = call.params as Convolution;
      // A workgroup for each of 132 multiprocessors, where there are as many times 64 lanes' results.
      const most = (rows * out_height * out_width * Math.ceil(out_channels / 4)) / 64;
      const isLarge = most >= 2 * 132;
      if (isLarge) expect(workgroupsOf(call), call.label).toBeGreaterThanOrEqual(132);
      if (!isGradient(call) && isLarge) expect(Math.min(...sharesUsed(call)), call.label).toBeGreaterThan(0.6);
    }
  });
});
