/**
 * What runs where the GPU is: in the page of a headless Chrome, or in Node on Dawn. Nothing here touches the page or
 * Node, so that both run the same jobs.
 */
import type { Progress } from "../experiments/experiment.js";
import { EXPERIMENTS } from "../experiments/experiments.js";
import type { ImageShape } from "../experiments/result.js";
import {
  Autoencoder,
  type Comparison,
  compare,
  type Dataset,
  datasetOf,
  type Gpu,
  type History,
  NumericalError,
  type TrainingEvent,
  type TuningStore,
  take,
} from "../index.js";
import { detach } from "./experiment-wire.js";
import { type Failure, failureOf } from "./failures.js";
import type { ModelSpec } from "./model.js";
import type { Job } from "./wire.js";

/** The GPU that the job runs on. */
export interface AdapterEvent {
  readonly type: "adapter";
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly software: boolean;
}

/** Something about the settings that will disappoint. */
export interface WarningEvent {
  readonly type: "warning";
  readonly message: string;
}

/** What an experiment is doing now. */
export interface ProgressEvent extends Progress {
  readonly type: "progress";
}

export type JobEvent = AdapterEvent | WarningEvent | ProgressEvent | TrainingEvent;

/** A job's answer: what fits into JSON, and the bytes that don't. */
export interface JobResult<Value> {
  readonly value: Value;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** What a job needs of the place where it runs. */
export interface JobContext {
  /** Opens the GPU; the job disposes of it. */
  readonly openGpu: () => Promise<Gpu>;
  /** Where the tuner keeps its choices. */
  readonly tuning: TuningStore;
  /** Takes the job's events, in order. */
  readonly emit: (event: JobEvent) => void;
  /** Aborting it ends training at the next step boundary. */
  readonly stop: AbortSignal;
}

/** Runs a job on its data sets, by name. */
export async function performJob(
  job: Job,
  data: ReadonlyMap<string, Dataset>,
  context: JobContext,
): Promise<JobResult<unknown>> {
  const train = data.get("train");
  const validation = data.get("validation");
  if (!train) throw new Error("The job came without training data.");
  if (job.kind === "compare") return compareJob(job.spec, { train }, context);
  if (job.kind === "experiment") return experimentJob(job.spec, data, context);
  return trainJob(job.spec, { train, ...(validation && { validation }) }, context);
}

export interface TrainSpec {
  readonly model: ModelSpec;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** How many samples to reconstruct at the end, taken from the start of the validation (else the training) data. */
  readonly samples: number;
}

export interface TrainOutcome {
  readonly history: History;
  /** Keras's table of layers. */
  readonly summary: string;
  /** Values in a code. */
  readonly codeSize: number;
  /** Training failed numerically; the weights are the last good ones. */
  readonly failure?: Failure;
}

/**
 * Trains a model. Files: `weights` (safetensors), `reconstructions` and `codes` (float32, sample after sample).
 * After a `NumericalError` the weights are the last good ones, and there are no pictures.
 */
async function trainJob(
  spec: TrainSpec,
  data: { readonly train: Dataset; readonly validation?: Dataset },
  { openGpu, tuning, emit, stop }: JobContext,
): Promise<JobResult<TrainOutcome>> {
  const gpu = await openGpu();
  let model: Autoencoder | undefined;
  try {
    emit(adapterEvent(gpu));
    model = await Autoencoder.create({ ...spec.model, gpu, tuning });
    for (const message of model.warnings) emit({ type: "warning", message });
    const trained = await trainModel(model, spec, data, emit, stop);
    const summary = model.summary();
    const weights = await model.save();
    if (trained.failure) return { value: { ...trained, summary, codeSize: 0 }, files: { weights } };
    const samples = take(data.validation ?? data.train, spec.samples).data;
    const reconstructions = bytesOf((await model.predict(samples)).data);
    const codes = await model.encode(samples);
    const codeSize = codes.shape.slice(1).reduce((size, length) => size * length, 1);
    return {
      value: { ...trained, summary, codeSize },
      files: { weights, reconstructions, codes: bytesOf(codes.data) },
    };
  } finally {
    model?.dispose();
    gpu.dispose();
  }
}

async function trainModel(
  model: Autoencoder,
  { epochs, batchSize, shuffle }: TrainSpec,
  data: { readonly train: Dataset; readonly validation?: Dataset },
  emit: (event: JobEvent) => void,
  stop: AbortSignal,
): Promise<Pick<TrainOutcome, "history" | "failure">> {
  const onStop = () => model.stopTraining();
  stop.addEventListener("abort", onStop, { once: true });
  const losses: { loss: number[]; val_loss?: number[] } = { loss: [] };
  let steps = 0;
  try {
    const options = { epochs, batchSize, shuffle, ...(data.validation && { validationData: data.validation }) };
    for await (const event of model.fitEvents(data.train, options)) {
      emit(event);
      if (event.type === "end") return { history: event.history };
      if (event.type === "begin") steps = event.steps;
      if (event.type === "epoch") {
        losses.loss.push(event.logs.loss);
        if (event.logs.val_loss !== undefined) losses.val_loss = [...(losses.val_loss ?? []), event.logs.val_loss];
      }
    }
    throw new Error("Training ended without a history."); // fitEvents promises an end event
  } catch (error) {
    if (!(error instanceof NumericalError)) throw error;
    const params = { epochs, steps, batchSize };
    const history = { epoch: losses.loss.map((_, epoch) => epoch), history: losses, params, stopped: true };
    return { history, failure: failureOf(error) };
  } finally {
    stop.removeEventListener("abort", onStop);
  }
}

export interface CompareSpec {
  readonly model: ModelSpec;
  readonly steps: number;
  readonly batchSize: number;
}

/** Takes the same steps on the GPU and on the float64 reference. No files. */
async function compareJob(
  { model, steps, batchSize }: CompareSpec,
  data: { readonly train: Dataset },
  { openGpu, tuning, emit }: JobContext,
): Promise<JobResult<Comparison>> {
  const gpu = await openGpu();
  try {
    emit(adapterEvent(gpu));
    return { value: await compare({ ...model, gpu, tuning }, data.train, { steps, batchSize }), files: {} };
  } finally {
    gpu.dispose();
  }
}

export interface ExperimentSpec {
  readonly name: string;
  readonly quick: boolean;
  readonly seed: number;
  /** How to draw a sample. */
  readonly image: ImageShape;
}

/**
 * Runs an experiment on the data sets `train` and `test`; `train-labels` and `test-labels` are their labels, one value a
 * sample, where there are any. Answers with what {@link detach} makes of its result.
 */
async function experimentJob(
  { name, ...spec }: ExperimentSpec,
  data: ReadonlyMap<string, Dataset>,
  { openGpu, tuning, emit, stop }: JobContext,
): Promise<JobResult<unknown>> {
  const experiment = EXPERIMENTS.get(name);
  if (!experiment) throw new Error(`There is no experiment ${name}.`);
  const [train, test] = [labelled(data, "train"), labelled(data, "test")];
  const gpu = await openGpu();
  try {
    emit(adapterEvent(gpu));
    const report = (progress: Progress) => emit({ type: "progress", ...progress });
    return detach(await experiment.run({ ...spec, train, test, gpu, tuning, signal: stop, report }));
  } finally {
    gpu.dispose();
  }
}

function labelled(data: ReadonlyMap<string, Dataset>, name: string): Dataset {
  const samples = data.get(name);
  if (!samples) throw new Error(`The experiment came without its data set ${name}.`);
  const labels = data.get(`${name}-labels`)?.data;
  return labels instanceof Uint8Array ? datasetOf(samples.data, samples.shape, labels) : samples;
}

function adapterEvent({ info }: Gpu): AdapterEvent {
  const { vendor, architecture, device, description, software } = info;
  return { type: "adapter", vendor, architecture, device, description, software };
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
