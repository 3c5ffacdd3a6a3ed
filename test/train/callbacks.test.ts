import { describe, expect, it } from "vitest";
import type { Tensor } from "../../src/model/tensor.js";
import {
  csvLogger,
  earlyStopping,
  learningRateScheduler,
  modelCheckpoint,
  reduceLROnPlateau,
  terminateOnNaN,
} from "../../src/train/callbacks.js";
import type { History, Logs, TrainingEvent } from "../../src/train/history.js";
import type { Callback, CallbackModel } from "../../src/train/options.js";

/** A model that remembers what callbacks did to it. Its one weight is the epoch. */
class Watched implements CallbackModel {
  learningRate = 1;
  stopped = false;
  epoch = 0;
  restored: number | undefined;
  stopTraining() {
    this.stopped = true;
  }
  async getWeights() {
    return { epoch: { shape: [1], data: Float32Array.of(this.epoch) } };
  }
  async setWeights(weights: Readonly<Record<string, Tensor>>) {
    this.restored = weights.epoch?.data[0];
  }
  async save() {
    return Uint8Array.of(this.epoch);
  }
}

/** Plays epochs with these logs; returns the learning rate that each was trained with. Ends where the callback stops it. */
async function play(
  callback: Callback,
  logs: readonly Logs[],
  model = new Watched(),
  initialEpoch = 0,
): Promise<number[]> {
  const tell = (event: TrainingEvent) => callback(event, model);
  const sizes = {
    epochs: logs.length,
    initialEpoch,
    steps: 1,
    batchSize: 1,
    samples: 1,
    validationSamples: 1,
    level: "tiled",
  } as const;
  await tell({ type: "begin", ...sizes });
  const rates: number[] = [];
  for (const [index, ofEpoch] of logs.entries()) {
    if (index < initialEpoch) continue;
    if (model.stopped) break;
    model.epoch = index + 1;
    const { learningRate } = model;
    rates.push(learningRate);
    await tell({ type: "epoch", epoch: index + 1, logs: ofEpoch, learningRate, seconds: 1, imagesPerSecond: 1 });
  }
  await tell({ type: "end", history: {} as History });
  return rates;
}

const validation = (...losses: number[]) => losses.map((val_loss) => ({ loss: 1, val_loss }));

describe("earlyStopping", () => {
  it.each([
    ["after the first epoch without progress", {}, [3, 2, 2, 1], 3],
    ["after so many epochs as its patience", { patience: 2 }, [3, 2, 2, 2.5, 1], 4],
    ["not, where progress comes within its patience", { patience: 2 }, [3, 2, 2, 1.9, 1.9, 1.8], 6],
    ["where progress is less than minDelta", { minDelta: 0.5, patience: 1 }, [3, 2.6, 2.5, 1], 2],
  ])("stops %s", async (_, options, losses, epochs) => {
    expect(await play(earlyStopping(options), validation(...losses))).toHaveLength(epochs);
  });

  it("takes more as better where that is so", async () => {
    const logs = [0.5, 0.6, 0.55].map((val_accuracy) => ({ loss: 1, val_accuracy }));
    expect(await play(earlyStopping({ monitor: "val_accuracy" }), [...logs, ...logs])).toHaveLength(3);
    expect(await play(earlyStopping({ monitor: "val_accuracy", mode: "min" }), logs)).toHaveLength(2);
  });

  it("gives the best weights back when asked to, and else leaves the last", async () => {
    const model = new Watched();
    await play(earlyStopping({ patience: 2, restoreBestWeights: true }), validation(3, 1, 2, 2, 2), model);
    expect(model.restored).toBe(2);
    const other = new Watched();
    await play(earlyStopping({ patience: 2 }), validation(3, 1, 2, 2, 2), other);
    expect(other.restored).toBeUndefined();
  });

  it("begins anew with each training", async () => {
    const callback = earlyStopping();
    expect(await play(callback, validation(1, 2))).toHaveLength(2);
    expect(await play(callback, validation(5, 4, 3))).toHaveLength(3);
  });

  it("says what is logged when what it watches is not", async () => {
    await expect(play(earlyStopping(), [{ loss: 1 }])).rejects.toThrow(
      'earlyStopping watches "val_loss", but an epoch logs loss. Give fit validationData, or watch something else.',
    );
  });

  it("refuses what makes no sense", () => {
    expect(() => earlyStopping({ patience: -1 })).toThrow("patience must be a whole number of at least 0; got -1.");
    expect(() => earlyStopping({ mode: "best" as never })).toThrow('mode must be "min", "max" or "auto"; got "best".');
    expect(() => earlyStopping({ minDelta: Number.NaN })).toThrow("minDelta must be a finite number; got NaN.");
    expect(() => reduceLROnPlateau({ factor: 1 })).toThrow("factor must be between 0 and 1; got 1.");
    expect(() => reduceLROnPlateau({ minDelta: Number.NaN })).toThrow("minDelta must be a finite number; got NaN.");
    expect(() => reduceLROnPlateau({ cooldown: Number.NaN })).toThrow(
      "cooldown must be a whole number of at least 0; got NaN.",
    );
    for (const minLearningRate of [-1, Number.NaN]) {
      expect(() => reduceLROnPlateau({ minLearningRate })).toThrow(
        `minLearningRate must be a finite number of at least 0; got ${minLearningRate}.`,
      );
    }
  });
});

