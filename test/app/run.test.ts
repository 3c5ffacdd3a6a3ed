import { describe, expect, it } from "vitest";
import { announcement } from "../../src/app/announcement.js";
import { duration, lossText } from "../../src/app/format.js";
import { follow, historyCsv, newRun } from "../../src/app/run.js";
import type { TrainingEvent } from "../../src/train/history.js";

const settings = {
  epochs: 2,
  batchSize: 256,
  learningRate: 1,
  seed: 1,
  limit: 600,
  loss: "binaryCrossentropy",
} as const;

const begin: TrainingEvent = {
  type: "begin",
  epochs: 2,
  steps: 3,
  batchSize: 256,
  samples: 600,
  validationSamples: 10_000,
  level: "tiled",
};

function step(epoch: number, at: number, losses: number[]): TrainingEvent {
  return { type: "step", epoch, step: at, steps: 3, loss: 0.5, losses, seconds: 1, imagesPerSecond: 1000 };
}

function epoch(number: number, loss: number, val_loss?: number): TrainingEvent {
  const logs = val_loss === undefined ? { loss } : { loss, val_loss };
  return { type: "epoch", epoch: number, logs, learningRate: 1, seconds: 1.5, imagesPerSecond: 900 };
}

function replay(...events: TrainingEvent[]) {
  return events.reduce((run, event, second) => follow(run, event, second), newRun(settings));
}

describe("a run", () => {
  it("knows its steps before it begins, the partial last batch included", () => {
    expect(newRun(settings)).toMatchObject({ epochs: 2, steps: 3, epoch: 1, step: 0, progress: 0 });
  });

  it("follows its steps: place, loss, speed, and the time left at the speed so far", () => {
    const run = replay(begin, step(1, 3, [0.7, 0.6, 0.5]));
    expect(run).toMatchObject({ epoch: 1, step: 3, progress: 0.5, loss: 0.5, imagesPerSecond: 1000, secondsLeft: 1 });
  });

  it("draws the batches of an event as their mean, and an epoch beside its last step", () => {
    const { curve } = replay(begin, step(1, 2, [0.7, 0.5]), step(1, 3, [0.4]), epoch(1, 0.53, 0.39), step(2, 3, [0.3]));
    expect(curve.x).toEqual([2 / 3, 1, 2]);
    expect(curve.batches).toEqual([0.6, 0.4, 0.3]);
    expect(curve.training).toEqual([null, 0.53, null]);
    expect(curve.validation).toEqual([null, 0.39, null]);
  });

  it("keeps the validation loss of the last epoch while the next one runs", () => {
    const run = replay(begin, epoch(1, 0.5, 0.4), step(2, 1, [0.3]));
    expect(run.valLoss).toBe(0.4);
    expect(run.rows).toEqual([{ epoch: 1, loss: 0.5, valLoss: 0.4, seconds: 1.5, imagesPerSecond: 900 }]);
  });

  it("is finished when its last epoch is", () => {
    expect(replay(begin, epoch(1, 0.5), epoch(2, 0.4))).toMatchObject({ progress: 1, secondsLeft: 0 });
  });

  it("becomes a CSV of its epochs", () => {
    const run = replay(begin, epoch(1, 0.5, 0.25), epoch(2, 0.125));
    expect(historyCsv(run.rows)).toBe(
      "epoch,loss,val_loss,seconds,images_per_second\n1,0.5,0.25,1.500,900.0\n2,0.125,,1.500,900.0\n",
    );
  });

  it("is announced once an epoch and at its end", () => {
    const run = replay(begin, epoch(1, 0.5, 0.25));
    expect(announcement(undefined, "ready", false)).toBe("");
    expect(announcement(newRun(settings), "training", false)).toBe("Training has begun.");
    expect(announcement(run, "training", false)).toBe("Epoch 1 finished: loss 0.5000, validation loss 0.2500.");
    expect(announcement(follow(run, step(2, 1, [0.4]), 9), "training", false)).toBe(
      announcement(run, "training", false),
    );
    expect(announcement(run, "finished", true)).toBe("Training stopped: loss 0.5000, validation loss 0.2500.");
    expect(announcement(newRun(settings), "finished", true)).toBe("Training stopped: no epoch finished.");
  });
});

describe("figures", () => {
  it.each([
    [0, "0 s"],
    [59.4, "59 s"],
    [59.6, "1 min 0 s"],
    [250, "4 min 10 s"],
    [3_900, "1 h 5 min"],
    [-3, "0 s"],
  ])("%d seconds read %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each([
    [0.10342, "0.1034"],
    [0, "0.0000"],
    [0.000123, "1.23e-4"],
    [undefined, "–"],
  ])("a loss of %s reads %s", (value, text) => {
    expect(lossText(value)).toBe(text);
  });
});
