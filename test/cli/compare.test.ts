import { expect, test } from "vitest";
import { comparisonText } from "../../src/cli/commands/compare.js";
import type { Comparison } from "../../src/index.js";

const row = { step: 1, call: "encoder.0/forward", kernel: "matmul", buffer: "y", elements: 8192, maxError: 3e-7 };
const good: Comparison = {
  level: "tiled",
  steps: 1,
  batchSize: 256,
  rows: [{ ...row, boundShare: 0.21 }],
  losses: [{ step: 1, gpu: 0.7, reference: 0.69999999, relativeError: 1e-8 }],
  weightError: 2e-8,
  passed: true,
};

test("prints each buffer's largest error and its share of the bound, the losses, and the verdict", () => {
  const text = comparisonText(good);
  expect(text).toMatch(/1 {2}encoder\.0\/forward {2}matmul {2}y +8,192 +3\.00e-7 +21\.0 %\n/);
  expect(text).toMatch(/1 +0\.700000000 +0\.699999990 +1\.00e-8\n/);
  expect(text).toMatch(
    /^PASS: .* level tiled, each within its bound; weights, on which no bound stands, differ by 2\.00e-8/m,
  );
  expect(text).not.toContain("FAIL");
});

test("a broken bound, and one that is not finite, are marked on their line", () => {
  const lost = { ...row, buffer: "z", maxError: Number.NaN, boundShare: Number.POSITIVE_INFINITY };
  const text = comparisonText({ ...good, rows: [{ ...row, boundShare: 1.2 }, lost], passed: false });
  expect(text).toMatch(/ y .* 120\.0 % {2}FAIL\n/);
  expect(text).toMatch(/ z .* NaN +Infinity % {2}FAIL\n/);
  expect(text).toMatch(/^FAIL: /m);
});
