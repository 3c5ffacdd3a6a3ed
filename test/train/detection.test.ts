import { describe, expect, it } from "vitest";
import { quantile } from "../../src/data.js";
import { ArgumentError, describeModel, PRESETS, type Threshold } from "../../src/index.js";
import { usePage } from "../harness/browser.js";
import { trainingIn } from "./in-page.js";

const inPage = trainingIn(usePage());

/** What each metric says of a value y that should be t, as Keras defines it. */
const KERAS = {
  meanSquaredError: (t: number, y: number) => (t - y) ** 2,
  meanAbsoluteError: (t: number, y: number) => Math.abs(t - y),
  binaryCrossentropy: (t: number, y: number) => -(t * Math.log(y) + (1 - t) * Math.log(1 - y)),
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("errors", () => {
  it("are those of predict, by each metric: of values, samples and columns", async () => {
    const { data, predicted, found } = await inPage(async ({ model }) => {
      const ae = await model({ size: 6, units: 2 });
      const data = Float32Array.from({ length: 20 * 6 }, (_, index) => ((index * 37) % 101) / 100);
      const predicted = [...(await ae.predict(data)).data];
      const found = [];
      for (const metric of ["meanSquaredError", "meanAbsoluteError", "binaryCrossentropy"] as const) {
        const { samples, columns, values, ...rest } = await ae.errors(data, { metric, values: true, batchSize: 7 });
        const each = { shape: values?.shape, values: [...(values?.data ?? [])] };
        found.push({ samples: [...samples], columns: [...columns], ...each, ...rest });
      }
      ae.dispose();
      return { data: [...data], predicted, found };
    });
    for (const { metric, shape, values, samples, columns } of found) {
      const expected = data.map((t, index) => KERAS[metric](t, predicted[index] ?? Number.NaN));
      expect(shape).toEqual([20, 6]);
      // The batch size moves predictions by rounding only, sums this short by less than 1e-7; freshly initialised, the model gives
      // about a half everywhere, where the steepest metric, cross-entropy, moves some two to four times as much.
      values.forEach((value, index) => {
        expect(Math.abs(value - (expected[index] ?? 0))).toBeLessThan(1e-6);
      });
      const row = (at: number) => values.filter((_, index) => Math.floor(index / 6) === at);
      const column = (at: number) => values.filter((_, index) => index % 6 === at);
      samples.forEach((sample, at) => {
        expect(sample).toBeCloseTo(mean(row(at)), 6);
      });
      columns.forEach((one, at) => {
        expect(one).toBeCloseTo(mean(column(at)), 6);
      });
    }
    expect(found.map(({ metric }) => metric)).toEqual(Object.keys(KERAS));
  });

  it("by default are squared, and of bytes those of their value over 255: their mean is evaluate's", async () => {
    const { metric, samples, mse, values } = await inPage(async ({ model, images }) => {
      const ae = await model({ metrics: ["mse"] });
      const { metric, samples, values } = await ae.errors(images(50));
      const { mse } = await ae.evaluate(images(50));
      ae.dispose();
      return { metric, samples: [...samples], mse, values };
    });
    expect(metric).toBe("meanSquaredError");
    expect(values).toBeUndefined();
    // Both sum 784 squares below 1; evaluate does so in single precision, (784 + 2) · 2⁻²⁴ at most off.
    expect(Math.abs(mean(samples) - (mse ?? 0))).toBeLessThan(786 * 2 ** -24 * (mse ?? 0) + 1e-7);
  });

  it("of data with a mask are those of the values that are known", async () => {
    const { values, samples, columns, failure } = await inPage(async ({ model, isthmus, failure: failing }) => {
      const ae = await model({ size: 3, units: 2 });
      const data = isthmus.datasetOf(Float32Array.of(0.1, 0.9, 0.4, 0.3, 0.2, 0.7), [3]);
      const mask = Uint8Array.of(1, 0, 1, 1, 0, 0);
      const whole = await ae.errors(data, { values: true });
      const { samples, columns } = await ae.errors({ ...data, mask } as never);
      const none = await failing(() => ae.errors({ ...data, mask: Uint8Array.of(1, 1, 1, 0, 0, 0) } as never));
      const short = await failing(() => ae.errors({ ...data, mask: Uint8Array.of(1) } as never));
      ae.dispose();
      const values = [...(whole.values?.data ?? [])];
      return { values, samples: [...samples], columns: [...columns].map(String), failure: [none, short] };
    });
    const [a = 0, , c = 0, d = 0] = values;
    expect(Math.min(a, c, d)).toBeGreaterThan(0);
    expect(samples[0]).toBeCloseTo((a + c) / 2, 7);
    expect(samples[1]).toBe(d);
    expect(Number(columns[0])).toBeCloseTo((a + d) / 2, 7);
    expect(columns.slice(1)).toEqual(["NaN", String(c)]);
    expect(failure).toEqual([
      { name: "DataError", message: "Sample 1 has no value that is known. Leave it out." },
      { name: "ShapeError", message: "The data have 6 values but a mask of 1: give one entry a value." },
    ]);
  });

  it("of data with targets of their own are those from the targets", async () => {
    const { samples, expected, failures } = await inPage(async ({ model, isthmus, failure }) => {
      const ae = await model({ size: 2, units: 1 });
      const data = isthmus.datasetOf(Float32Array.of(0.1, 0.9, 0.4, 0.3), [2]);
      const targets = { data: Uint8Array.of(255, 0, 51, 102), shape: [2] };
      const { samples } = await ae.errors({ ...data, targets } as never);
      const { data: predicted } = await ae.predict(data);
      const wanted = [1, 0, 0.2, 0.4].map(Math.fround);
      const [a = 0, b = 0, c = 0, d = 0] = wanted.map((value, at) => (value - (predicted[at] ?? 0)) ** 2);
      const other = (values: number, shape: number[]) =>
        failure(() => ae.errors({ ...data, targets: { data: new Uint8Array(values), shape } } as never));
      const failures = [await other(3, [2]), await other(6, [3])];
      ae.dispose();
      return { samples: [...samples], expected: [(a + b) / 2, (c + d) / 2].map(Math.fround), failures };
    });
    expect(samples).toEqual(expected);
    expect(failures).toEqual([
      { name: "ShapeError", message: "The targets have 3 values, but 2 samples of 2 need 4." },
      { name: "ShapeError", message: "The model gives 2 values a sample; the targets have 3." },
    ]);
  });

  it("of large data, which are taken in parts, are the same", async () => {
    const { parts, largest } = await inPage(async ({ model }) => {
      const size = 100_000;
      const ae = await model({ size, units: 1, loss: "meanSquaredError" });
      const data = Float32Array.from({ length: 50 * size }, (_, index) => ((index * 37) % 101) / 100);
      const { samples } = await ae.errors(data, { batchSize: 20 });
      const { data: predicted } = await ae.predict(data, { batchSize: 20 });
      ae.dispose();
      const parts = Array.from(samples, (error, row) => {
        let sum = 0;
        for (let at = row * size; at < (row + 1) * size; at++) sum += ((predicted[at] ?? 0) - (data[at] ?? 0)) ** 2;
        return Math.abs(error - Math.fround(sum / size));
      });
      return { parts: parts.length, largest: Math.max(...parts) };
    });
    expect({ parts, largest }).toEqual({ parts: 50, largest: 0 });
  });

  it("refuse what makes no sense", async () => {
    const failures = await inPage(async ({ model, failure }) => {
      const ae = await model({ size: 2, units: 1 });
      const data = Float32Array.of(0, 1, 2, 3);
      const failures = [
        await failure(() => ae.errors(data, { metric: "mse" } as never)),
        await failure(() => ae.errors(data, { value: true } as never)),
        await failure(() => ae.errors(data, { metric: "binaryCrossentropy" })),
        await failure(() => ae.errors(new Float32Array(3))),
        await failure(() => ae.errors(data, { batchSize: 0 })),
        await failure(() => ae.errors(data, { values: 1 } as never)),
      ];
      ae.dispose();
      return failures.map(({ message }) => message);
    });
    expect(failures).toEqual([
      expect.stringContaining('Unknown metric "mse"; known: meanSquaredError, meanAbsoluteError, binaryCrossentropy.'),
      expect.stringContaining('errors has no option "value"'),
      expect.stringContaining("The data have 2 in sample 1, value 0, but binary cross-entropy needs values in [0, 1]"),
      expect.stringContaining("3 values, which do not divide into samples of the 2"),
      expect.stringContaining("batchSize must be a positive whole number"),
      expect.stringContaining("values must be true or false; got 1."),
    ]);
  });
});

describe("samples that are measured", () => {
  it("are those that were given, whatever becomes of the caller's array", async () => {
    const [errors, thresholds, flags] = await inPage(async ({ model }) => {
      const ae = await model({ size: 6, units: 2 });
      const data = Float32Array.from({ length: 20 * 6 }, (_, index) => ((index * 37) % 101) / 100);
      const during = async <Result>(work: (given: Float32Array) => Promise<Result>) => {
        const given = data.slice();
        const promise = work(given);
        given.fill(0.5);
        return promise;
      };
      const errors = [await ae.errors(data), await during((given) => ae.errors(given))];
      const thresholds = [await ae.fitThreshold(data), await during((given) => ae.fitThreshold(given))];
      const flags = [await ae.detect(data), await during((given) => ae.detect(given))];
      ae.dispose();
      return [
        errors.map(({ samples }) => [...samples]),
        thresholds.map(({ value }) => value),
        flags.map(({ flags }) => [...flags]),
      ] as const;
    });
    for (const [before, during] of [errors, thresholds, flags]) expect(during).toEqual(before);
  });

  it("are no longer when a signal aborts", async () => {
    const failures = await inPage(async ({ model, failure }) => {
      const ae = await model({ size: 6, units: 2 });
      const data = new Float32Array(20 * 6);
      await ae.fitThreshold(data);
      const signal = AbortSignal.abort(new Error("no more"));
      const all = [
        await failure(() => ae.errors(data, { signal })),
        await failure(() => ae.fitThreshold(data, { signal })),
        await failure(() => ae.detect(data, { signal })),
      ];
      ae.dispose();
      return all.map(({ message }) => message);
    });
    expect(failures).toEqual(["no more", "no more", "no more"]);
  });
});

describe("a threshold", () => {
  it("is that of its weights: those that training or the caller set drop it", async () => {
    const { during, end, set, given, refused } = await inPage(async ({ model, failure }) => {
      const ae = await model({ size: 6, units: 2 });
      const data = Float32Array.from({ length: 40 * 6 }, (_, index) => ((index * 37) % 101) / 100);
      const fitAt = async (type: string, epoch?: number) => {
        const callback = async (event: { type: string; epoch?: number }) => {
          if (event.type === type && (epoch === undefined || event.epoch === epoch)) await ae.fitThreshold(data);
        };
        await ae.fit(data, { epochs: 3, batchSize: 8, callbacks: [callback] });
        return ae.threshold;
      };
      const during = await fitAt("epoch", 1);
      const end = await fitAt("end");
      await ae.setWeights(await ae.getWeights());
      const set = ae.threshold;
      ae.threshold = { metric: "meanSquaredError", value: 0.25 };
      await ae.fit(data);
      const given = ae.threshold;
      const training = ae.fit(data, { epochs: 200, batchSize: 1 });
      const refused = await failure(async () => {
        while (true) await ae.fitThreshold(data);
      });
      ae.stopTraining();
      await training;
      ae.dispose();
      return { during, end, set, given, refused: refused.message };
    });
    expect(during).toBeUndefined();
    expect(end?.quantile).toBe(0.99);
    expect(set).toBeUndefined();
    expect(given?.value).toBe(0.25);
    expect(refused).toMatch(/^The model was trained while its threshold was fitted/);
  });

  it("is a quantile of errors; detect flags what is larger, and it is saved with the model", async () => {
    const found = await inPage(async ({ model, images, isthmus, gpu }) => {
      const ae = await model();
      const data = images(101);
      const before = ae.threshold;
      const { samples } = await ae.errors(data, { metric: "meanAbsoluteError" });
      const fitted = await ae.fitThreshold(data, { quantile: 0.9, metric: "meanAbsoluteError" });
      const { errors, flags, threshold } = await ae.detect(data, { values: true });
      const again = await isthmus.Autoencoder.load(await ae.save(), { gpu });
      const afterwards = await again.detect(data);
      const described = isthmus.describeModel(JSON.parse(JSON.stringify(again.description)));
      const loose = await ae.fitThreshold(data, { contamination: 0.25 });
      const usual = await ae.fitThreshold(data);
      await ae.fitThreshold(data, { quantile: 1 });
      const strict = await ae.detect(data);
      for (const one of [ae, again]) one.dispose();
      return {
        ...{ before, fitted, threshold, loose, usual, kept: again.threshold, described: described.threshold },
        errors: { metric: errors.metric, samples: [...errors.samples], shape: errors.values?.shape },
        samples: [...samples],
        flags: [...flags],
        afterwards: [...afterwards.flags],
        strict: [...strict.flags],
      };
    });
    const { samples, fitted } = found;
    expect(found.before).toBeUndefined();
    expect(fitted).toEqual({ metric: "meanAbsoluteError", value: quantile(samples, 0.9), quantile: 0.9 });
    expect(found.threshold).toEqual(fitted);
    expect(found.errors).toEqual({ metric: "meanAbsoluteError", samples, shape: [101, 784] });
    expect(found.flags).toEqual(samples.map((error) => (error > fitted.value ? 1 : 0)));
    // Ranks 91 to 100 of 0 to 100 are beyond rank 90, where the quantile is.
    expect(found.flags.filter(Boolean)).toHaveLength(10);
    expect(found.kept).toEqual(fitted);
    expect(found.described).toEqual(fitted);
    expect(found.afterwards).toEqual(found.flags);
    expect(found.loose).toMatchObject({ metric: "meanSquaredError", quantile: 0.75 });
    expect(found.usual.quantile).toBe(0.99);
    expect(found.strict.filter(Boolean)).toEqual([]);
  });

  it("that was fitted goes when the model is trained on; one set by hand stays", async () => {
    const [fitted, refused, byHand, dropped] = await inPage(async ({ model, images, failure }) => {
      const ae = await model();
      const seen = [];
      await ae.fitThreshold(images(20));
      await failure(() => ae.fit(images(20), { epochs: -1 }));
      seen.push(ae.threshold?.quantile);
      await ae.fit(images(20));
      seen.push((await failure(() => ae.detect(images(20)))).message);
      ae.threshold = { metric: "meanSquaredError", value: 0.25 };
      await ae.fit(images(20));
      seen.push(ae.threshold);
      ae.threshold = undefined;
      seen.push(ae.description);
      ae.dispose();
      return seen as [number, string, Threshold, object];
    });
    expect(fitted).toBe(0.99);
    expect(refused).toContain("The model has no threshold to tell unusual samples by. Fit one first");
    expect(byHand).toEqual({ metric: "meanSquaredError", value: 0.25 });
    expect(dropped).not.toHaveProperty("threshold");
  });

  it("is refused where it can't be one", async () => {
    const messages = await inPage(async ({ model, failure }) => {
      const ae = await model({ size: 2, units: 1 });
      const data = new Float32Array(4);
      const told = [];
      for (const options of [
        { quantile: 0 },
        { quantile: 1.5 },
        { contamination: 0.6 },
        { contamination: 0.1, quantile: 0.9 },
        { share: 0.1 },
      ]) {
        told.push((await failure(() => ae.fitThreshold(data, options as never))).message);
      }
      told.push((await failure(() => ae.detect(data, { metric: "meanSquaredError" } as never))).message);
      ae.dispose();
      return told;
    });
    expect(messages).toEqual([
      "quantile must be a number above 0, up to 1; got 0.",
      "quantile must be a number above 0, up to 1; got 1.5.",
      "contamination must be a number above 0, up to 0.5; got 0.6.",
      "fitThreshold takes a quantile or a contamination, which is 1 − quantile: give one of them.",
      'fitThreshold has no option "share"; it takes quantile, contamination, metric, batchSize, signal.',
      'detect has no option "metric"; it takes values, batchSize, signal.',
    ]);
  });

  it("stands in a description, and is checked there", () => {
    const threshold = { metric: "meanSquaredError", value: 0.25, quantile: 0.95 } as const;
    expect(describeModel({ ...PRESETS.notebook(), threshold }).threshold).toEqual(threshold);
    expect(describeModel(PRESETS.notebook())).not.toHaveProperty("threshold");
    for (const [wrong, message] of [
      [{ ...threshold, metric: "mse" }, "threshold: metric must be one of meanSquaredError"],
      [{ ...threshold, value: -1 }, "threshold: value must be a number of at least 0; got -1."],
      [{ ...threshold, value: Number.NaN }, "threshold: value must be"],
      [{ ...threshold, quantile: 0 }, "threshold: quantile must be a number above 0, up to 1; got 0."],
      [{ ...threshold, quantil: 0.9 }, 'a threshold has no field "quantil"; it has metric, value, quantile.'],
      [{ value: 1 }, "threshold: metric must be one of"],
      [null, "threshold: metric must be one of"],
      [0.25, "threshold: metric must be one of"],
    ] as const) {
      const describing = () => describeModel({ ...PRESETS.notebook(), threshold: wrong as never });
      expect(describing).toThrow(ArgumentError);
      expect(describing).toThrow(message);
    }
  });
});
