import { describe, expect, test } from "vitest";
import { applyScaling, statisticsOf, unscaled } from "../../../src/data/preparation/scaling.js";
import { readData } from "../../../src/data/read.js";

const bytes = (text: string) => new TextEncoder().encode(text);

const TRAIN = `time,load,constant,rate
1700000000,-3.5,7,0.001
1700000060,0.25,7,0.002
1700000090,12.75,7,0.005
1700000300,4.125,7,0.004
1700000301,-1,7,0.003`;
const LATER = `time,load,constant,rate
1700000030,20,7,0.001
1700000999,-3.5,9,0.006`;

/** What scikit-learn 1.9.1 makes of both, fitted on the first: MinMaxScaler and StandardScaler, in float64. */
const SCIKIT_LEARN = {
  columns: {
    train: [
      ...[0, 0, 0, 0, 0.1993355480954051, 0.23076923076923078, 0, 0.25, 0.29900332167744637, 1, 0, 1],
      ...[0.9966777404770255, 0.46923076923076923, 0, 0.75, 1, 0.15384615384615385, 0, 0.5],
    ],
    later: [0.09966777358204126, 1.4461538461538463, 0, 0, 3.318936876952648, 0, 2, 1.25],
  },
  standard: {
    train: [
      ...[-1.191157488896659, -1.0617255211278074, 0, -Math.SQRT2, -0.7153289315656985, -0.40090050797771976],
      ...[0, -Math.SQRT1_2, -0.4774146529002183, 1.8018495358559052, 0, Math.SQRT2],
      ...[1.1879852977581435, 0.281952005610704, 0, Math.SQRT1_2, 1.1959157737136594, -0.6211755123610823, 0, 0],
    ],
    later: [
      ...[-0.9532432102311788, 3.079444561279408, 0, -Math.SQRT2],
      ...[6.731387990663833, -1.0617255211278074, 2, 2.121320343559643],
    ],
  },
};

/** Their x · scale + min loses some eight digits of a timestamp's to cancellation; ours loses none: both round to floats. */
const TOLERANCE = 2e-7;

describe.each(["columns", "standard"] as const)("scale %s", (scale) => {
  test("is scikit-learn's, on the training data and on later ones", async () => {
    const { dataset, preparation } = await readData(bytes(TRAIN), "train.csv", { scale });
    const later = await preparation.read(bytes(LATER), "later.csv");
    for (const [found, expected] of [
      [dataset.data, SCIKIT_LEARN[scale].train],
      [later.dataset.data, SCIKIT_LEARN[scale].later],
    ] as const) {
      expect(found.length).toBe(expected.length);
      for (const [index, value] of found.entries()) {
        const wanted = expected[index] ?? Number.NaN;
        expect(Math.abs(value - wanted), `value ${index}`).toBeLessThanOrEqual(
          TOLERANCE * Math.max(1, Math.abs(wanted)),
        );
      }
    }
  });

  test("is undone", async () => {
    const { dataset, preparation } = await readData(bytes(TRAIN), "train.csv", { scale });
    const rows = TRAIN.split("\n")
      .slice(1)
      .flatMap((row) => row.split(",").map(Number));
    const back = unscaled(dataset.data, preparation.scaling, 4);
    for (const [index, value] of rows.entries()) {
      expect(Math.abs((back[index] ?? Number.NaN) - value), `value ${index}`).toBeLessThanOrEqual(1e-4);
    }
  });
});

test("what differs by rounding only does not vary, as in scikit-learn", async () => {
  const table = "0.3\n0.30000000000000004\n0.3";
  for (const scale of ["columns", "standard"] as const) {
    const { dataset } = await readData(bytes(table), "t.csv", { scale });
    for (const value of dataset.data) expect(Math.abs(value), scale).toBeLessThan(1e-15);
  }
});

