import type { CDPSession, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { ready, Site } from "./visit.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
afterEach(() => site.check());

const RUNS = 20;
/** Then everything that is kept of the last few models is full. */
const FULL = 8;
/** A model's file: 784 × 32 and 32 × 784 weights, and biases, of 4 bytes. */
const MODEL = 4 * (2 * 784 * 32 + 32 + 784);
/** What the view Explore has of a model: 2,000 samples of 784 bytes, and their codes of 32 floats. */
const BOOK = 2000 * (784 + 4 * 32);
/** A browser lets go of a view that was left when it has time: at a measurement, so many may be there still. */
const LEFT = 3;

interface Counting {
  live: { buffers: number; bytes: number };
}

/** Counts the worker's GPU buffers from now on: those that are made less those that are destroyed. */
function countBuffers(): void {
  const live = { buffers: 0, bytes: 0 };
  (globalThis as unknown as Counting).live = live;
  const counted = new WeakSet<GPUBuffer>();
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    counted.add(buffer);
    live.buffers++;
    live.bytes += buffer.size;
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    if (counted.delete(this)) {
      live.buffers--;
      live.bytes -= this.size;
    }
    return destroy.call(this);
  };
}

/** Bytes that JavaScript holds after what is garbage has gone: objects, and what their buffers hold. */
async function held(client: CDPSession): Promise<number> {
  // What is freed may free more.
  for (let time = 0; time < 3; time++) await client.send("HeapProfiler.collectGarbage");
  const usage = (await client.send("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

/** A handle that is kept would keep its element, and the view around it. */
async function shown(page: Page, selector: string): Promise<void> {
  await (await page.waitForSelector(selector))?.dispose();
}

async function run(page: Page): Promise<void> {
  await page.click("#start");
  await shown(page, "#stop");
  await shown(page, ".downloads a");
  // What follows from a run is looked at, too.
  await page.click('.tabs a[href^="#/explore"]');
  await shown(page, ".explore[aria-busy=false] canvas.map");
  await page.click('.tabs a[href^="#/train"]');
  await shown(page, "train-view");
}

it("holds after twenty runs what it held after eight", async () => {
  const page = await site.visit({ fragment: "#/train?optimizer=adam&epochs=1&batchSize=128&limit=1024" });
  await ready(page);
  const worker = page.workers().find((one) => one.url().includes("/worker-"));
  if (!worker) throw new Error("There is no worker.");
  await worker.evaluate(countBuffers);
  const own = await page.createCDPSession();
  const measure = async () => ({
    gpu: await worker.evaluate(() => (globalThis as unknown as Counting).live),
    page: await held(own),
    worker: await held(worker.client),
  });
  let full: Awaited<ReturnType<typeof measure>> | undefined;
  for (let done = 1; done <= RUNS; done++) {
    await run(page);
    if (done === FULL) full = await measure();
  }
  const last = await measure();
  process.stderr.write(`${JSON.stringify({ full, last })}\n`);
  expect(last.gpu).toEqual(full?.gpu);
  // A run that left half of its model behind would be seen, and runs whose views stayed.
  const most = ((RUNS - FULL) * MODEL) / 2;
  expect(last.page - (full?.page ?? 0)).toBeLessThan(most + LEFT * BOOK);
  expect(last.worker - (full?.worker ?? 0)).toBeLessThan(most);
});
