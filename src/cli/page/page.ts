/** The page that the command line opens in headless Chrome: fetches the data, runs a job, posts its files. */
import { type Dataset, datasetOf, requestGpu, type TuningStore } from "../../index.js";
import { failureOf } from "../failures.js";
import type { JobContext, JobEvent, JobResult } from "../job.js";
import { performJob } from "../jobs.js";
import { type DataRef, type Job, type PageApi, pack } from "../wire.js";

const api = window as unknown as PageApi;
const stop = new AbortController();

api.isthmusStop = () => stop.abort();

api.isthmusRun = async (job: Job, known: Readonly<Record<string, string>>): Promise<string> => {
  const emitted: Promise<void>[] = [];
  const emit = (event: JobEvent) => void emitted.push(api.isthmusEmit(pack(event)));
  // A headless Chrome forgets its localStorage when it ends: Node has it.
  const choices = new Map(Object.entries(known));
  const tuning: TuningStore = {
    getItem: (key) => choices.get(key) ?? null,
    setItem: (key, value) => void emitted.push(api.isthmusKeep(key, value)),
  };
  try {
    const { value, files } = await run(job, { tuning, emit, keep });
    for (const [name, bytes] of Object.entries(files)) await post(name, bytes);
    await Promise.all(emitted); // the answer must not overtake the events
    return pack({ value });
  } catch (error) {
    await Promise.all(emitted);
    return pack({ failure: failureOf(error) });
  }
};

async function run(job: Job, context: Pick<JobContext, "tuning" | "emit" | "keep">): Promise<JobResult<unknown>> {
  const data = new Map<string, Dataset>();
  for (const ref of job.data) data.set(ref.name, await fetchData(ref));
  return performJob(job, data, { ...context, openGpu: requestGpu, stop: stop.signal });
}

/** Posts a file, and tells Node, which has it beyond the page's end. */
async function keep(name: string, bytes: Uint8Array): Promise<void> {
  await post(name, bytes);
  await api.isthmusKept(name);
}

async function fetchData({ name, shape, type }: DataRef): Promise<Dataset> {
  const response = await fetch(`data/${name}`);
  if (!response.ok) throw new Error(`The data set ${name} could not be fetched: ${response.status}.`);
  const buffer = await response.arrayBuffer();
  return datasetOf(type === "uint8" ? new Uint8Array(buffer) : new Float32Array(buffer), shape);
}

async function post(name: string, bytes: Uint8Array): Promise<void> {
  const response = await fetch(`files/${name}`, { method: "POST", body: new Blob([bytes.slice()]) });
  if (!response.ok) throw new Error(`The file ${name} could not be handed over: ${response.status}.`);
}
