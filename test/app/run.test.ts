import { describe, expect, it } from "vitest";
import { duration, lossText, shapeText } from "../../src/app/components/format.js";
import { kernelsText } from "../../src/app/components/training-progress.js";
import { announcement } from "../../src/app/state/announcement.js";
import { follow, lengthened, newRun, pastRun, type Run, rewound } from "../../src/app/state/run.js";
import type { Phase, State } from "../../src/app/state/state.js";
import { historyCsv } from "../../src/app/take-home/history-csv.js";
import type { TrainingEvent } from "../../src/train/history.js";

const fresh = () => newRun(2, 256, 600);
const said = (phase: Phase, run: Run | undefined, stopped = false) =>
  announcement({ phase, stopped, ...(run && { run }) } as State);

const begin: TrainingEvent = {
  type: "begin",
  epochs: 2,
  initialEpoch: 0,
  steps: 3,
  batchSize: 256,
  samples: 600,
  validationSamples: 10_000,
  level: "tiled",
};

it("says which kernels it has, those of other levels with them", () => {
  const of = (event: TrainingEvent) => {
    const { kernels } = follow(fresh(), event, 0);
    return kernels && kernelsText(kernels);
  };
  expect(of(begin)).toBe("tiled");
  const tuned = (operations: Record<string, "naive">) =>
    ({ ...begin, tuned: { level: "tiled", operations } }) as unknown as TrainingEvent;
  expect(of(tuned({ a: "naive" }))).toMatch(/^tiled, 1 operation with kernels of other levels/);
  expect(of(tuned({ a: "naive", b: "naive" }))).toMatch(/^tiled, 2 operations with/);
});

function step(epoch: number, at: number, losses: number[]): TrainingEvent {
  return { type: "step", epoch, step: at, steps: 3, loss: 0.5, losses, seconds: 1, imagesPerSecond: 1000 };
}

function epoch(number: number, loss: number, val_loss?: number): TrainingEvent {
  const logs = val_loss === undefined ? { loss } : { loss, val_loss };
  return { type: "epoch", epoch: number, logs, learningRate: 1, seconds: 1.5, imagesPerSecond: 900 };
}

function replay(...events: TrainingEvent[]) {
  return events.reduce((run, event, second) => follow(run, event, second), fresh());
}

describe("a run", () => {
  it("knows its steps before it begins, the partial last batch included", () => {
    expect(fresh()).toMatchObject({ epochs: 2, steps: 3, epoch: 1, step: 0, progress: 0 });
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

  it("goes back to the epoch that was kept when the GPU is lost", () => {
    const run = replay(begin, step(1, 3, [0.6]), epoch(1, 0.5, 0.4), step(2, 2, [0.3]));
    const back = rewound(run, 1);
    expect(back).toMatchObject({ epoch: 2, step: 0, progress: 0.5, loss: 0.5, valLoss: 0.4 });
    expect(back.rows).toHaveLength(1);
    expect(back.curve).toEqual({ x: [1], batches: [0.6], training: [0.5], validation: [0.4] });
    const again = follow(back, step(2, 1, [0.35]), 3);
    expect(again.curve.x).toEqual([1, 1 + 1 / 3]);
  });

  it("goes on for more epochs where it ended; an epoch that was cut short begins anew", () => {
    const stopped = replay(begin, step(1, 3, [0.6]), epoch(1, 0.5, 0.4), step(2, 2, [0.3]));
    const longer = lengthened(stopped, 3, 2, 5);
    expect(longer).toMatchObject({
      epochs: 4,
      begun: 1,
      steps: 3,
      epoch: 2,
      step: 0,
      progress: 0.25,
      loss: 0.5,
      valLoss: 0.4,
    });
    expect(longer.curve).toEqual({ x: [1], batches: [0.6], training: [0.5], validation: [0.4] });
    expect(lengthened(replay(begin, step(1, 2, [0.6])), 3, 2, 5)).toMatchObject({ epochs: 3, begun: 0, progress: 0 });
    expect(said("training", longer)).toBe("Training goes on.");
    expect(said("training", follow(longer, epoch(2, 0.4), 9))).toBe("Epoch 2 finished: loss 0.4000.");
  });

  it("goes back to the beginning when nothing was kept", () => {
    const back = rewound(replay(begin, step(1, 3, [0.6])), 0);
    expect(back).toMatchObject({ epoch: 1, progress: 0, loss: undefined, rows: [] });
    expect(back.curve.x).toEqual([]);
  });

  it("of another visit has its losses, and can be gone on with", () => {
    const past = pastRun([
      { epoch: 1, loss: 0.5, valLoss: 0.4 },
      { epoch: 2, loss: 0.3 },
    ]);
    expect(past).toMatchObject({ epochs: 2, epoch: 2, progress: 1, loss: 0.3, valLoss: undefined });
    expect(past.curve).toEqual({ x: [1, 2], batches: [null, null], training: [0.5, 0.3], validation: [0.4, null] });
    expect(lengthened(past, 3, 2, 5)).toMatchObject({ epochs: 5, begun: 2, steps: 3 });
    expect(said("finished", pastRun([]))).toBe("A trained model is open.");
  });

  it("becomes a CSV of its epochs", () => {
    const run = replay(begin, epoch(1, 0.5, 0.25), epoch(2, 0.125));
    expect(historyCsv(run.rows)).toBe(
      "epoch,loss,val_loss,seconds,images_per_second\n1,0.5,0.25,1.500,900.0\n2,0.125,,1.500,900.0\n",
    );
  });

  it("is announced once an epoch and at its end", () => {
    const run = replay(begin, epoch(1, 0.5, 0.25));
    expect(said("ready", undefined)).toBe("");
    expect(said("training", fresh())).toBe("Training has begun.");
    expect(said("training", run)).toBe("Epoch 1 finished: loss 0.5000, validation loss 0.2500.");
    expect(said("training", follow(run, step(2, 1, [0.4]), 9))).toBe(said("training", run));
    expect(said("paused", run)).toBe("Training paused: loss 0.5000, validation loss 0.2500.");
    expect(said("finished", run, true)).toBe("Training stopped: loss 0.5000, validation loss 0.2500.");
    expect(said("finished", fresh(), true)).toBe("Training stopped: no epoch finished.");
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

  it("shapes read as products", () => {
    expect(shapeText([28, 28, 1])).toBe("28 × 28 × 1");
    expect(shapeText([1024])).toBe("1,024");
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
