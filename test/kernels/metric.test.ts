import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import { METRIC_CODE } from "../../src/operations/codes.js";
import type { Numbers } from "../../src/operations/operation.js";
import { BLOCK } from "../../src/reference/row-loss.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { textOf } from "../laws/sources.js";
import { oneHotTargets } from "./one-hot-targets.js";
import { runKernel } from "./run-kernel.js";
import { SHARED_SUMS, sharedSumsInTurn } from "./shared-sums.js";
import { targets } from "./targets.js";

const metric = await kernelNamed("metric");

const context = usePage();

interface Batch {
  rows: number;
  size: number;
  sums?: number;
  y: Float32Array;
  t?: Float32Array;
  fromLogits?: boolean;
  sizes?: Numbers;
}

function check(
  code: number,
  { rows, size, sums = 1, y, t = targets(rows * size, 2), fromLogits = false, sizes }: Batch,
) {
  return checkKernel(context.page, metric, {
    inputs: { y, t },
    outputs: { value: rows },
    params: { rows, size, sums },
    constants: { ...sizes, METRIC: code, FROM_LOGITS: Number(fromLogits) },
  });
}

/** Every value with every target, a value a row, so that none hides behind another. */
function everyPair(values: readonly number[]) {
  const wanted = [0, 1e-8, 1e-7, 1 / 255, 0.5, 254 / 255, 1, 1.5];
  const pairs = values.flatMap((value) => wanted.map((target) => [value, target] as const));
  return {
    rows: pairs.length,
    size: 1,
    y: Float32Array.from(pairs, ([value]) => value),
    t: Float32Array.from(pairs, ([, target]) => target),
  };
}

const cases = Object.entries(METRIC_CODE).flatMap(([name, code], turn) => {
  return sharedSumsInTurn(turn).map(([lanes, sizes]) => [name, lanes, code, sizes] as const);
});
describe.concurrent.each(cases)("metric %s, %s", (_name, _lanes, code, sizes) => {
  it.each([1, 31, 32, 33, 784])("keeps its bound for samples of %i values", async (size) => {
    for (const rows of [1, 65]) {
      const batch = { rows, size, sizes };
      await check(code, { ...batch, y: randomFloats(rows * size, 1, -0.2, 1.2) });
      await check(code, { ...batch, y: randomFloats(rows * size, 3, -20, 20), fromLogits: true });
      await check(code, { ...batch, sums: size, y: randomFloats(rows * size, 1, -0.2, 1.2) });
    }
  });

  it("keeps its bound for a value alone", async () => {
    const probabilities = [0, 1e-30, 1e-8, 1e-7, 1e-3, 1 / 255, 0.5, 254 / 255, 1 - 2 ** -23, 1, 2, -1];
    await check(code, { ...everyPair(probabilities), sizes });
    const logits = [0, 1e-30, 1e-3, 1, 8, 16.11, 16.12, 17, 40, 90, 1e30].flatMap((z) => [z, -z]);
    await check(code, { ...everyPair(logits), fromLogits: true, sizes });
  });

  it.each([false, true])("shows what is not finite in its row only, from logits: %s", async (fromLogits) => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const y = new Float32Array(3 * 40).fill(0.5);
      y[40 + 35] = bad;
      const buffers = { y, t: new Float32Array(3 * 40), value: new Float32Array(3) };
      const constants = { ...sizes, METRIC: code, FROM_LOGITS: Number(fromLogits) };
      const values = await runKernel(context.page, metric, "value", buffers, {
        params: { rows: 3, size: 40, sums: 1 },
        constants,
      });
      expect(values.map(Number.isFinite)).toEqual([true, false, true]);
    }
  });
});

it.each(Object.entries(METRIC_CODE))("metric %s has the number that the shader gives it", (name, code) => {
  expect(constantIn(textOf("shaders/lib/measure.wgsl"), name.toUpperCase())).toBe(code);
});

