import { type Autoencoder, type Dataset, take } from "../../index.js";

/** An epoch that has been trained. */
export interface TimedEpoch {
  readonly seconds: number;
  /** Of each step, before its update. */
  readonly losses: readonly number[];
}

export interface Epochs {
  readonly data: Dataset;
  readonly batchSize: number;
  /** In an epoch; all of them whole batches, so at most `data.count / batchSize`. */
  readonly steps: number;
}

/** More than anybody asks for. */
const MOST_EPOCHS = 10_000;

/** Trains a model epoch by epoch in file order, each when it is asked for: between two of them the GPU is free for others. */
export class SteadyTraining {
  readonly #events: ReturnType<Autoencoder["fitEvents"]>;

  constructor(model: Autoencoder, { data, batchSize, steps }: Epochs) {
    const options = { batchSize, shuffle: false, epochs: MOST_EPOCHS };
    this.#events = model.fitEvents(take(data, steps * batchSize), options);
  }

  /** @throws {NumericalError}, {@link DeviceLostError} */
  async epoch(): Promise<TimedEpoch> {
    const losses: number[] = [];
    while (true) {
      const { done, value } = await this.#events.next();
      if (done) throw new Error(`No training of this page takes more than ${MOST_EPOCHS} epochs.`);
      if (value.type === "step") losses.push(...value.losses);
      if (value.type === "epoch") return { seconds: value.seconds, losses };
    }
  }

  /** Ends it, and frees what is its own on the GPU. */
  async end(): Promise<void> {
    await this.#events.return(undefined as never);
  }
}

/**
 * Finds how many steps make an epoch of so many milliseconds: one step lasts as long as a look at the clock on one adapter,
 * and seconds on another. Trains the model on the way.
 * @throws the signal's reason, when it aborts
 */
export async function stepsLasting(
  milliseconds: number,
  model: Autoencoder,
  { data, batchSize }: Omit<Epochs, "steps">,
  signal: AbortSignal,
): Promise<{ readonly steps: number; readonly stepMs: number }> {
  const most = Math.max(1, Math.floor(data.count / batchSize));
  for (let steps = 1; ; ) {
    const training = new SteadyTraining(model, { data, batchSize, steps });
    let took: number;
    try {
      // The first one learns how many steps make a submit.
      await training.epoch();
      signal.throwIfAborted();
      took = 1000 * (await training.epoch()).seconds;
      signal.throwIfAborted();
    } finally {
      await training.end();
    }
    if (took >= milliseconds || steps === most) return { steps, stepMs: took / steps };
    // Few steps say little about many: grow by at most eight times, and look again.
    steps = Math.min(most, 8 * steps, Math.ceil((1.2 * steps * milliseconds) / Math.max(took, 0.1)));
  }
}
