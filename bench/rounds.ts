/** Contenders taking turns at the same work. */
import type { Run } from "./contenders/contender.js";
import type { Row } from "./report.js";
import { relativeDifference, spreadOf } from "./statistics.js";

/** A contender ready to begin. */
export interface Competitor {
  readonly name: string;
  readonly role: Row["role"];
  /** Loads, allocates, uploads. @throws when it cannot do this work, saying why */
  prepare(): Promise<Run>;
}

export interface Rules {
  /** Turns a contender takes, unless it is slow. */
  readonly rounds: number;
  /** Milliseconds that a turn should last at least: what is shorter than the clock's grain is nothing. */
  readonly turn: number;
  /** Milliseconds after which a contender takes no further turn. */
  readonly budget: number;
  /** What each of the first units of work must return, within `tolerance` (relative). */
  readonly expected: readonly number[];
  readonly tolerance: number;
  /** Told what is going on. */
  readonly progress: (text: string) => void;
}

/** No unit of work may take longer, in milliseconds: else a peer that hangs would hang the benchmark. */
const PATIENCE = 180_000;

/** Turns never get longer than this, in units of work. */
const MOST_UNITS = 16_384;

/** Thrown by `prepare` where the work would take too long, or is not what the contender is for. Nothing is wrong. */
export class SkippedError extends Error {
  override name = "SkippedError";
}

/** Thrown by `prepare` where the contender has no means to do the work. Nothing is wrong with what it has. */
export class ImpossibleError extends Error {
  override name = "ImpossibleError";
}

/** One contender's part in the rounds. */
interface Part {
  readonly competitor: Competitor;
  readonly run: Run;
  readonly agreement: NonNullable<Row["agreement"]>;
  readonly unitsATurn: number;
  readonly times: number[];
  spent: number;
  failure?: unknown;
}

/**
 * Prepares everyone (to the end of all compilation: the checked units are not timed), then lets them take turns, one
 * after the other, round by round, so that whatever slows the machine for a while slows them all.
 */
export async function compete(competitors: readonly Competitor[], rules: Rules): Promise<Row[]> {
  const entries: (Part | Row)[] = [];
  for (const competitor of competitors) {
    rules.progress(`${competitor.name}: warming up`);
    entries.push(await enter(competitor, rules));
  }
  const parts = entries.filter((entry) => "run" in entry);
  for (let round = 1; round <= rules.rounds; round++) {
    rules.progress(`round ${round} of ${rules.rounds}`);
    for (const part of parts) await takeTurn(part, rules);
  }
  for (const { run } of parts) run.dispose();
  return entries.map((entry) => ("run" in entry ? rowOf(entry, rules) : entry));
}

async function enter(competitor: Competitor, rules: Rules): Promise<Part | Row> {
  const { name, role } = competitor;
  let run: Run | undefined;
  try {
    run = await inTime(competitor.prepare());
    const { agreement, warm } = await check(run, rules);
    const unitsATurn = warm >= rules.turn ? 1 : await calibrate(run, rules);
    // Who needs this long for one unit has had its turn with it.
    const [times, spent] = warm > rules.budget ? [[warm], warm] : [[], 0];
    return { competitor, run, agreement, unitsATurn, times, spent };
  } catch (error) {
    run?.dispose();
    return { contender: name, role, outcome: outcomeOf(error), reason: reasonOf(error) };
  }
}

function outcomeOf(error: unknown): "skipped" | "not possible" | "failed" {
  if (error instanceof SkippedError) return "skipped";
  return error instanceof ImpossibleError ? "not possible" : "failed";
}

/**
 * The first units one by one, each held against what is expected; where they are slow, at least two of them.
 * @returns also the milliseconds that the last of them took; 0 where that was the first, which had everything to compile
 */
async function check(run: Run, rules: Rules): Promise<{ agreement: Part["agreement"]; warm: number }> {
  const { expected, budget } = rules;
  let [difference, units, spent, warm] = [0, 0, 0, 0];
  for (const value of expected) {
    if (units >= 2 && spent > budget / 2) break;
    const began = performance.now();
    difference = Math.max(difference, relativeDifference(await inTime(run.step(1)), value));
    const took = performance.now() - began;
    spent += took;
    if (units++ > 0) warm = took;
  }
  return { agreement: { units, difference }, warm };
}

/** How many units make a turn. */
async function calibrate(run: Run, { turn }: Rules): Promise<number> {
  let units = 1;
  while (units < MOST_UNITS) {
    const took = await timed(run, units);
    if (took >= turn) break;
    // Few units say little about many: grow by at most eight times, and look again.
    units = Math.min(MOST_UNITS, 8 * units, Math.ceil((units * turn * 1.1) / Math.max(took, 0.1)));
  }
  return units;
}

async function takeTurn(part: Part, { budget }: Rules): Promise<void> {
  if (part.failure !== undefined || (part.times.length > 0 && part.spent > budget)) return;
  try {
    const took = await timed(part.run, part.unitsATurn);
    part.spent += took;
    part.times.push(took / part.unitsATurn);
  } catch (error) {
    part.failure = error;
  }
}

async function timed(run: Run, units: number): Promise<number> {
  const began = performance.now();
  await inTime(run.step(units));
  return performance.now() - began;
}

function rowOf({ competitor, times, agreement, unitsATurn, failure }: Part, { tolerance }: Rules): Row {
  const { name: contender, role } = competitor;
  if (failure !== undefined) return { contender, role, outcome: "failed", reason: reasonOf(failure), agreement };
  const measured = { contender, role, time: spreadOf(times), turns: times.length, unitsATurn, agreement };
  // Not `difference > tolerance`: a NaN must not pass.
  if (agreement.difference <= tolerance) return { ...measured, outcome: "measured" };
  const reason = `off by ${agreement.difference.toExponential(1)} (relative) after ${agreement.units} units`;
  return { ...measured, outcome: "wrong", reason };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** In one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : typeof error === "string" ? error : JSON.stringify(error);
  return (text ?? "no reason given").split("\n", 1)[0] ?? "";
}