describe.concurrent("metric", () => {
  // Twin and kernel could be wrong together; these are Keras's definitions, written out.
  it.each([
    ["mse", (y: number, t: number) => (y - t) ** 2 / 4],
    ["mae", (y: number, t: number) => Math.abs(y - t) / 4],
    ["bce", (y: number, t: number) => -(t * Math.log(y) + (1 - t) * Math.log(1 - y)) / 4],
    ["kl", (y: number, t: number) => Math.max(t, 1e-7) * Math.log(Math.max(t, 1e-7) / y)],
  ] as const)("%s is Keras's", async (name, part) => {
    const y = Float32Array.of(0.1, 0.5, 0.25, 0.9);
    const t = Float32Array.of(0, 0.5, 1, 0.75);
    const expected = y.reduce((sum, value, index) => sum + part(value, t[index] ?? 0), 0);
    const settings = {
      params: { rows: 1, size: 4, sums: 1 },
      constants: { METRIC: METRIC_CODE[name], FROM_LOGITS: 0 },
    };
    const [value = Number.NaN] = await runKernel(
      context.page,
      metric,
      "value",
      { y, t, value: y.slice(0, 1) },
      settings,
    );
    expect(Math.abs(value / expected - 1)).toBeLessThan(1e-5);
  });

  it("kl of an image is Keras's: summed over the channels of each pixel, the mean over its pixels", async () => {
    const y = Float32Array.of(0.1, 0.5, 0.25, 0.9, 0.3, 0.7);
    const t = Float32Array.of(0, 0.5, 1, 0.75, 0.2, 0.8);
    const partOf = (index: number) => {
      const wanted = Math.max(t[index] ?? 0, 1e-7);
      return wanted * Math.log(wanted / (y[index] ?? 0));
    };
    const pixels = [0, 2, 4].map((first) => partOf(first) + partOf(first + 1));
    const expected = pixels.reduce((sum, pixel) => sum + pixel, 0) / 3;
    const settings = {
      params: { rows: 1, size: 6, sums: 3 },
      constants: { METRIC: METRIC_CODE.kl, FROM_LOGITS: 0 },
    };
    const buffers = { y, t, value: new Float32Array(1) };
    const [value = Number.NaN] = await runKernel(context.page, metric, "value", buffers, settings);
    expect(Math.abs(value / expected - 1)).toBeLessThan(1e-5);
  });

  it.each(SHARED_SUMS)(
    "accuracy counts rows whose largest value is in its place, the first of equals, %s",
    async (_, sizes) => {
      const rows = [
        [0, 1, 2],
        [2, 1, 0],
        [1, 1, 0],
        [0, 1, 1],
        [1, 1, 1],
        [-3, -2, -9],
      ].flat();
      const t = [
        [0, 0, 1],
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
      ].flat();
      const buffers = { y: Float32Array.from(rows), t: Float32Array.from(t), value: new Float32Array(6) };
      const settings = {
        params: { rows: 6, size: 3, sums: 1 },
        constants: { ...sizes, METRIC: METRIC_CODE.accuracy, FROM_LOGITS: 0 },
      };
      expect(await runKernel(context.page, metric, "value", buffers, settings)).toEqual([1, 0, 1, 0, 1, 1]);
    },
  );

  it.each(SHARED_SUMS)(
    "accuracy is exact for labels, also of logits that a sigmoid would make equal, %s",
    async (_, sizes) => {
      const y = randomFloats(97 * 10, 1, 30, 90);
      const batch = { rows: 97, size: 10, y, t: oneHotTargets(97, 10, 3) };
      expect(await check(METRIC_CODE.accuracy, { ...batch, fromLogits: true, sizes })).toBe(0);
    },
  );

  it("sums in blocks as its twin assumes", () => {
    expect(constantIn(metric.wgsl.join("\n"), "BLOCK")).toBe(BLOCK);
  });
});
