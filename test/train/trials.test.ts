import { describe, expect, it } from "vitest";
import type { Level } from "../../src/plan/plan.js";
import type { Clock, Work } from "../../src/runtime/gpu/clock.js";
import { MOST_STEPS } from "../../src/runtime/gpu/session.js";
import { betterKernels, timesOfKernels } from "../../src/train/kernel-trials.js";
import { type Trial, timesOf } from "../../src/train/trials.js";
import type { TimedStep } from "../../src/train/tuning-bench.js";
import type { Times, Tunings } from "../../src/train/tunings.js";

/** A clock of work that says itself how long it takes, and what it was asked to time, submit by submit. */
function pretendedClock(): { clock: Clock; submits: number[][] } {
  const submits: number[][] = [];
  const times = async (works: readonly Work[]) => {
    const took = works.map((work) => (work as unknown as { readonly takes: () => number }).takes());
    submits.push(took);
    return took;
  };
  return { clock: { times } as unknown as Clock, submits };
}

/** Work that takes so long each time; by the round, where that differs. */
function trial(...milliseconds: number[]): Trial & { repetitions: number[] } {
  const repetitions: number[] = [];
  return {
    repetitions,
    repeated(times) {
      const takes = () => times * (milliseconds[repetitions.length - 1] ?? milliseconds.at(-1) ?? 0);
      repetitions.push(times);
      return Object.assign(() => {}, { takes }) as Work;
    },
  };
}

describe("trials", () => {
  it("take the median of what counts, whatever a first use and a passing disturbance took", async () => {
    const { clock } = pretendedClock();
    // A first use, two times that judge, two rounds that find out how often, three that count.
    expect(await timesOf(clock, [[trial(500, 2, 2, 2, 2, 2, 90, 3)], [trial(7)]], 300)).toEqual([[3], [7]]);
  });

  it("drop what is hopeless in its own group after its first time", async () => {
    const { clock } = pretendedClock();
    const [fast, slow, alone] = [trial(1), trial(4), trial(50)];
    expect(await timesOf(clock, [[fast, slow], [alone]], 300)).toEqual([[1, 4], [50]]);
    expect([fast, slow, alone].map(({ repetitions }) => repetitions.length)).toEqual([8, 3, 8]);
  });

  it("gives up on none for a passing disturbance", async () => {
    const { clock } = pretendedClock();
    expect(await timesOf(clock, [[trial(1), trial(1, 90, 0.5)]], 300)).toEqual([[1, 0.5]]);
  });

  it("keep within their budget, and repeat what is short until a grain of the clock tells", async () => {
    const { clock, submits } = pretendedClock();
    const [short, long] = [trial(0.001), trial(40)];
    await timesOf(clock, [[short], [long]], 70);
    // A half round in all to find out, then three, and two trials: 10 ms each; what takes longer is taken once.
    for (const [time = 0, other] of submits.slice(3)) {
      expect(time).toBeLessThanOrEqual(10);
      expect(other).toBe(40);
    }
    expect(short.repetitions.at(-1)).toBeGreaterThanOrEqual(64);
    expect(Math.max(...short.repetitions)).toBeLessThanOrEqual(MOST_STEPS);
    expect(Math.max(...long.repetitions)).toBe(1);
  });

  it("wait for few answers: one a round, however many there are", async () => {
    const { clock, submits } = pretendedClock();
    await timesOf(
      clock,
      Array.from({ length: 30 }, () => [trial(0.02), trial(0.03)]),
      300,
    );
    expect(submits.length).toBe(8);
  });
});

/** A step whose calls for an operation are of a kernel that takes so long. */
function stepOf(kernels: Readonly<Record<string, readonly [kernel: string, milliseconds: number]>>): TimedStep {
  return {
    callsOf: (label: string) => [{ label, kernel: kernels[label]?.[0], params: {}, constants: {} }],
    repeated: (times: number, [call]: readonly { readonly label: string }[]) =>
      Object.assign(() => {}, { takes: () => times * (kernels[call?.label ?? ""]?.[1] ?? 0) }),
  } as unknown as TimedStep;
}

/** What is kept, in memory. */
function pretendedTunings(known: Record<string, Times> = {}) {
  const keepTimes = (key: string, times: Times) => void Object.assign(known, { [key]: times });
  const timesOf = (key: string, levels: readonly Level[]) =>
    levels.every((level) => known[key]?.[level] !== undefined) ? known[key] : undefined;
  return { known, tunings: { keepTimes, timesOf } as unknown as Tunings };
}

describe("the kernels of operations", () => {
  const labels = new Map([
    ["first", "a"],
    ["second", "b"],
    ["third", "c"],
  ]);
  const steps = new Map<Level, TimedStep>([
    ["tiled-32", stepOf({ a: ["shared", 2], b: ["shared", 2], c: ["same", 1] })],
    ["tiled-64", stepOf({ a: ["wide", 1], b: ["shared", 2], c: ["same", 1] })],
    ["tiled", stepOf({ a: ["large", 5], b: ["large", 1.95], c: ["same", 1] })],
  ]);

  it("are timed once each, where levels have different ones", async () => {
    const { clock, submits } = pretendedClock();
    const { known, tunings } = pretendedTunings();
    const times = await timesOfKernels(clock, labels, steps, tunings);
    expect(submits[0]?.length).toBe(5); // three of the first, two of the second, none of the third
    expect(Object.fromEntries(times)).toEqual({
      first: { "tiled-32": 2, "tiled-64": 1, tiled: 5 },
      second: { "tiled-32": 2, "tiled-64": 2, tiled: 1.95 },
    });
    expect(known).toEqual(Object.fromEntries(times));
  });

  it("are not timed again where they are known at all levels", async () => {
    const { clock, submits } = pretendedClock();
    const { tunings } = pretendedTunings({
      first: { "tiled-32": 3, "tiled-64": 4, tiled: 5 },
      second: { "tiled-32": 1 },
    });
    const times = await timesOfKernels(clock, labels, steps, tunings);
    expect(submits[0]?.length).toBe(2);
    expect(times.get("first")).toEqual({ "tiled-32": 3, "tiled-64": 4, tiled: 5 });
  });

  it("take an operation over where that is worth it", () => {
    const times = new Map<string, Times>([
      ["much less", { "tiled-32": 2, "tiled-64": 1, tiled: 1.5 }],
      ["hardly less", { "tiled-32": 2, "tiled-64": 1.95, tiled: 9 }],
      ["below the grain of the clock", { "tiled-32": 0, "tiled-64": 0, tiled: 0 }],
      ["unknown at this level", { tiled: 1 }],
    ]);
    expect(betterKernels("tiled-32", times)).toEqual({ "much less": "tiled-64" });
  });
});
