import fc from "fast-check";
import { expect, it } from "vitest";
import { fold } from "../../src/kernels/grid.js";

it("keeps a row of workgroups that WebGPU allows as it is", () => {
  for (const workgroups of [1, 2, 65_534, 65_535]) expect(fold(workgroups)).toEqual([workgroups, 1, 1]);
  expect(fold(65_536)).toEqual([32_768, 2, 1]);
});

it("covers any number of workgroups, with less than a row too many", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 / 64 }), (workgroups) => {
      const [x, y, z] = fold(workgroups);
      expect(Math.max(x, y, z)).toBeLessThanOrEqual(65_535);
      expect(x * y * z).toBeGreaterThanOrEqual(workgroups);
      expect(x * y * z - workgroups).toBeLessThan(x);
    }),
    { numRuns: 1000 },
  );
});
