import {
  Autoencoder,
  type Dataset,
  decodeSafetensors,
  type Gpu,
  NumericalError,
  type RuntimeOptions,
  sizeOf,
  type Tensor,
  take,
  withRecovery,
} from "../index.js";
import { type Failure, failureOf } from "./failures.js";
import { bytesOf } from "./float-bytes.js";
import { adapterEvent, type JobContext, type JobResult } from "./job.js";
import type { ModelSpec } from "./model.js";

export interface TrainSpec {
  readonly model: ModelSpec;
  /** The last epoch. */
  readonly epochs: number;
  /** Epochs in the checkpoint that the job goes on from; 0 without one. */
  readonly initialEpoch: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** How many samples to reconstruct at the end, taken from the start of the validation (else the training) data. */
  readonly samples: number;
  /** The shape that the samples came with, which are flat here: pixels are no columns. */
  readonly shape?: readonly number[];
  /** Whether to say how far off each value of a sample is. */
  readonly columnErrors?: boolean;
  /** What each value of a sample is called, where they are columns of a table. */
  readonly columns?: readonly string[];
}

export interface TrainData {
  readonly train: Dataset;
  readonly validation?: Dataset;
  /** The file of an earlier job's model, with the optimizer's state; its bytes are the one sample. */
  readonly checkpoint?: Dataset;
}

export interface TrainOutcome {
  /** Whether training ended before the last epoch because it was told to. */
  readonly stopped: boolean;
  /** Keras's table of layers. */
  readonly summary: string;
  /** Values in a code. */
  readonly codeSize: number;
  /** Mean absolute error of each value of a sample, over the validation (else the training) data. */
  readonly columnErrors?: readonly number[];
  /** Training failed numerically; the weights are the last good ones. */
  readonly failure?: Failure;
}

/** The file that is kept while training goes on: the model and the optimizer's state after an epoch. */
const CHECKPOINT = "checkpoint";
/** What is kept where training was stopped before there was a checkpoint: what it began from. */
export const BEGINNING = "beginning";

/** Between two checkpoints, in milliseconds, and in times that one took: keeping them must not slow training down. */
const CHECKPOINT_EVERY = 1000;
const CHECKPOINT_SHARE = 20;

/** Samples whose codes show which units are dead: of fewer, many units have nothing to say. */
const CODES_LOOKED_AT = { most: 4096, fewest: 100 };

/** What training can go on from. */
interface Checkpoint {
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

/**
 * Trains a model, over losses of the GPU: it goes on from the last checkpoint. Files: `weights` (safetensors),
 * `reconstructions` and `codes` (float32, sample after sample). After a `NumericalError` the weights are the last good ones,
 * and there are no pictures.
 */
export async function trainJob(
  spec: TrainSpec,
  data: TrainData,
  context: JobContext,
): Promise<JobResult<TrainOutcome>> {
  const given = data.checkpoint?.data;
  const job = new TrainJob(spec, data, context);
  if (given instanceof Uint8Array) job.checkpoint = { epoch: spec.initialEpoch, bytes: given };
  return withRecovery(context.openGpu, (gpu) => job.attempt(gpu), {
    reached: () => job.reached,
    onLost: () => context.emit({ type: "lost", epoch: job.reached }),
    signal: context.stop,
  });
}

class TrainJob {
  checkpoint: Checkpoint | undefined;
  private begun = false;
  /** Whether this job has kept anything. */
  private kept = false;
  /** When the next checkpoint is due. */
  private dueAt = 0;

  constructor(
    private readonly spec: TrainSpec,
    private readonly data: TrainData,
    private readonly context: JobContext,
  ) {}

  /** The last epoch that would not be lost with the GPU. */
  get reached(): number {
    return this.checkpoint?.epoch ?? 0;
  }

