/** Every job of the command line on GPUs that are lost while it works: in Chrome's page, and on Dawn in Node. */
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, connect } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { runOnPage } from "../../src/cli/browser.js";
import { findDawnGpu } from "../../src/cli/dawn.js";
import type { JobEvent, JobResult } from "../../src/cli/job.js";
import { performJob } from "../../src/cli/jobs.js";
import { servePage } from "../../src/cli/server.js";
import type { TuningFile } from "../../src/cli/tuning-file.js";
import { type Job, sendable } from "../../src/cli/wire.js";
import { type Dataset, datasetOf, PRESETS, requestGpu } from "../../src/index.js";
import { missingForDawn } from "./dawn-here.js";
import { idxImages, MAIN } from "./run-cli.js";

const images = datasetOf(idxImages(60, 4, 4).slice(16), [16]);
const model = { ...PRESETS.notebook(16), level: "tiled" as const, seed: 3 };
const training = { model, epochs: 3, initialEpoch: 0, batchSize: 16, shuffle: true, samples: 1 };
const fit = { on: "data", quantile: 0.9 } as const;

/** What is lost: each of so many GPUs in turn, at its so many-th submit. */
interface Losses {
  readonly gpus: number;
  readonly submit: number;
}

/** The jobs, by name, each with its data. `model` is a trained one's file. */
function jobs(bytes: Uint8Array): [name: string, job: Job, sets: Record<string, Dataset>][] {
  const file = datasetOf(bytes, [bytes.length]);
  const used = (["predict", "encode", "evaluate", "detect"] as const).map(
    (action): [string, Job, Record<string, Dataset>] => {
      const sets = { data: images, model: file };
      const spec = { action, batchSize: 32, ...(action === "detect" && { fit }) };
      return [action, { kind: "use", spec, data: sendable(sets).refs }, sets];
    },
  );
  const sets = { train: images };
  const data = sendable(sets).refs;
  return [
    ["train", { kind: "train", spec: training, data }, sets],
    ...used,
    ["compare", { kind: "compare", spec: { model, steps: 2, batchSize: 16 }, data }, sets],
  ];
}

/** Runs a job where GPUs are lost. */
type Place = (job: Job, sets: Readonly<Record<string, Dataset>>, losses: Losses) => Promise<Told>;
interface Told extends JobResult<unknown> {
  readonly events: readonly JobEvent[];
}

/**
 * Lets a device be lost at its so many-th submit. Runs in the page, too: it may use nothing from here.
 * @param device what it is done to
 */
function loseAt(device: GPUDevice, submit: number): void {
  const queue = device.queue;
  const original = queue.submit.bind(queue);
  let submits = 0;
  queue.submit = (buffers) => {
    original(buffers);
    submits += 1;
    if (submits === submit) device.destroy();
  };
}

const missing = await missingForDawn();

describe("on GPUs that are lost", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await connect({ browserWSEndpoint: inject("browser"), protocolTimeout: 0 });
  });
  afterAll(() => browser.disconnect());

  const inChrome: Place = async (job, sets, { gpus, submit }) => {
    const context = await browser.createBrowserContext();
    const server = await servePage(pathToFileURL(`${dirname(MAIN)}/page/`), sendable(sets).values);
    onTestFinished(async () => {
      await context.close();
      await server.close();
    });
    const page = await context.newPage();
    await page.evaluateOnNewDocument(
      `const loseAt = ${loseAt};
       let left = ${gpus};
       const request = GPUAdapter.prototype.requestDevice;
       GPUAdapter.prototype.requestDevice = async function (...given) {
         const device = await request.apply(this, given);
         if (left-- > 0) loseAt(device, ${submit});
         return device;
       };`,
    );
    await page.goto(server.url);
    const events: JobEvent[] = [];
    const tuning = { content: () => ({}) } as TuningFile;
    const value = await runOnPage(page, { job, tuning, emit: (event) => void events.push(event) }, server);
    return { value, files: Object.fromEntries(server.files), events };
  };

  const inNode: Place = async (job, sets, { gpus, submit }) => {
    const found = await findDawnGpu({ software: true, report: () => {} });
    const { values } = sendable(sets);
    const data = new Map(
      job.data.map(({ name, shape }) => [name, datasetOf(values.get(name) ?? new Uint8Array(), shape)]),
    );
    let left = gpus;
    const events: JobEvent[] = [];
    const result = await performJob(job, data, {
      openGpu: async () => {
        const gpu = await requestGpu(found);
        if (left-- > 0) loseAt(gpu.device, submit);
        return gpu;
      },
      tuning: { getItem: () => null, setItem: () => {} },
      emit: (event) => void events.push(event),
      keep: async () => {},
      stop: new AbortController().signal,
    });
    return { ...result, events };
  };

  /** Holds every job against itself without a loss: lost thrice in a row at each of some submits. */
  async function holds(place: Place, submits: readonly number[], only = /./): Promise<void> {
    const { weights } = (await place(...trainingOf(), { gpus: 0, submit: 0 })).files;
    for (const [name, job, sets] of jobs(weights ?? new Uint8Array()).filter(([name]) => only.test(name))) {
      const undisturbed = await place(job, sets, { gpus: 0, submit: 0 });
      for (const submit of submits) {
        const { value, files, events } = await place(job, sets, { gpus: 3, submit });
        expect({ name, submit, value }).toEqual({ name, submit, value: undisturbed.value });
        for (const [file, bytes] of Object.entries(undisturbed.files)) {
          if (file !== "checkpoint")
            expect({ name, submit, file, bytes: files[file] }).toEqual({ name, submit, file, bytes });
        }
        // Whatever submits less often is done before it would have been lost.
        const times = events.filter(({ type }) => type === "lost").length;
        if (submit === 1) expect({ name, times }).toEqual({ name, times: 3 });
        expect(events.filter(({ type }) => type === "adapter")).toHaveLength(1);
      }
    }
    const fourth = place(...trainingOf(), { gpus: 4, submit: 1 });
    await expect(fourth).rejects.toMatchObject({ name: "DeviceLostError" });
  }

  const trainingOf = (): [Job, Record<string, Dataset>] => {
    const sets = { train: images };
    return [{ kind: "train", spec: training, data: sendable(sets).refs }, sets];
  };

  test("each job of the command line is done as if none had been, in Chrome", () => holds(inChrome, [1]));

  // Fewer: Dawn's event loop takes one of the processors that a software adapter computes on.
  test.skipIf(missing.length > 0)("and on Dawn in Node", () => holds(inNode, [1], /train|predict|compare/));
});
