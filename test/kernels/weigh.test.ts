import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const weigh = await kernelNamed("weigh");

const context = usePage();

const check = (rows: number, size: number) =>
  checkKernel(context.page, weigh, {
    inputs: { w: randomFloats(rows, 1, -0.5, 3).map((w) => Math.max(w, 0)), y: randomFloats(rows * size, 2) },
    params: { rows, size },
  });

describe("weigh", () => {
  it.each(AWKWARD_SIZES)("keeps its bound for rows of %d values", async (size) => {
    for (const rows of [1, 7, 65]) await check(rows, size);
  });

  it("leaves nothing of a row of weight 0, whatever stood there", async () => {
    const bad = [Number.NaN, Number.POSITIVE_INFINITY, -3e38];
    const buffers = { w: Float32Array.of(0, 2), y: Float32Array.from([...bad, 1, 2, 3]) };
    const after = await runKernel(context.page, weigh, "y", buffers, { params: { rows: 2, size: 3 } });
    expect(after).toEqual([0, 0, 0, 2, 4, 6]);
  });

  it("shows what is not finite in a row that counts", async () => {
    const buffers = { w: Float32Array.of(1, 2), y: Float32Array.of(Number.NaN, 1) };
    const [bad = 0, good] = await runKernel(context.page, weigh, "y", buffers, { params: { rows: 2, size: 1 } });
    expect(Number.isFinite(bad)).toBe(false);
    expect(good).toBe(2);
  });
});
