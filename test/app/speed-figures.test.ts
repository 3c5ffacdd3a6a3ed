import { describe, expect, it } from "vitest";
import type { Measured, Workload } from "../../src/app/speed/workloads.js";
import { floorsOf, milliseconds, quantity, speedRow } from "../../src/app/state/speed-figures.js";

const WORKLOAD: Workload = { preset: "notebook", title: "", batchSize: 256, checked: 2, peers: true };
const measured = (losses: readonly number[], times: readonly number[] = [1]): Measured => ({
  contender: "x",
  losses,
  times,
});
const REFERENCE = measured([0.7, 0.6]);

describe("speedRow", () => {
  it("takes the median turn, of an even number of turns the middle of both", () => {
    const row = speedRow(measured([0.7, 0.6], [4, 1, 2]), REFERENCE, WORKLOAD);
    expect(row).toMatchObject({ median: 2, low: 1, high: 4, imagesPerSecond: 128_000, loss: 0.6, off: 0, same: true });
    expect(row.epoch).toBeCloseTo(60_000 / 128_000);
    expect(speedRow(measured([0.7, 0.6], [4, 1, 2, 3]), REFERENCE, WORKLOAD).median).toBe(2.5);
  });

  it.each([
    ["within a thousandth", [0.7, 0.6005], true],
    ["off at the last step", [0.7, 0.601], false],
    ["off at a step before", [0.71, 0.6], false],
    ["not a number", [0.7, Number.NaN], false],
    ["short of a step", [0.7], false],
  ])("says whether the training is the same: %s", (_, losses, same) => {
    expect(speedRow(measured(losses), REFERENCE, WORKLOAD).same).toBe(same);
  });

  it("takes no agreement from a reference without losses", () => {
    expect(speedRow(measured([]), measured([]), WORKLOAD).same).toBe(false);
  });
});

describe("floorsOf", () => {
  it("divides each part of the work by the adapter's best rate of it", () => {
    const adapter = {
      flops: 2e9,
      bandwidth: 1e9,
      cachedBandwidth: 4e9,
      dispatch: 1e-6,
      dependentDispatch: 5e-6,
      clock: "wall",
    } as const;
    const cost = { level: "fused", flops: 4e6, bytes: 8e6, dispatches: 3 } as const;
    const floors = floorsOf(cost, adapter);
    expect(floors.arithmetic).toBeCloseTo(2);
    expect(floors.memory).toBeCloseTo(2);
    expect(floors.latency).toBeCloseTo(0.015);
  });
});

describe("texts", () => {
  it.each([
    [4.213e12, "FLOP/s", "4.21 TFLOP/s"],
    [999, "B/s", "999 B/s"],
    [70_936_000, "FLOP", "70.9 MFLOP"],
  ])("quantity(%d) has three digits and a unit that suits", (value, unit, expected) => {
    expect(quantity(value, unit)).toBe(expected);
  });

  it.each([
    [0.04231, "0.0423 ms"],
    [12.34, "12.3 ms"],
    [1234, "1,230 ms"],
  ])("milliseconds(%d)", (value, expected) => {
    expect(milliseconds(value)).toBe(expected);
  });
});
