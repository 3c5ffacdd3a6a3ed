import { describe, expect, it } from "vitest";
import type { Numbers } from "../../src/operations/operation.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const batchMean = await kernelNamed("batch-mean");

const context = usePage();

/** The check compares every slot, so that a write to another one fails. */
function check(rows: number, slot: number, constants: Numbers, loss = randomFloats(rows, 1, 0, 1)) {
  return checkKernel(context.page, batchMean, {
    inputs: { loss, losses: randomFloats(7, 2) },
    params: { rows },
    constants,
    step: { slot },
  });
}

describe.each([64, 128, 256])("batch-mean, %i lanes", (WORKGROUP) => {
  const constants = { WORKGROUP };

  it.each([1, 2, 63, 64, 65, 96, 127, 128, 256, 1000])("keeps its bound over %i rows", async (rows) => {
    await check(rows, 0, constants);
    await check(rows, 3, constants);
    await check(rows, 6, constants, randomFloats(rows, 3, -1, 1));
  });

  it("counts every row once", async () => {
    const rows = 1000;
    const losses = Float32Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 1 : 3));
    expect(await check(rows, 1, constants, losses)).toBe(0);
  });

  it("shows a NaN among its rows", async () => {
    const loss = new Float32Array(100);
    loss[77] = Number.NaN;
    const buffers = { loss, losses: new Float32Array(1) };
    const [mean] = await runKernel(context.page, batchMean, "losses", buffers, {
      params: { rows: 100 },
      constants,
    });
    expect(mean).toBeNaN();
  });
});
