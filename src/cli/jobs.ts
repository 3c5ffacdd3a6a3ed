/**
 * What runs where the GPU is: in the page of a headless Chrome, or in Node on Dawn. Nothing here touches the page or
 * Node, so that both run the same jobs.
 */
import type { Progress } from "../experiments/experiment.js";
import { EXPERIMENTS } from "../experiments/experiments.js";
import { type Comparison, compare, type Dataset, type Gpu, type TunedPlan, tunedPlan, withRecovery } from "../index.js";
import { detach } from "./experiment-wire.js";
import { adapterEvent, type JobContext, type JobResult } from "./job.js";
import type { CompareSpec, ExperimentSpec, TuneSpec } from "./specs.js";
import { stepsJob } from "./steps-job.js";
import { trainJob } from "./train-job.js";
import { useJob } from "./use-job.js";
import { type Job, received, setOf } from "./wire.js";

/** Runs a job on its data sets, by name. */
export async function performJob(
  job: Job,
  data: ReadonlyMap<string, Dataset>,
  context: JobContext,
): Promise<JobResult<unknown>> {
  if (job.kind === "train") {
    const [train, validation, checkpoint] = [
      setOf(data, "train"),
      received("validation", data),
      data.get("checkpoint"),
    ];
    return trainJob(job.spec, { train, ...(validation && { validation }), ...(checkpoint && { checkpoint }) }, context);
  }
  // The others keep nothing on their way: when the GPU is lost, they begin anew.
  const { openGpu, emit, stop } = context;
  let told = false;
  return withRecovery(
    openGpu,
    async (gpu) => {
      try {
        if (!told) emit(adapterEvent(gpu));
        told = true;
        if (job.kind === "use") return await useJob(job.spec, data, gpu, context);
        if (job.kind === "steps") return await stepsJob(job.spec, data, gpu, context);
        if (job.kind === "tune") return await tuneJob(job.spec, gpu, context);
        if (job.kind === "compare") return await compareJob(job.spec, setOf(data, "train"), gpu, context);
        return await experimentJob(job.spec, data, gpu, context);
      } finally {
        gpu.dispose();
      }
    },
    { onLost: () => emit({ type: "lost", epoch: 0 }), signal: stop },
  );
}

/** Asks the tuner for the kernels of a model, and what it measured. No data, no files. */
async function tuneJob(
  { model, ...settings }: TuneSpec,
  gpu: Gpu,
  { tuning }: JobContext,
): Promise<JobResult<TunedPlan>> {
  return { value: await tunedPlan({ ...model, gpu, tuning }, settings), files: {} };
}

/** Takes the same steps on the GPU and on the float64 reference. No files. */
async function compareJob(
  { model, steps, batchSize }: CompareSpec,
  train: Dataset,
  gpu: Gpu,
  { tuning }: JobContext,
): Promise<JobResult<Comparison>> {
  return { value: await compare({ ...model, gpu, tuning }, train, { steps, batchSize }), files: {} };
}

/** Runs an experiment on the data sets `train` and `test`. Answers with what {@link detach} makes of its result. */
async function experimentJob(
  { name, classes, ...spec }: ExperimentSpec,
  data: ReadonlyMap<string, Dataset>,
  gpu: Gpu,
  { tuning, emit, stop }: JobContext,
): Promise<JobResult<unknown>> {
  const experiment = EXPERIMENTS.get(name);
  if (!experiment) throw new Error(`There is no experiment ${name}.`);
  const named = (dataset: Dataset) => ({ ...dataset, ...(classes && { classes }) });
  const [train, test] = [named(setOf(data, "train")), named(setOf(data, "test"))];
  const report = (progress: Progress) => emit({ type: "progress", ...progress });
  return detach(await experiment.run({ ...spec, train, test, gpu, tuning, signal: stop, report }));
}
