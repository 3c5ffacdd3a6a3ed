import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Stopwatch } from "../../src/app/state/stopwatch.js";
import { Gate } from "../../src/app/worker/gate.js";
import { withoutPauses } from "../../src/app/worker/without-pauses.js";
import type { EpochEvent, StepEvent } from "../../src/index.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the gate of a pause", () => {
  it("lets pass when open, holds when closed, and lets go when opened", async () => {
    const gate = new Gate();
    await gate.pass();
    gate.close();
    let passed = false;
    const waiting = gate.pass().then(() => {
      passed = true;
    });
    await Promise.resolve();
    expect(passed).toBe(false);
    gate.open();
    await waiting;
    expect(passed).toBe(true);
  });

  it("counts the seconds that it was closed, also while it is", () => {
    const gate = new Gate();
    vi.advanceTimersByTime(1000);
    gate.close();
    vi.advanceTimersByTime(2000);
    gate.close();
    expect(gate.seconds).toBe(2);
    gate.open();
    gate.open();
    vi.advanceTimersByTime(3000);
    expect(gate.seconds).toBe(2);
    gate.close();
    vi.advanceTimersByTime(500);
    gate.restart();
    expect(gate.seconds).toBe(0);
    vi.advanceTimersByTime(250);
    expect(gate.seconds).toBe(0.25);
  });
});

describe("the page's stopwatch", () => {
  it("leaves pauses out", () => {
    const watch = new Stopwatch();
    watch.start();
    vi.advanceTimersByTime(1000);
    watch.pause();
    vi.advanceTimersByTime(5000);
    expect(watch.seconds).toBe(1);
    watch.resume();
    watch.resume();
    vi.advanceTimersByTime(1500);
    expect(watch.seconds).toBe(2.5);
    watch.pause();
    watch.start();
    vi.advanceTimersByTime(100);
    expect(watch.seconds).toBeCloseTo(0.1);
  });
});

describe("events without pauses", () => {
  const positive = fc.double({ min: 0.01, max: 1000, noNaN: true });

  it("are what they would have been had nobody paused", () => {
    fc.assert(
      fc.property(
        positive,
        positive,
        positive,
        fc.integer({ min: 1, max: 60_000 }),
        (training, validation, paused, images) => {
          const step = (pause: number): StepEvent => ({
            type: "step",
            epoch: 1,
            step: 1,
            steps: 2,
            loss: 1,
            losses: [1],
            seconds: training + pause,
            imagesPerSecond: images / (training + pause),
          });
          const epoch = (pause: number): EpochEvent => ({
            type: "epoch",
            epoch: 1,
            logs: { loss: 1 },
            learningRate: 1,
            seconds: training + validation + pause,
            imagesPerSecond: images / (training + pause),
          });
          for (const event of [step, epoch]) {
            const mended = withoutPauses(event(paused), paused, images) as StepEvent | EpochEvent;
            const expected = event(0);
            expect(mended.seconds).toBeCloseTo(expected.seconds, 6);
            expect(mended.imagesPerSecond / expected.imagesPerSecond).toBeCloseTo(1, 6);
          }
        },
      ),
    );
  });

  it("leave all others alone", () => {
    const event = { type: "diverged", epoch: 1, step: 1, message: "" } as const;
    expect(withoutPauses(event, 3, 10)).toBe(event);
  });
});
