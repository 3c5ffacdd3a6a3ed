import { expose } from "comlink";
import type { PeerName, PeerRun, PeerTask, PeerWorker } from "./peer.js";
import { type Measured, RULES } from "./workloads.js";

/** Each peer is a chunk of its own, loaded when it is measured; the worker ends with the measurement. */
const PEERS: Readonly<Record<PeerName, (task: PeerTask) => Promise<PeerRun>>> = {
  tensorflow: async (task) => (await import("./peer-tensorflow.js")).openTensorflow(task),
  jax: async (task) => (await import("./peer-jax.js")).openJax(task),
};

/** No turn is longer, in steps. */
const MOST_STEPS = 4096;

const worker: PeerWorker = {
  async measure(name, task, report): Promise<Measured> {
    report("loading its code", 0);
    const run = await PEERS[name](task);
    const losses: number[] = [];
    for (let step = 0; step < task.checked; step++) {
      report("taking its first steps", (0.4 * step) / task.checked);
      losses.push(await run.step(1));
    }
    const steps = await stepsATurn(run);
    const times: number[] = [];
    let spent = 0;
    for (let turn = 0; turn < RULES.turns && spent < RULES.budget; turn++) {
      report("taking turns", 0.5 + (0.5 * turn) / RULES.turns);
      const took = await timed(run, steps);
      spent += took;
      times.push(took / steps);
    }
    return { contender: name, losses, times };
  },
};

/** How many steps last as long as a turn of ours. */
async function stepsATurn(run: PeerRun): Promise<number> {
  let steps = 1;
  while (steps < MOST_STEPS) {
    const took = await timed(run, steps);
    if (took >= RULES.turn) break;
    // Few steps say little about many: grow by at most eight times, and look again.
    steps = Math.min(MOST_STEPS, 8 * steps, Math.ceil((1.2 * steps * RULES.turn) / Math.max(took, 0.1)));
  }
  return steps;
}

async function timed(run: PeerRun, steps: number): Promise<number> {
  const began = performance.now();
  await run.step(steps);
  return performance.now() - began;
}

expose(worker);