test("a range is one for all values, and pixels of any depth keep their differences", async () => {
  const table = "0,1024,4095\n4094,2048,0";
  const { dataset, preparation } = await readData(bytes(table), "twelve.csv", { scale: "range" });
  expect(preparation.scaling).toEqual({ method: "range", low: 0, high: 4095 });
  expect(dataset.data).toEqual(Float32Array.from([0, 1024, 4095, 4094, 2048, 0], (value) => value / 4095));
  const { dataset: later } = await preparation.read(bytes("4095,0,8190"), "later.csv");
  expect(later.data).toEqual(Float32Array.of(1, 0, 2));
});

test("timestamps in the billions keep their differences", async () => {
  const table = `time,x\n${[0, 1, 2, 3, 4].map((second) => `${1_700_000_000 + second},${second}`).join("\n")}`;
  const { dataset } = await readData(bytes(table), "sensor.csv", { scale: "columns" });
  expect([...dataset.data].filter((_, index) => index % 2 === 0)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  const { warnings, dataset: raw } = await readData(bytes(table), "sensor.csv");
  expect(new Set([...raw.data].filter((_, index) => index % 2 === 0)).size).toBe(1);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(
    /^time runs from 1700000000 to 1700000004: 32-bit floats keep little of such differences\./,
  );
  // The remedy, followed.
  expect((await readData(bytes(table), "sensor.csv", { scale: "columns" })).warnings).toEqual([]);
});

describe("missing values", () => {
  const table = "a,b\n1,10\n?,20\n3,\n8,60";

  test("are refused, or have the training data's mean, or are left out of the loss", async () => {
    await expect(readData(bytes(table), "t.csv")).rejects.toThrow(
      "t.csv, row 3, column 1 (a) is missing (and 1 more).",
    );
    const mean = await readData(bytes(table), "t.csv", { missing: "mean" });
    expect(mean.dataset.data).toEqual(Float32Array.of(1, 10, 4, 20, 3, 30, 8, 60));
    expect(mean.dataset.mask).toBeUndefined();
    expect(mean.summary).toMatch(/2 missing values replaced by the mean$/);
    const mask = await readData(bytes(table), "t.csv", { missing: "mask" });
    expect(mask.dataset.data).toEqual(mean.dataset.data);
    expect(mask.dataset.mask).toEqual(Uint8Array.of(1, 1, 0, 1, 1, 0, 1, 1));
    expect(mask.summary).toMatch(/2 missing values left out of the loss$/);
  });

  test("of later files have the training data's mean, scaled as it is", async () => {
    const { preparation } = await readData(bytes(table), "t.csv", { missing: "mean", scale: "columns" });
    const { dataset } = await preparation.read(bytes("a,b\n,35"), "later.csv");
    expect(dataset.data).toEqual(Float32Array.of(3 / 7, 0.5));
  });

  test("among pixels are floats, divided as the GPU would", async () => {
    const { dataset } = await readData(bytes("0,255\n,51\n200,102"), "t.csv", { missing: "mean", header: false });
    expect(dataset.data).toEqual(Float32Array.of(0, 1, 100 / 255, 0.2, 200 / 255, 0.4));
  });

  test("of a whole column are no mean", async () => {
    await expect(readData(bytes("a,b\n1,\n2,"), "t.csv", { missing: "mean" })).rejects.toThrow(
      "t.csv has no value at all in column 2 (b). Leave it out.",
    );
  });
});

test("what is learnt is exact where values are large and their differences small", () => {
  const data = Float64Array.from({ length: 1001 }, (_, row) => 1e9 + (row % 7) / 8);
  const { mean, deviation } = statisticsOf({ data, rows: 1001, width: 1, place: () => "here" }, "a");
  // Seven eighths' steps, 143 times each: the mean of 0 … 6 is 3, their variance 4.
  expect(mean[0]).toBeCloseTo(1e9 + 3 / 8, 6);
  expect(deviation[0]).toBeCloseTo(2 / 8, 8);
});

test("values that no float can hold are refused by their place", () => {
  const grid = {
    data: Float64Array.of(1, 1e300),
    rows: 1,
    width: 2,
    place: (_: number, column: number) => `value ${column}`,
  };
  expect(() => applyScaling(grid, { method: "none" }, { policy: "error" })).toThrow("value 1 is 1e+300, too large");
});