describe("reduceLROnPlateau", () => {
  it("lowers the learning rate after its patience, again and again, but not below its minimum", async () => {
    const callback = reduceLROnPlateau({ factor: 0.5, patience: 1, minLearningRate: 0.2 });
    expect(await play(callback, validation(3, 3, 3, 3, 3))).toEqual([1, 1, 0.5, 0.25, 0.2]);
  });

  it("waits out its cooldown", async () => {
    const callback = reduceLROnPlateau({ factor: 0.5, patience: 1, cooldown: 2 });
    expect(await play(callback, validation(3, 3, 3, 3, 3))).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  it("takes less than 1e-4 for no progress, as Keras does", async () => {
    const callback = reduceLROnPlateau({ factor: 0.5, patience: 1 });
    expect(await play(callback, validation(3, 2.99995, 2.9))).toEqual([1, 1, 0.5]);
  });
});

it("learningRateScheduler sets the rate of each epoch, counted from 0", async () => {
  const callback = learningRateScheduler((epoch, rate) => (epoch < 2 ? 0.5 : rate / 10));
  expect(await play(callback, validation(1, 1, 1, 1))).toEqual([0.5, 0.5, 0.05, 0.005]);
});

it.each([
  [0, [0, 1, 2]],
  [2, [2]],
  [3, []],
])("learningRateScheduler asks once for each epoch that is trained, from initialEpoch %i", async (initial, epochs) => {
  const asked: number[] = [];
  const callback = learningRateScheduler((epoch) => {
    asked.push(epoch);
    return 1;
  });
  await play(callback, validation(1, 1, 1), new Watched(), initial);
  expect(asked).toEqual(epochs);
});

describe("modelCheckpoint", () => {
  it("hands over every model, or the best ones", async () => {
    const all: number[] = [];
    await play(
      modelCheckpoint((bytes, epoch) => void all.push(bytes[0] ?? 0, epoch)),
      validation(3, 4, 2),
    );
    expect(all).toEqual([1, 1, 2, 2, 3, 3]);
    const best: number[] = [];
    const keep = modelCheckpoint((bytes) => void best.push(bytes[0] ?? 0), { saveBestOnly: true });
    await play(keep, validation(3, 4, 2));
    expect(best).toEqual([1, 3]);
  });
});

it("csvLogger writes what is logged, epochs from 0", async () => {
  const lines: string[] = [];
  await play(
    csvLogger((line) => void lines.push(line)),
    validation(3, 2.5),
  );
  expect(lines.join("")).toBe("epoch,loss,val_loss\n0,1,3\n1,1,2.5\n");
});

it.each([
  ["modelCheckpoint", modelCheckpoint, '(bytes) => writeFile("model.safetensors", bytes); got "a.csv".'],
  ["csvLogger", csvLogger, '(line) => appendFile("log.csv", line); got "a.csv".'],
  ["learningRateScheduler", learningRateScheduler, '(epoch) => 0.5 ** epoch; got "a.csv".'],
] as const)("%s refuses a path, such as Keras takes, at once", (name, callback, example) => {
  expect(() => callback("a.csv" as never)).toThrow(`${name} takes a function, such as ${example}`);
});

it("terminateOnNaN stops a training that diverged", async () => {
  const model = new Watched();
  await terminateOnNaN()({ type: "diverged", epoch: 1, step: 2, message: "" }, model);
  expect(model.stopped).toBe(true);
});
