import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import { METRIC_CODE } from "../../src/operations/codes.js";
import { BLOCK } from "../../src/reference/row-loss.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";
import { sharedSumsInTurn } from "./shared-sums.js";
import { targets } from "./targets.js";

const maskedMetric = await kernelNamed("masked-metric");

const context = usePage();

const { accuracy: _, ...MEASURES } = METRIC_CODE;

/** Weights as a mask gives them: a third of them 0. */
const masked = (length: number, seed: number) => randomFloats(length, seed, -1, 2).map((m) => (m > 0 ? 1.5 : 0));

const cases = Object.entries(MEASURES).flatMap(([name, METRIC], turn) => {
  return sharedSumsInTurn(turn).map(([lanes, sizes]) => [name, lanes, { METRIC, ...sizes }] as const);
});
describe.concurrent.each(cases)("masked-metric %s, %s", (_name, _lanes, given) => {
  it.each([1, 31, 32, 33, 784])("keeps its bound for samples of %i values", async (size) => {
    for (const rows of [1, 65]) {
      for (const [FROM_LOGITS, low, high] of [
        [0, -0.2, 1.2],
        [1, -20, 20],
      ] as const) {
        const y = randomFloats(rows * size, 1, low, high);
        await checkKernel(context.page, maskedMetric, {
          inputs: { y, t: targets(rows * size, 2), m: masked(rows * size, 3) },
          outputs: { value: rows },
          params: { rows, size, sums: size },
          constants: { ...given, FROM_LOGITS },
        });
      }
    }
  });

  it("leaves out what counts nothing, whatever stands there, and shows what is not finite elsewhere", async () => {
    const size = 40;
    const bad = new Float32Array(3 * size).fill(0.5);
    bad[size + 35] = Number.NaN;
    bad[2 * size + 1] = Number.POSITIVE_INFINITY;
    const m = new Float32Array(3 * size).fill(1);
    m[size + 35] = 0;
    const t = new Float32Array(3 * size).fill(0.25);
    const valuesOf = (y: Float32Array) =>
      runKernel(
        context.page,
        maskedMetric,
        "value",
        { y, t, m, value: new Float32Array(3) },
        { params: { rows: 3, size, sums: size }, constants: { ...given, FROM_LOGITS: 0 } },
      );
    const values = await valuesOf(bad);
    expect(values.map(Number.isFinite)).toEqual([true, true, false]);
    expect(values.slice(0, 2)).toEqual((await valuesOf(new Float32Array(3 * size).fill(0.5))).slice(0, 2));
  });
});

describe.concurrent("masked-metric", () => {
  it("is the mean over what is known, given a mask's weights", async () => {
    const y = Float32Array.of(1, 5, 2, 7);
    const t = Float32Array.of(0, 100, 0, 5);
    const m = Float32Array.of(4 / 3, 0, 4 / 3, 4 / 3);
    const settings = {
      params: { rows: 1, size: 4, sums: 4 },
      constants: { METRIC: METRIC_CODE.mse, FROM_LOGITS: 0 },
    };
    const buffers = { y, t, m, value: new Float32Array(1) };
    const [value = Number.NaN] = await runKernel(context.page, maskedMetric, "value", buffers, settings);
    expect(value).toBeCloseTo((1 + 4 + 4) / 3, 6);
  });

  it("sums in blocks as its twin assumes", () => {
    expect(constantIn(maskedMetric.wgsl.join("\n"), "BLOCK")).toBe(BLOCK);
  });
});
