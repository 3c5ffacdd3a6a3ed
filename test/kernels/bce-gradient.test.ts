import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { targets } from "./targets.js";

const bceGradient = await kernelNamed("bce-gradient");

const context = usePage();

function check(fromLogits: boolean, y: Float32Array, t = targets(y.length, 2)) {
  return checkKernel(context.page, bceGradient, {
    inputs: { y, t },
    outputs: { dy: y.length },
    params: { count: y.length },
    constants: { FROM_LOGITS: Number(fromLogits) },
  });
}

/** `values` against each of the targets 0, 1 and a half. */
function againstAll(values: readonly number[]): [y: Float32Array, t: Float32Array] {
  const all = [0, 1, 0.5];
  const y = Float32Array.from(values.flatMap((value) => all.map(() => value)));
  return [y, Float32Array.from(values.flatMap(() => all))];
}

describe("bce-gradient", () => {
  it("keeps its bound at any length", async () => {
    const count = fc.constantFrom(...AWKWARD_SIZES, 784 * 32);
    await fc.assert(
      fc.asyncProperty(count, fc.boolean(), async (length, fromLogits) => {
        await check(fromLogits, fromLogits ? randomFloats(length, 1, -20, 20) : randomFloats(length, 1, 0, 1));
      }),
      { numRuns: 25 },
    );
  });

  it("keeps its bound for logits near 0 and far out", async () => {
    const logits = [0, 1e-30, 1e-7, 1e-3, 1, 10, 16.2, 20, 87, 90, 104, 1e30];
    const worst = await check(true, ...againstAll(logits.flatMap((z) => [z, -z])));
    expect(worst).toBeGreaterThan(0);
  });

  it("keeps its bound for probabilities, and has no slope where Keras clips", async () => {
    await check(false, ...againstAll([1e-7, 2e-7, 1e-4, 0.25, 0.5, 0.75, 1 - 1e-4, 1 - 2 ** -22, 1 - 2 ** -23]));
    const clipped = await check(false, ...againstAll([0, 1e-30, 9e-8, 1 - 2 ** -24, 1, 1.5, -1, 1e30]));
    expect(clipped).toBe(0);
  });

  it("divides by the notebook's number of values", async () => {
    await check(true, randomFloats(256 * 784, 1, -8, 8));
  });
});
