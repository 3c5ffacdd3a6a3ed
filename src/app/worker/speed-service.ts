import type { AdapterSpeed } from "../../adapter/adapter-speed.js";
import {
  Autoencoder,
  DataError,
  type Dataset,
  describePlan,
  type Gpu,
  LADDER,
  PRESETS,
  type Rung,
  requestGpu,
  take,
} from "../../index.js";
import type { PeerTask } from "../speed/peer.js";
import { type Measured, RULES, type SpeedProgress, type Workload } from "../speed/workloads.js";
import { dataIn, type Place } from "./place.js";
import type { SpeedServices, StepCost } from "./speed-protocol.js";
import { SteadyTraining, stepsLasting } from "./steady-training.js";

const SEED = 1;
const PIXELS = 784;
/** Milliseconds that each measurement of the adapter should last. */
const ADAPTER_MS = 40;

/** A level with its model, ready for its turns. */
interface Entrant {
  readonly measured: Measured & { readonly times: number[] };
  readonly training: SteadyTraining;
  readonly steps: number;
  /** Whether a single step is longer than a turn: nothing is repeated then that need not be. */
  readonly slow: boolean;
}

/** Measures our levels on the worker's GPU, and says what a peer needs to be measured beside them. */
export class SpeedService implements SpeedServices {
  #ending = new AbortController();

  constructor(private readonly place: Place) {}

  async measure(workload: Workload, report: (progress: SpeedProgress) => unknown): Promise<Measured[]> {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    const data = this.#images(workload);
    const gpu = await this.place.openGpu();
    const models: Autoencoder[] = [];
    const entrants: Entrant[] = [];
    let delivered: unknown;
    const tell = (doing: string, fraction: number) => {
      signal.throwIfAborted();
      delivered = report({ doing, fraction });
    };
    try {
      for (const [index, level] of LADDER.entries()) {
        tell(`Compiling ${level} and taking its first steps`, (0.5 * index) / LADDER.length);
        const model = await modelFor(workload, level, gpu);
        models.push(model);
        entrants.push(await enter({ model, level, data, workload, signal }));
      }
      // The first turn is not counted: it learns how many steps make a submit.
      for (let turn = 0; turn <= RULES.turns; turn++) {
        tell("Taking turns", 0.5 + (0.5 * turn) / (RULES.turns + 1));
        for (const entrant of entrants) await takeTurn(entrant, turn > 0);
      }
    } finally {
      for (const { training } of entrants) await training.end();
      for (const model of models) model.dispose();
    }
    await delivered;
    return entrants.map(({ measured }) => measured);
  }

  cancel(): void {
    this.#ending.abort();
  }

  async costs({ preset, batchSize }: Workload): Promise<StepCost[]> {
    const costs = LADDER.map(async (level) => {
      const rows = await describePlan(PRESETS[preset](), { kind: "train", level, batchSize });
      const sum = (of: "flops" | "bytes") => rows.reduce((total, row) => total + row[of], 0);
      return { level, flops: sum("flops"), bytes: sum("bytes"), dispatches: rows.length };
    });
    return Promise.all(costs);
  }

  async adapter(): Promise<AdapterSpeed> {
    const { measureAdapter } = await import("../../adapter/adapter-speed.js");
    const { Stopwatch } = await import("../../adapter/stopwatch.js");
    // A device of its own: where there is no room for the large buffers, nobody else must suffer.
    const gpu = await requestGpu();
    const stopwatch = new Stopwatch(gpu, ADAPTER_MS);
    try {
      return await measureAdapter(gpu, stopwatch);
    } finally {
      stopwatch.dispose();
      gpu.dispose();
    }
  }

  async peerTask(workload: Workload): Promise<PeerTask> {
    const { batchSize, checked } = workload;
    const model = await modelFor(workload, "naive", await this.place.openGpu());
    try {
      const weights = await model.getWeights();
      const layers = Object.keys(weights)
        .filter((name) => name.endsWith(".kernel"))
        .map((name) => {
          const [kernel, bias] = [weights[name], weights[name.replace(/kernel$/, "bias")]];
          if (!kernel || !bias) throw new Error("Peers are written for dense layers with biases.");
          return { kernel: kernel.data, bias: bias.data };
        });
      // A copy: a view would travel with all that it is a view of.
      const images = take(this.#images(workload), batchSize * checked).data.slice();
      return { layers, images, batchSize, checked };
    } finally {
      model.dispose();
    }
  }

  #images({ batchSize, checked }: Workload): Dataset {
    const { train } = dataIn(this.place);
    const least = batchSize * checked;
    if (train.data.length / train.count !== PIXELS || train.count < least || !(train.data instanceof Uint8Array)) {
      throw new DataError(
        `Speed is measured on ${least.toLocaleString("en")} pictures of 28 × 28 pixels. Choose MNIST in the view Train.`,
      );
    }
    return train;
  }
}

function modelFor({ preset }: Workload, level: Rung, gpu: Gpu): Promise<Autoencoder> {
  return Autoencoder.create({ ...PRESETS[preset](), gpu, level, seed: SEED });
}

interface Entry {
  readonly model: Autoencoder;
  readonly level: Rung;
  readonly data: Dataset;
  readonly workload: Workload;
  readonly signal: AbortSignal;
}

async function enter({ model, level, data, workload, signal }: Entry): Promise<Entrant> {
  const { batchSize, checked } = workload;
  const first = new SteadyTraining(model, { data, batchSize, steps: checked });
  const { losses, seconds } = await first.epoch().finally(() => first.end());
  signal.throwIfAborted();
  const slow = (1000 * seconds) / checked > RULES.turn;
  const { steps } = slow ? { steps: 1 } : await stepsLasting(RULES.turn, model, { data, batchSize }, signal);
  const training = new SteadyTraining(model, { data, batchSize, steps });
  return { measured: { contender: level, losses, times: [] }, training, steps, slow };
}

/** Whole epochs, as many as make a turn. */
async function takeTurn({ measured, training, steps, slow }: Entrant, counted: boolean): Promise<void> {
  if (slow && !counted) return;
  const spent = measured.times.reduce((sum, time) => sum + time * steps, 0);
  if (measured.times.length > 0 && spent > RULES.budget) return;
  let [took, epochs] = [0, 0];
  while (took < RULES.turn) {
    took += 1000 * (await training.epoch()).seconds;
    epochs++;
  }
  if (counted) measured.times.push(took / (epochs * steps));
}
