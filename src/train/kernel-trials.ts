import type { Level } from "../plan/plan.js";
import type { Clock } from "../runtime/gpu/clock.js";
import { type Trial, timesOf } from "./trials.js";
import type { TimedStep } from "./tuning-bench.js";
import type { Times, Tunings } from "./tunings.js";

/** Milliseconds for the kernels of all operations. */
const BUDGET = 150;

/** Another level's kernel takes an operation over where it takes less than this share of the time. */
const WORTH = 0.95;

/** What computes an operation at some levels, all alike. */
interface Form extends Trial {
  readonly levels: Level[];
}

/**
 * Milliseconds of each operation at each level, of those operations for which levels have different kernels: as they are known, or
 * as they are timed now.
 * @param labels of the operations, by their keys
 * @param steps that compute these operations, by the level whose kernels they do it with
 */
export async function timesOfKernels(
  clock: Clock,
  labels: ReadonlyMap<string, string>,
  steps: ReadonlyMap<Level, TimedStep>,
  tunings: Tunings,
): Promise<ReadonlyMap<string, Times>> {
  const levels = [...steps.keys()];
  const several = [...labels].map(([key, label]) => [key, formsOf(label, steps)] as const);
  const open = several.filter(([key, forms]) => forms.length > 1 && !tunings.timesOf(key, levels));
  const times = await timesOf(
    clock,
    open.map(([, forms]) => forms),
    BUDGET,
  );
  for (const [index, [key, forms]] of open.entries()) {
    const found = forms.flatMap(({ levels: alike }, form) => alike.map((level) => [level, times[index]?.[form] ?? 0]));
    tunings.keepTimes(key, Object.fromEntries(found));
  }
  const known = several.map(([key]) => [key, tunings.timesOf(key, levels) ?? {}] as const);
  return new Map(known.filter(([, each]) => Object.keys(each).length > 0));
}

/** What computes an operation at each level. */
function formsOf(label: string, steps: ReadonlyMap<Level, TimedStep>): Form[] {
  const forms = new Map<string, Form>();
  for (const [level, step] of steps) {
    const calls = step.callsOf(label);
    const alike = JSON.stringify(calls.map(({ kernel, params, constants }) => [kernel, params, constants]));
    const form = forms.get(alike) ?? { levels: [], repeated: (times) => step.repeated(times, calls) };
    form.levels.push(level);
    forms.set(alike, form);
  }
  return [...forms.values()];
}

/** The level of each operation's fastest kernel, where that is worth leaving `base` for. */
export function betterKernels(base: Level, times: ReadonlyMap<string, Times>): Record<string, Level> {
  const better: Record<string, Level> = {};
  for (const [key, each] of times) {
    const own = each[base] ?? 0;
    const [[level, least] = [base, own]] = (Object.entries(each) as [Level, number][]).sort(([, a], [, b]) => a - b);
    if (least < WORTH * own) better[key] = level;
  }
  return better;
}