  /** Trains from the checkpoint, or from the beginning, to the end. */
  async attempt(gpu: Gpu): Promise<JobResult<TrainOutcome>> {
    const { spec, data, checkpoint } = this;
    const { tuning, emit } = this.context;
    let model: Autoencoder | undefined;
    try {
      const options = { gpu, tuning, level: spec.model.level ?? "auto", precision: spec.model.precision };
      model = checkpoint
        ? await Autoencoder.load(checkpoint.bytes, options)
        : await Autoencoder.create({ ...spec.model, ...options });
      if (!this.begun) {
        emit(adapterEvent(gpu));
        await this.warn(model);
      }
      this.begun = true;
      const trained = await this.train(model);
      if (trained.stopped && !this.kept) await this.keepBeginning(options);
      const summary = model.summary();
      const weights = await model.save();
      if (trained.failure) return { value: { ...trained, summary, codeSize: 0 }, files: { weights } };
      if (data.train.count >= CODES_LOOKED_AT.fewest) {
        await this.warn(model, await model.encode(take(data.train, CODES_LOOKED_AT.most).data));
      }
      const samples = take(data.validation ?? data.train, spec.samples).data;
      const reconstructions = bytesOf((await model.predict(samples)).data);
      const codes = await model.encode(samples);
      const codeSize = sizeOf(codes.shape.slice(1));
      const columnErrors = spec.columnErrors && {
        columnErrors: Array.from(
          (await model.errors(data.validation ?? data.train, { metric: "meanAbsoluteError" })).columns,
        ),
      };
      return {
        value: { ...trained, summary, codeSize, ...columnErrors },
        files: { weights, reconstructions, codes: bytesOf(codes.data) },
      };
    } finally {
      model?.dispose();
      gpu.dispose();
    }
  }

  /** Tells what will disappoint, or did: the model and the data held against each other. */
  private async warn({ description }: Autoencoder, codes?: Tensor): Promise<void> {
    const { dataWarnings } = await import("../data.js");
    const { columns, shape } = this.spec;
    const data = shape ? { ...this.data.train, shape } : this.data.train;
    const known = { ...(columns && { columns }), ...(codes && { codes }) };
    for (const message of dataWarnings(description, data, known)) this.context.emit({ type: "warning", message });
  }

  private async train(model: Autoencoder): Promise<Pick<TrainOutcome, "stopped" | "failure">> {
    const { epochs, batchSize, shuffle } = this.spec;
    const { train, validation } = this.data;
    const { emit, stop } = this.context;
    const onStop = () => model.stopTraining();
    stop.addEventListener("abort", onStop, { once: true });
    try {
      const validated = validation && { validationData: validation };
      const options = { epochs, initialEpoch: this.reached, batchSize, shuffle, ...validated };
      for await (const event of model.fitEvents(train, options)) {
        emit(event);
        // Told between two losses of the GPU, when there was nothing to stop.
        if (stop.aborted) model.stopTraining();
        // An epoch in which training was stopped may not have had all its steps: going on would leave those out.
        const isWhole = event.type === "epoch" && !stop.aborted;
        if (isWhole && performance.now() > this.dueAt) await this.keep(event.epoch, model);
        if (event.type === "end") {
          const { stopped } = event.history;
          if (!stopped) await this.keep(epochs, model);
          return { stopped };
        }
      }
      throw new Error("Training ended without a history."); // fitEvents promises an end event
    } catch (error) {
      if (!(error instanceof NumericalError)) throw error;
      return { stopped: false, failure: failureOf(error) };
    } finally {
      stop.removeEventListener("abort", onStop);
    }
  }

  private async keep(epoch: number, model: Autoencoder): Promise<void> {
    const began = performance.now();
    const bytes = await model.save({ optimizer: true });
    // An epoch's last update shows in no loss of that epoch: should it have gone wrong, the next step tells.
    const { tensors } = decodeSafetensors(bytes);
    if (!Object.values(tensors).every(({ data }) => data.every(Number.isFinite))) return;
    this.checkpoint = { epoch, bytes };
    this.kept = true;
    await this.context.keep(CHECKPOINT, bytes);
    const now = performance.now();
    this.dueAt = now + Math.max(CHECKPOINT_EVERY, CHECKPOINT_SHARE * (now - began));
  }

  /** Keeps what training began from: a given checkpoint, or the first weights, which the seed gives again. */
  private async keepBeginning(options: RuntimeOptions): Promise<void> {
    const { checkpoint, spec, context } = this;
    if (checkpoint) return context.keep(BEGINNING, checkpoint.bytes);
    let model: Autoencoder | undefined;
    try {
      model = await Autoencoder.create({ ...spec.model, ...options });
      await context.keep(BEGINNING, await model.save({ optimizer: true }));
    } catch (error) {
      // There may be no room for a second model: what was trained is not lost for that.
      context.emit({ type: "warning", message: `The run can't be gone on with: ${failureOf(error).message}` });
    } finally {
      model?.dispose();
    }
  }
}
