import { expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { describeBiasGradient } from "./bias-gradient-suite.js";
import { SHARED_SUMS } from "./shared-sums.js";

const biasGradient = await kernelNamed("bias-gradient");

for (const [, sizes] of SHARED_SUMS) describeBiasGradient(biasGradient, AWKWARD_SIZES, sizes);

const context = usePage();

it.each(SHARED_SUMS)(
  "%s: sums very many rows in blocks: 256 terms, then 256 blocks, may be off, not 65,536 terms",
  async (_, constants) => {
    const rows = 65_536;
    // One number again and again: its rounding errors all have one sign, and add up.
    const inputs = { dz: new Float32Array(rows).fill(0.1) };
    const share = await checkKernel(context.page, biasGradient, {
      inputs,
      outputs: { db: 1 },
      params: { rows, units: 1 },
      constants,
    });
    expect(share).toBeLessThan((256 + 256 + 2) / (rows + 2));
  },
);
