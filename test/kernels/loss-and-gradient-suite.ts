import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/kernels/kernel.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { runKernel } from "./run-kernel.js";
import { sharedSumsInTurn } from "./shared-sums.js";
import { targets } from "./targets.js";

/** The three losses it knows, with the range of y in which each is at home. */
const LOSSES = {
  "cross-entropy from logits": { MEAN_SQUARED: 0, FROM_LOGITS: 1, low: -20, high: 20 },
  "cross-entropy from probabilities": { MEAN_SQUARED: 0, FROM_LOGITS: 0, low: -0.1, high: 1.1 },
  "squared error": { MEAN_SQUARED: 1, FROM_LOGITS: 0, low: -3, high: 3 },
} as const;

/**
 * The tests of the loss of each sample and the gradient of the batch's.
 * @param sizes of samples that the kernel takes, the smallest first
 */
export function describeLossAndGradient(kernel: Kernel, sizes: readonly [number, ...number[]]): void {
  const context = usePage();
  const [width] = sizes;

  const cases = Object.entries(LOSSES).flatMap(([loss, given], turn) => {
    return sharedSumsInTurn(turn).map(([lanes, sizes]) => [loss, lanes, { ...given, ...sizes }] as const);
  });
  describe.concurrent.each(cases)(`${kernel.name}, %s, %s`, (_loss, _lanes, { low, high, ...constants }) => {
    const check = (rows: number, size: number, y = randomFloats(rows * size, 1, low, high)) =>
      checkKernel(context.page, kernel, {
        inputs: { y, t: targets(rows * size, 2) },
        outputs: { loss: rows, dy: rows * size },
        params: { rows, size },
        constants,
      });

    it.each(sizes)("keeps its bounds for samples of %i values", async (size) => {
      for (const rows of [1, 7, 64, 65]) await check(rows, size);
    });

    it("keeps its bounds for the notebook's batch, and its last", async () => {
      expect(await check(256, 784)).toBeGreaterThan(0);
      await check(96, 784);
    });

    it("keeps its bounds where y is extreme", async () => {
      const telling = [0, -0, 1e-30, 1e-7, 0.5, 1 - 2 ** -23, 1, 16.2, 90];
      const y = Float32Array.from(
        telling.flatMap((value) => [value, -value]).flatMap((value) => Array(width).fill(value)),
      );
      await check(y.length / width, width, y);
    });

    it("shows a NaN in its row's loss only", async () => {
      const y = new Float32Array(3 * 40).fill(0.5);
      y[40 + 35] = Number.NaN;
      const buffers = { y, t: new Float32Array(3 * 40), loss: new Float32Array(3), dy: new Float32Array(3 * 40) };
      const settings = { params: { rows: 3, size: 40 }, constants };
      const loss = await runKernel(context.page, kernel, "loss", buffers, settings);
      expect(loss.map(Number.isFinite)).toEqual([true, false, true]);
    });
  });
}
