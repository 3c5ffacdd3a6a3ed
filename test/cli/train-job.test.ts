/** Training in the built page, over losses of the GPU. */
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { connect } from "puppeteer-core";
import { expect, inject, onTestFinished, test } from "vitest";
import { runOnPage } from "../../src/cli/browser.js";
import type { JobEvent } from "../../src/cli/job.js";
import { servePage } from "../../src/cli/server.js";
import type { TrainOutcome, TrainSpec } from "../../src/cli/train-job.js";
import type { TuningFile } from "../../src/cli/tuning-file.js";
import { sendable } from "../../src/cli/wire.js";
import { type Dataset, datasetOf, PRESETS } from "../../src/index.js";
import { idxImages, MAIN } from "./run-cli.js";

const images = (count: number) => datasetOf(idxImages(count, 4, 4).slice(16), [16]);
const spec: TrainSpec = {
  model: { ...PRESETS.notebook(16), level: "tiled" },
  epochs: 6,
  initialEpoch: 0,
  batchSize: 8,
  shuffle: true,
  samples: 1,
};
/** With a level pinned, nothing is measured. */
const tuning = { content: () => ({}) } as TuningFile;

/** What a page has for this test alone. */
declare global {
  interface Window {
    /** The device opened last. */
    device: GPUDevice;
    /** Takes the device away as it is opened. */
    losesAll: boolean;
  }
}

/**
 * Trains in the built page.
 * @param train on what
 * @param lose whether the GPU is to be lost when the checkpoint has been kept for the `time`-th time, from 1
 * @param losesAll whether each GPU is lost as soon as it is there
 * @param stopAt at which event training is told to stop
 */
async function trained({
  train = images(100),
  lose = () => false,
  losesAll = false,
  stopAt = () => false,
}: {
  train?: Dataset;
  lose?: (time: number) => boolean;
  losesAll?: boolean;
  stopAt?: (event: JobEvent) => boolean;
}) {
  const browser = await connect({ browserWSEndpoint: inject("browser"), protocolTimeout: 0 });
  const context = await browser.createBrowserContext();
  const server = await servePage(pathToFileURL(`${dirname(MAIN)}/page/`), new Map([["train", train.data]]));
  onTestFinished(async () => {
    await context.close();
    await server.close();
    await browser.disconnect();
  });
  const page = await context.newPage();
  await page.evaluateOnNewDocument((losesAll) => {
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...given) {
      window.device = await request.apply(this, given);
      if (losesAll) setTimeout(() => window.device.destroy(), 0);
      return window.device;
    };
    // Checkpoints are due after some time: to the page, each look at the clock is some.
    let now = 0;
    performance.now = () => (now += 1000);
  }, losesAll);
  await page.goto(server.url);
  const events: JobEvent[] = [];
  let times = 0;
  const keep = async () => {
    times += 1;
    if (lose(times)) await page.evaluate(() => window.device.destroy());
  };
  const job = { kind: "train" as const, spec, data: sendable({ train }).refs };
  const stop = new AbortController();
  const emit = (event: JobEvent) => {
    events.push(event);
    if (stopAt(event)) stop.abort();
  };
  const run = { job, tuning, emit, keep, stop: stop.signal };
  const outcome = (await runOnPage(page, run, server)) as TrainOutcome;
  return { events, outcome, kept: times, weights: server.files.get("weights") };
}

const epochsIn = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === "epoch" ? [event.epoch] : []));

test("a lost GPU costs the epochs since the last checkpoint, and the weights are what they would have been", async () => {
  const [left, losing] = [await trained({}), await trained({ lose: (time) => time === 1 })];
  expect(left.events.filter(({ type }) => type === "lost")).toEqual([]);
  const [lost, ...others] = losing.events.flatMap((event) => (event.type === "lost" ? [event.epoch] : []));
  expect({ lost: (lost ?? 0) > 0, others }).toEqual({ lost: true, others: [] });
  expect(new Set(epochsIn(losing.events))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  expect(epochsIn(losing.events).slice(-(6 - (lost ?? 0)))).toEqual([1, 2, 3, 4, 5, 6].slice(lost));
  expect(losing.events.filter(({ type }) => type === "adapter")).toHaveLength(1);
  expect(losing.outcome.stopped).toBe(false);
  expect(losing.weights).toEqual(left.weights);
});

test("a GPU that is lost again and again ends the job with what it was", async () => {
  await expect(trained({ losesAll: true })).rejects.toMatchObject({ name: "DeviceLostError" });
});

test("an epoch that was stopped half way is no checkpoint: going on would leave its other steps out", async () => {
  const inSecond = (event: JobEvent) => event.type === "step" && event.epoch === 2;
  const { events, outcome, kept } = await trained({ train: images(4000), stopAt: inSecond });
  expect(outcome.stopped).toBe(true);
  expect(epochsIn(events)).toEqual([1, 2]);
  const last = events.findLast((event) => event.type === "step");
  expect(last?.step).toBeLessThan(last?.steps ?? 0);
  expect(kept).toBe(1);
});
