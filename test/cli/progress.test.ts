import { expect, test } from "vitest";
import { Progress } from "../../src/cli/progress.js";
import type { TrainingEvent } from "../../src/train/history.js";

const BEGIN: TrainingEvent = {
  type: "begin",
  epochs: 3,
  initialEpoch: 0,
  steps: 235,
  batchSize: 256,
  samples: 60_000,
  validationSamples: 10_000,
  level: "tiled",
};
const step = (epoch: number, done: number, seconds: number): TrainingEvent => ({
  type: "step",
  epoch,
  step: done,
  steps: 235,
  loss: 0.18339,
  losses: [0.18],
  seconds,
  imagesPerSecond: 6700,
});
const epoch = (number: number, val_loss?: number): TrainingEvent => ({
  type: "epoch",
  epoch: number,
  learningRate: 1,
  logs: { loss: 0.1821, ...(val_loss !== undefined && { val_loss }) },
  seconds: 9.5,
  imagesPerSecond: 6666,
});

function record(options: { isTTY?: boolean; columns?: number }) {
  let text = "";
  let time = 0;
  const stream = {
    ...options,
    write: (more: string) => {
      text += more;
    },
  };
  const progress = new Progress(stream, () => time);
  return {
    progress,
    handle(event: TrainingEvent, at: number): string {
      text = "";
      time = at;
      progress.handle(event);
      return text;
    },
  };
}

test("a terminal shows a line that is redrawn, with the time left in the epoch and in all", () => {
  const { handle } = record({ isTTY: true, columns: 200 });
  handle(BEGIN, 0);
  expect(handle(step(1, 118, 4.484), 5)).toBe(
    "Epoch 1/3\n\r118/235 ━━━━━━━━━━────────── 4 s 38 ms/step - loss: 0.1834 - 6,700 images/s - 22 s left\x1b[K",
  );
  expect(handle(step(1, 119, 4.5), 5.05)).toBe(""); // too soon
  handle(step(1, 235, 8.93), 9);
  expect(handle(epoch(1, 0.179), 9.5)).toBe(
    "\r235/235 ━━━━━━━━━━━━━━━━━━━━ 9.5 s 38 ms/step - loss: 0.1821 - val_loss: 0.1790 - 6,666 images/s - 19 s left\x1b[K\n",
  );
  expect(handle(step(2, 47, 1.9), 11.4)).toMatch(/^Epoch 2\/3\n\r 47\/235 ━━━━────.* - 17 s left/);
  expect(handle(epoch(3), 40)).not.toContain("left");
});

test("less than a second is not told as none", () => {
  const { handle } = record({ isTTY: true, columns: 200 });
  handle({ ...BEGIN, epochs: 2 }, 0);
  expect(handle(step(1, 235, 0.1), 1)).toMatch(
    /^Epoch 1\/2\n\r235\/235 ━{20} 0\.43 ms\/step - [^-]* - [\d,]+ images\/s.\[K$/,
  );
  expect(handle({ ...epoch(1), seconds: 0.1 } as TrainingEvent, 2)).not.toContain("left");
});

test("a run that goes on counts from where it was, and reckons with the epochs it has timed", () => {
  const { handle } = record({});
  handle({ ...BEGIN, epochs: 20, initialEpoch: 10 }, 0);
  expect(handle(epoch(11), 9.5)).toMatch(/^Epoch 11\/20 - 9\.5 s .* - 1 min 26 s left\n$/);
});

test("an epoch that was stopped shows the steps that it took", () => {
  const { handle } = record({ isTTY: true, columns: 200 });
  handle(BEGIN, 0);
  handle(step(1, 47, 1.9), 2);
  expect(handle(epoch(1, 0.179), 9.5)).toMatch(/^\r 47\/235 ━━━━─{16} 9\.5 s 40 ms\/step - loss/);
});

test("a narrow terminal gets a line that does not wrap", () => {
  const { handle } = record({ isTTY: true, columns: 40 });
  handle(BEGIN, 0);
  const line = handle(step(1, 118, 4.484), 5)
    .split("\r")[1]
    ?.replace("\x1b[K", "");
  expect(line).toHaveLength(39);
});

test("a log gets one line an epoch and no control characters", () => {
  const { handle } = record({});
  expect(handle(BEGIN, 0) + handle(step(1, 1, 0.1), 1)).toBe("");
  expect(handle(epoch(1, 0.179), 9.5)).toBe(
    "Epoch 1/3 - 9.5 s - loss: 0.1821 - val_loss: 0.1790 - 6,666 images/s - 19 s left\n",
  );
  expect(handle(epoch(3), 30)).toBe("Epoch 3/3 - 9.5 s - loss: 0.1821 - 6,666 images/s\n");
});

test("text that comes in between starts on a line of its own", () => {
  const { handle, progress } = record({ isTTY: true });
  handle(BEGIN, 0);
  handle(step(1, 1, 0.1), 1);
  progress.end();
  expect(handle(step(1, 2, 0.2), 1.01)).toMatch(/^Epoch 1\/3\n\r {2}2\/235/);
});
