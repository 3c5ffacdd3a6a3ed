import type { Clock, Work } from "../runtime/gpu/clock.js";
import { MOST_STEPS } from "../runtime/gpu/session.js";

/** A trial that takes this many times as long as the least of its group, the better of two times, is not gone on with. */
const HOPELESS = 3;

/** Rounds that find out how often to repeat each, in a share of the time; then those that count: their median is what a trial takes. */
const FINDING = { rounds: 2, share: 1 / 4 };
const COUNTED = 3;

/** Grain of Chrome's timestamps, in milliseconds: what took less may have taken so much. */
const GRAIN = 0.1;

/** Something to be timed, among others that compute the same. */
export interface Trial {
  /** Encodes it so many times, at most `MOST_STEPS`, in one pass. */
  repeated(times: number): Work;
}

/** A trial under way. */
interface Entrant {
  readonly trial: Trial;
  repetitions: number;
  /** Milliseconds a repetition, the last round's last. */
  readonly times: number[];
}

/**
 * Milliseconds that each trial takes, group by group: the median of interleaved rounds, so that a passing disturbance hits all.
 * Each round is one submit where the GPU has timestamps. What is hopeless has its better time of the first two.
 * @param budget milliseconds for all, without compilation and first uses; what takes longer is still taken three times
 */
export async function timesOf(
  clock: Clock,
  groups: readonly (readonly Trial[])[],
  budget: number,
): Promise<number[][]> {
  const all = groups.map((trials) => trials.map((trial): Entrant => ({ trial, repetitions: 1, times: [] })));
  await round(clock, all.flat()); // some adapters compile when a kernel is first used
  for (const { times } of all.flat()) times.length = 0;
  for (const _ of [1, 2]) await round(clock, all.flat());
  const hopeful = all.flatMap((group) => {
    const least = Math.max(GRAIN, Math.min(...group.map(leastOf)));
    return group.filter((entrant) => leastOf(entrant) <= HOPELESS * least);
  });
  const share = budget / (FINDING.rounds * FINDING.share + COUNTED) / hopeful.length;
  for (let index = 0; index < FINDING.rounds + COUNTED; index++) {
    const part = index < FINDING.rounds ? FINDING.share * share : share;
    for (const entrant of hopeful) entrant.repetitions = repetitionsOf(entrant, part);
    await round(clock, hopeful);
  }
  const timeOf = (entrant: Entrant) =>
    entrant.times.length > 2 ? median(entrant.times.slice(-COUNTED)) : leastOf(entrant);
  return all.map((group) => group.map(timeOf));
}

async function round(clock: Clock, entrants: readonly Entrant[]): Promise<void> {
  const times = await clock.times(entrants.map(({ trial, repetitions }) => trial.repeated(repetitions)));
  for (const [index, { times: all, repetitions }] of entrants.entries()) all.push((times[index] ?? 0) / repetitions);
}

/** As many as fill a share of milliseconds, by the last round; at most eight times as many as there. */
function repetitionsOf({ repetitions, times }: Entrant, share: number): number {
  const time = Math.max(times.at(-1) ?? 0, GRAIN / repetitions);
  return Math.max(1, Math.min(MOST_STEPS, 8 * repetitions, Math.floor(share / time)));
}

const leastOf = ({ times }: Entrant) => Math.min(...times);

const median = (times: readonly number[]) =>
  [...times].sort((a, b) => a - b)[times.length >> 1] ?? Number.POSITIVE_INFINITY;
