import { expect, it } from "vitest";
import { judge } from "../../src/app/worker/judge.js";

it("what is missing counts for nothing in a judgement", async () => {
  const data = Float32Array.of(0.5, 1, 0.25, 0.5);
  const dataset = { data, shape: [2], count: 2 };
  const drawn = Float32Array.of(0.5, 0, 0.25, 1);
  const redraw = async () => drawn;
  const all = await judge(redraw, dataset, () => {});
  expect([...all.errors, all.mse]).toEqual([0.5, 0.125, 0.3125]);
  const known = await judge(redraw, { ...dataset, mask: Uint8Array.of(1, 0, 1, 1) }, () => {});
  expect([...known.errors, known.mse]).toEqual([0, 0.125, 0.0625]);
});
