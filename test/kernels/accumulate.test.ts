import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { tailOf } from "./tail-of.js";

const accumulate = await kernelNamed("accumulate");
const WORKGROUP = constantIn(accumulate, "WORKGROUP");

const context = usePage();

const check = (count: number) =>
  checkKernel(context.page, accumulate, {
    inputs: { x: randomFloats(count, 1), y: randomFloats(count, 2) },
    params: { count },
  });

describe("accumulate", () => {
  it.each(AWKWARD_SIZES)("keeps its bound for %d values", async (count) => {
    await check(count);
  });

  it("covers more than 65,535 workgroups", async () => {
    const count = 65_535 * WORKGROUP + 1;
    const tail = await tailOf(context.page, accumulate, "y", count, { params: { count } });
    expect(tail).toEqual(tail.map(() => 2));
  });
});
