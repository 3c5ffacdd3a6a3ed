import { describe, expect, it } from "vitest";
import { columnsOf } from "../../src/app/components/result-columns.js";
import { shortNumber } from "../../src/app/components/result-table.js";
import { WORKLOADS } from "../../src/app/speed/workloads.js";
import { roughTime } from "../../src/app/state/rough-time.js";
import type { LoadedData } from "../../src/app/worker/data.js";
import { ExperimentsService } from "../../src/app/worker/experiments-service.js";
import { SpeedService } from "../../src/app/worker/speed-service.js";
import { EXPERIMENTS } from "../../src/experiments/experiments.js";
import type { Chart } from "../../src/experiments/result.js";
import { datasetOf } from "../../src/index.js";

const openGpu = () => Promise.reject(new Error("Nothing here reaches a GPU."));
const samples = (count: number, labels?: Uint8Array) => datasetOf(new Uint8Array(4 * count), [4], labels);

/** Some data as the worker has them, of which only what is checked first matters. */
function loaded(data: Pick<LoadedData, "train" | "validation">): LoadedData {
  return { ...data, info: { name: "table.csv" } as LoadedData["info"] };
}

describe("ExperimentsService", () => {
  const run = (data: LoadedData | undefined, name = "latent") =>
    new ExperimentsService({ openGpu, data: () => data }).run({ name, quick: true }, () => {});

  it("lists all experiments with both forms' settings", async () => {
    const list = await new ExperimentsService({ openGpu, data: () => undefined }).list();
    expect(list.map(({ name }) => name)).toEqual([...EXPERIMENTS.keys()]);
    expect(list[2]).toMatchObject({ quick: { epochs: 4 }, full: { epochs: 50 } });
  });

  it("says what is missing", async () => {
    await expect(run(undefined)).rejects.toThrow("There are no data yet; load some in the view Train.");
    await expect(run(loaded({ train: samples(3), validation: undefined }))).rejects.toThrow(
      "Experiments judge on samples that no model has seen, and table.csv has too few to keep some aside. Choose MNIST.",
    );
    await expect(run(loaded({ train: samples(3), validation: samples(1) }))).rejects.toThrow(
      "This experiment has to know which class each sample belongs to, and table.csv has no labels. Choose MNIST.",
    );
    await expect(run(loaded({ train: samples(3), validation: samples(1) }), "pca")).rejects.toThrow("reaches a GPU");
    await expect(run(undefined, "alchemy")).rejects.toThrow("There is no experiment alchemy. Reload the page.");
  });
});

describe("SpeedService", () => {
  it("wants pictures of 28 × 28, and enough of them", async () => {
    for (const train of [samples(5000), datasetOf(new Uint8Array(784 * 100), [784])]) {
      const data = loaded({ train, validation: undefined });
      await expect(new SpeedService({ openGpu, data: () => data }).measure(WORKLOADS[0], () => {})).rejects.toThrow(
        "Speed is measured on 2,560 pictures of 28 × 28 pixels. Choose MNIST in the view Train.",
      );
    }
  });

  it("knows what a step of each level costs", async () => {
    const costs = await new SpeedService({ openGpu, data: () => undefined }).costs(WORKLOADS[0]);
    expect(costs.map(({ level }) => level)).toEqual(["naive", "tiled", "fused"]);
    expect(costs[0]?.dispatches).toBeGreaterThan(costs[2]?.dispatches ?? 0);
    for (const { flops } of costs) expect(flops).toBeGreaterThan(64e6);
  });
});

describe("the work of an experiment", () => {
  it("is how often its full form goes through the images", () => {
    const full = (name: string) => EXPERIMENTS.get(name)?.settings(false) ?? {};
    const passes = (name: string) => EXPERIMENTS.get(name)?.work ?? { dense: 0 };
    expect(passes("bce-vs-mse").dense).toBe(2 * Number(full("bce-vs-mse").epochs));
    expect(passes("learning-rate-trap").dense).toBe(2 * Number(full("learning-rate-trap").epochs));
    const { epochs, codeSizes, linearEpochs } = full("pca");
    expect(passes("pca").dense).toBe(Number(epochs) * (codeSizes as number[]).length + Number(linearEpochs));
    expect(passes("denoise").dense).toBe(4 * Number(full("denoise").epochs));
    expect(passes("denoise").convolutional).toBe(6 * Number(full("denoise").convolutionalEpochs));
    const { epochs: imageEpochs, tableEpochs, tableRows, tableBatchSize } = full("anomaly");
    const tableSteps = Number(tableEpochs) * Math.ceil(Number(tableRows) / Number(tableBatchSize));
    // A tenth of the images are of one class; a pass of the notebook's model has 235 steps.
    expect(passes("anomaly").dense).toBeCloseTo(0.1 * Number(imageEpochs) + tableSteps / 235, 9);
    expect(passes("latent").dense).toBe(9 * Number(full("latent").epochs));
    const { convolutionalEpochs, readerEpochs } = full("classifier");
    expect(passes("classifier").convolutional).toBe(7 * Number(convolutionalEpochs) + Number(readerEpochs));
  });
});

describe("columnsOf", () => {
  it("puts series on one axis: nothing where one has no point, a gap where its value is not finite", () => {
    const series = [
      { name: "a", x: [1, 2, 3], y: [10, Number.NaN, 30] },
      { name: "b", x: [1, 3], y: [5, 5] },
    ];
    const chart: Chart = { kind: "chart", name: "", title: "", x: { label: "" }, y: { label: "" }, series };
    expect(columnsOf(chart)).toEqual([
      [1, 2, 3],
      [10, null, 30],
      [5, undefined, 5],
    ]);
  });
});

describe("short texts", () => {
  it.each([
    [0.424, ".42"],
    [0.001, "0"],
    [1, "1"],
    [-0.5, "-.5"],
  ])("shortNumber(%d)", (value, expected) => {
    expect(shortNumber(value)).toBe(expected);
  });

  it.each([
    [0.2, "1 s"],
    [44.6, "45 s"],
    [754, "13 min"],
    [5340, "89 min"],
    [5500, "1.5 h"],
  ])("roughTime(%d)", (seconds, expected) => {
    expect(roughTime(seconds)).toBe(expected);
  });
});
