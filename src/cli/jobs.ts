/**
 * What runs where the GPU is: in the page of a headless Chrome, or in Node on Dawn. Nothing here touches the page or
 * Node, so that both run the same jobs.
 */
import type { Progress } from "../experiments/experiment.js";
import { EXPERIMENTS } from "../experiments/experiments.js";
import { type Comparison, compare, type Dataset, type TunedPlan, tunedPlan } from "../index.js";
import { detach } from "./experiment-wire.js";
import { adapterEvent, type JobContext, type JobResult } from "./job.js";
import type { CompareSpec, ExperimentSpec, TuneSpec } from "./specs.js";
import { trainJob } from "./train-job.js";
import { useJob } from "./use-job.js";
import { type Job, received } from "./wire.js";

/** Runs a job on its data sets, by name. */
export async function performJob(
  job: Job,
  data: ReadonlyMap<string, Dataset>,
  context: JobContext,
): Promise<JobResult<unknown>> {
  if (job.kind === "use") return useJob(job.spec, data, context);
  if (job.kind === "tune") return tuneJob(job.spec, context);
  const train = received("train", data);
  if (!train) throw new Error("The job came without training data.");
  if (job.kind === "compare") return compareJob(job.spec, { train }, context);
  if (job.kind === "experiment") return experimentJob(job.spec, data, context);
  const [validation, checkpoint] = [received("validation", data), data.get("checkpoint")];
  return trainJob(job.spec, { train, ...(validation && { validation }), ...(checkpoint && { checkpoint }) }, context);
}

/** Asks the tuner for the kernels of a model, and what it measured. No data, no files. */
async function tuneJob(
  { model, ...settings }: TuneSpec,
  { openGpu, tuning, emit }: JobContext,
): Promise<JobResult<TunedPlan>> {
  const gpu = await openGpu();
  try {
    emit(adapterEvent(gpu));
    return { value: await tunedPlan({ ...model, gpu, tuning }, settings), files: {} };
  } finally {
    gpu.dispose();
  }
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

/** Runs an experiment on the data sets `train` and `test`. Answers with what {@link detach} makes of its result. */
async function experimentJob(
  { name, classes, ...spec }: ExperimentSpec,
  data: ReadonlyMap<string, Dataset>,
  { openGpu, tuning, emit, stop }: JobContext,
): Promise<JobResult<unknown>> {
  const experiment = EXPERIMENTS.get(name);
  if (!experiment) throw new Error(`There is no experiment ${name}.`);
  const [train, test] = [received("train", data), received("test", data)];
  if (!train || !test) throw new Error("The experiment came without its data.");
  const named = (dataset: Dataset) => ({ ...dataset, ...(classes && { classes }) });
  const gpu = await openGpu();
  try {
    emit(adapterEvent(gpu));
    const report = (progress: Progress) => emit({ type: "progress", ...progress });
    return detach(
      await experiment.run({ ...spec, train: named(train), test: named(test), gpu, tuning, signal: stop, report }),
    );
  } finally {
    gpu.dispose();
  }
}
