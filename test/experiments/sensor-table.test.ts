import { describe, expect, it } from "vitest";
import { SENSOR_NAMES, sensorTable, standardised } from "../../src/experiments/math/sensor-table.js";

const WIDTH = SENSOR_NAMES.length;
const usual = sensorTable("a", 400, 0);
const spoiled = sensorTable("a", 400, 0.1);

const column = (values: Float64Array | Float32Array, at: number) =>
  [...values].filter((_, index) => index % WIDTH === at);

describe("the table of sensors", () => {
  it("is the same for the same name, and another for another", () => {
    expect(sensorTable("a", 400, 0)).toEqual(usual);
    expect(sensorTable("b", 400, 0).values).not.toEqual(usual.values);
    expect(usual.kinds.every((kind) => kind === "normal")).toBe(true);
  });

  it("has the share of spoiled rows that was asked for, half of either kind, spread over all rows", () => {
    const count = (kind: string) => spoiled.kinds.filter((one) => one === kind).length;
    expect([count("normal"), count("broken"), count("outside")]).toEqual([360, 20, 20]);
    const rows = [...spoiled.kinds.keys()].filter((row) => spoiled.kinds[row] !== "normal");
    expect([rows[0], rows.at(-1)]).toEqual([5, 395]);
  });

  it("is spoiled in one column of these rows and nowhere else", () => {
    for (const [index, value] of spoiled.values.entries()) {
      const here = spoiled.changed[Math.floor(index / WIDTH)] === index % WIDTH;
      // A reading may come from its own row by chance; none does here.
      expect(value === usual.values[index], `value ${index}`).toBe(!here);
    }
  });

  it("shows usual readings where they don't go with the others, and unusual ones outside", () => {
    for (const [row, kind] of spoiled.kinds.entries()) {
      const changed = spoiled.changed[row] ?? -1;
      const own = column(usual.values, changed);
      const value = spoiled.values[row * WIDTH + changed] ?? Number.NaN;
      const [low, high] = [Math.min(...own), Math.max(...own)];
      if (kind === "broken") expect(own).toContain(value);
      if (kind !== "outside") continue;
      const distance = Math.max(low - value, value - high) / (high - low);
      expect(distance).toBeGreaterThanOrEqual(0.1 - 1e-12);
      expect(distance).toBeLessThanOrEqual(0.5 + 1e-12);
    }
  });
});

describe("standardised", () => {
  it("gives the first table mean 0 and deviation 1, and the others what it did to the first", () => {
    const first = Float64Array.of(1, 10, 3, 30, 5, 80);
    const [one, other] = standardised([first, Float64Array.of(3, 40)], 2);
    for (const at of [0, 1]) {
      const values = [...(one ?? [])].filter((_, index) => index % 2 === at);
      const mean = values.reduce((sum, value) => sum + value, 0) / 3;
      expect(mean).toBeCloseTo(0, 7);
      expect(values.reduce((sum, value) => sum + value ** 2, 0) / 3).toBeCloseTo(1, 6);
    }
    // The means of the first are 3 and 40.
    expect([...(other ?? [])]).toEqual([0, 0]);
    expect(one?.[5]).toBeCloseTo(40 / Math.sqrt((30 ** 2 + 10 ** 2 + 40 ** 2) / 3), 6);
  });
});
