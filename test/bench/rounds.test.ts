import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Competitor, compete, ImpossibleError, type Rules, SkippedError } from "../../bench/rounds.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Script {
  /** Milliseconds a unit of work. */
  readonly takes: number;
  /** Milliseconds of the first. */
  readonly first?: number;
  /** What the units return, the last one for ever; default what is expected. */
  readonly returns?: readonly number[];
  /** Fails at this unit, counted from 1. */
  readonly failsAt?: number;
}

/** Competitors that only let time pass, and a log of who worked how long. */
function scripted(scripts: Record<string, Script>): {
  competitors: Competitor[];
  log: [string, number][];
  gone: string[];
} {
  const log: [string, number][] = [];
  const gone: string[] = [];
  const competitors = Object.entries(scripts).map(([name, { takes, first = takes, returns = EXPECTED, failsAt }]) => {
    let unit = 0;
    const step = async (count: number) => {
      vi.advanceTimersByTime(takes * count + (unit === 0 ? first - takes : 0));
      unit += count;
      log.push([name, count]);
      if (failsAt !== undefined && unit >= failsAt) throw new Error(`no more of this\nat unit ${unit}`);
      return returns[Math.min(unit, returns.length) - 1] ?? Number.NaN;
    };
    const dispose = () => void gone.push(name);
    return { name, role: "peer" as const, prepare: async () => ({ step, dispose }) };
  });
  return { competitors, log, gone };
}

const EXPECTED = [0.7, 0.6, 0.5];
const RULES: Rules = {
  rounds: 5,
  turn: 200,
  budget: 10_000,
  expected: EXPECTED,
  tolerance: 1e-4,
  progress: () => undefined,
};

describe("compete", () => {
  it("times units of work, in turns that are long enough", async () => {
    const { competitors, gone } = scripted({ slow: { takes: 300 }, fast: { takes: 2 } });
    const rows = await compete(competitors, RULES);
    expect(rows[0]).toEqual({
      contender: "slow",
      role: "peer",
      outcome: "measured",
      time: { median: 300, low: 300, high: 300 },
      turns: 5,
      unitsATurn: 1,
      agreement: { units: 3, difference: 0 },
    });
    expect(rows[1]).toMatchObject({ contender: "fast", outcome: "measured", time: { median: 2 }, turns: 5 });
    expect(2 * (rows[1]?.unitsATurn ?? 0)).toBeGreaterThanOrEqual(RULES.turn);
    expect(gone).toEqual(["slow", "fast"]);
  });

  it("lets everyone have a turn before anyone has another", async () => {
    const { competitors, log } = scripted({ a: { takes: 250 }, b: { takes: 250 }, c: { takes: 250 } });
    await compete(competitors, RULES);
    const turns = log.slice(-3 * RULES.rounds).map(([name]) => name);
    expect(turns.join("")).toBe("abc".repeat(RULES.rounds));
  });

  it("does not wait for ever for who is slow, but for one turn", async () => {
    const { competitors, log } = scripted({ snail: { takes: 30_000 }, turtle: { takes: 4000 } });
    const [snail, turtle] = await compete(competitors, RULES);
    expect(snail).toMatchObject({ turns: 1, agreement: { units: 2 }, time: { median: 30_000 } });
    expect(turtle).toMatchObject({ turns: 3, agreement: { units: 2 }, time: { median: 4000 } });
    // The snail's turn was the second unit that was checked; the turtle had three more. Nobody was timed to find that out.
    expect(log.map(([name]) => name).join(" ")).toBe("snail snail turtle turtle turtle turtle turtle");
  });

  it("takes no first unit, with all that it compiles, for a turn", async () => {
    const { competitors } = scripted({ cold: { takes: 300, first: 30_000 } });
    const rules = { ...RULES, expected: EXPECTED.slice(0, 1) };
    expect(await compete(competitors, rules)).toMatchObject([{ turns: 5, time: { high: 300 } }]);
  });

  it.each([
    ["another", [0.7, 0.6, 0.5001], 2e-4],
    ["none", [Number.NaN], Number.MAX_VALUE],
  ])("marks who trains %s model as wrong", async (_, returns, difference) => {
    const { competitors } = scripted({ odd: { takes: 10, returns } });
    const [row] = await compete(competitors, RULES);
    expect(row).toMatchObject({ outcome: "wrong", reason: expect.stringMatching(/^off by .* after 3 units$/) });
    expect(row?.agreement?.difference).toBeCloseTo(difference, 10);
    expect(row?.time?.median).toBe(10);
  });

  it("accepts what differs by rounding", async () => {
    const { competitors } = scripted({ float: { takes: 10, returns: EXPECTED.map((loss) => loss * (1 + 9e-5)) } });
    expect(await compete(competitors, RULES)).toMatchObject([{ outcome: "measured" }]);
  });

  it.each([
    [1, "at the first unit"],
    [3, "while it is checked"],
    [1000, "in the middle of the rounds"],
  ])("gives who fails (unit %d, %s) a row with the reason, and goes on with the others", async (failsAt) => {
    const { competitors, gone } = scripted({ broken: { takes: 1, failsAt }, sound: { takes: 10 } });
    const [broken, sound] = await compete(competitors, RULES);
    expect(broken).toMatchObject({ contender: "broken", outcome: "failed", reason: "no more of this" });
    expect(broken).not.toHaveProperty("time");
    expect(sound).toMatchObject({ outcome: "measured", turns: 5 });
    expect([...gone].sort()).toEqual(["broken", "sound"]);
  });

  it("tells who cannot begin from who need not, and from who has no means", async () => {
    const refuse = (name: string, error: unknown): Competitor => ({
      name,
      role: "peer",
      prepare: () => Promise.reject(error),
    });
    const rows = await compete(
      [
        refuse("a", new Error("no backend")),
        refuse("b", new SkippedError("too long")),
        refuse("c", new ImpossibleError("no such kernel")),
      ],
      RULES,
    );
    expect(rows).toEqual([
      { contender: "a", role: "peer", outcome: "failed", reason: "no backend" },
      { contender: "b", role: "peer", outcome: "skipped", reason: "too long" },
      { contender: "c", role: "peer", outcome: "not possible", reason: "no such kernel" },
    ]);
  });

  it("gives up on who never answers", async () => {
    const silent: Competitor = { name: "silent", role: "peer", prepare: () => new Promise(() => undefined) };
    const rows = compete([silent], RULES);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(await rows).toMatchObject([{ outcome: "failed", reason: "no answer within 180 s" }]);
  });
});
