import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { tailOf } from "./tail-of.js";

const conv2dGradientSums = await kernelNamed("conv2d-gradient-sums");
const VALUES = constantIn(conv2dGradientSums, "VALUES");

const context = usePage();

interface Row {
  readonly size: number;
  readonly parts: number;
  /** Of `size` values, those that are left out before and behind what is summed. */
  readonly before: number;
  readonly behind: number;
}

function check(rows: readonly Row[]) {
  let begin = 0;
  let to = 0;
  let blocks = 0;
  const table = rows.flatMap(({ size, parts, before, behind }) => {
    const row = [begin + before, before + size + behind, parts, to, size, blocks];
    begin += parts * (before + size + behind);
    to += size;
    blocks += Math.ceil(size / VALUES);
    return row;
  });
  return checkKernel(context.page, conv2dGradientSums, {
    inputs: { parts: randomFloats(begin, 1), table: Uint32Array.from(table) },
    outputs: { g: to },
    params: { rows: rows.length, blocks },
  });
}

describe("conv2d-gradient-sums", () => {
  it("keeps its bound for any table", async () => {
    const row = fc.record({
      size: fc.constantFrom(1, 2, VALUES - 1, VALUES, VALUES + 1, 97),
      parts: fc.constantFrom(1, 2, 15, 16, 17, 33, 100),
      before: fc.integer({ min: 0, max: 9 }),
      behind: fc.integer({ min: 0, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => void (await check(rows))),
      {
        numRuns: 30,
      },
    );
  });

  it("adds up the parts of the blog's widest kernel", async () => {
    expect(await check([{ size: 1152, parts: 256, before: 0, behind: 16 }])).toBeGreaterThan(0);
  });

  it("finds its row in tables that a workgroup looks through in several rounds", async () => {
    // As long as a workgroup has invocations, one row more, and in three rounds.
    for (const rows of [256, 257, 600]) {
      const row = (index: number) => ({ size: 1 + (index % 19), parts: 1 + (index % 3), before: index % 2, behind: 0 });
      await check(Array.from({ length: rows }, (_, index) => row(index)));
    }
  });

  // A software adapter takes seconds for so many workgroups of many barriers.
  it.runIf(process.env.ISTHMUS_TEST_HEAVY)("covers more than 65,535 workgroups", async () => {
    const length = VALUES * (65_536 + 5);
    const table = [0, length, 2, 0, length, 0];
    const given = { parts: { length: 2 * length }, table: { words: table, length: table.length } };
    const params = { rows: 1, blocks: length / VALUES };
    expect(await tailOf(context.page, conv2dGradientSums, "g", length, { params, given })).toEqual(Array(20).fill(2));
  });
});
