/** Memory: flat over any number of epochs, on the GPU and in the page; and small beside the data. */
import type { Page } from "puppeteer-core";
import { beforeAll, expect, test } from "vitest";
import { usePage } from "../harness/browser.js";

const context = usePage();

/** Buffers alive on a device, as counted in the page. */
interface Alive {
  readonly buffers: number;
  readonly bytes: number;
}

interface Ledger {
  /** Counts the buffers of a device, from now on. */
  watch(device: GPUDevice): Alive;
}

declare global {
  var ledger: Ledger;
  /** What the page's JavaScript holds in memory, garbage collected first. */
  var heapBytes: () => Promise<number>;
}

beforeAll(async () => {
  const page = context.page as Page;
  const devtools = await page.createCDPSession();
  await page.exposeFunction("heapBytes", async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const usage: object = await devtools.send("Runtime.getHeapUsage");
    const { usedSize = 0, embedderHeapUsedSize = 0, backingStorageSize = 0 } = usage as Record<string, number>;
    return usedSize + embedderHeapUsedSize + backingStorageSize;
  });
  await page.evaluate(() => {
    globalThis.ledger = {
      watch(device) {
        const alive = { buffers: 0, bytes: 0 };
        const create = device.createBuffer.bind(device);
        device.createBuffer = (descriptor) => {
          const buffer = create(descriptor);
          const destroy = buffer.destroy.bind(buffer);
          let counted = true;
          alive.buffers++;
          alive.bytes += buffer.size;
          buffer.destroy = () => {
            alive.buffers -= Number(counted);
            alive.bytes -= counted ? buffer.size : 0;
            counted = false;
            destroy();
          };
          return buffer;
        };
        return alive;
      },
    };
  });
});

test("is flat over 1,000 epochs of a small data set, on the GPU and in the page", async () => {
  const { marks, left } = await context.page.evaluate(async () => {
    const { Autoencoder, dense, requestGpu } = globalThis.isthmus;
    const gpu = await requestGpu();
    const alive = globalThis.ledger.watch(gpu.device);
    const model = await Autoencoder.create({
      input: 16,
      encoder: [dense(4, { activation: "relu" })],
      decoder: [dense(16, { activation: "sigmoid" })],
      level: "tiled",
      gpu,
    });
    const data = Uint8Array.from({ length: 64 * 16 }, (_, index) => (index * 37) % 256);
    const marks: { heap: number; alive: Alive }[] = [];
    const mark = async (event: { type: string; epoch?: number }) => {
      // By then code is compiled, and caches are warm.
      if (event.type !== "epoch" || ![400, 700, 1000].includes(event.epoch ?? 0)) return;
      marks.push({ heap: await globalThis.heapBytes(), alive: { ...alive } });
    };
    await model.fit(data, { epochs: 1000, batchSize: 32, callbacks: [mark] });
    model.dispose();
    gpu.dispose();
    return { marks, left: alive };
  });
  const [first, , last] = marks;
  if (!first || !last) throw new Error("Training took no 1,000 epochs.");
  expect(marks.map(({ alive }) => alive)).toEqual([first.alive, first.alive, first.alive]);
  expect(first.alive.bytes).toBeLessThan(2 ** 20);
  expect(left).toEqual({ buffers: 0, bytes: 0 });
  // 600 epochs of two steps: whatever one of them left behind, an object of 80 bytes each, would show. The history grows.
  expect(last.heap - first.heap).toBeLessThan(96 * 1024);
});

test.each(["naive", "tiled", "fused"] as const)(
  "the notebook's training takes less than 80 MB on the GPU at level %s, MNIST included",
  async (level) => {
    const alive = await context.page.evaluate(async (level) => {
      const { Autoencoder, PRESETS, requestGpu } = globalThis.isthmus;
      const gpu = await requestGpu();
      const alive = globalThis.ledger.watch(gpu.device);
      const model = await Autoencoder.create({ ...PRESETS.notebook(), level, gpu });
      const most = { ...alive };
      const mark = () => {
        if (alive.bytes > most.bytes) Object.assign(most, alive);
        model.stopTraining();
      };
      const [train, validationData] = [new Uint8Array(60_000 * 784), new Uint8Array(10_000 * 784)];
      await model.fit(train, { epochs: 1, batchSize: 256, validationData, callbacks: [mark] });
      mark();
      model.dispose();
      gpu.dispose();
      return most;
    }, level);
    process.stderr.write(
      `MNIST at batch 256, ${level}: ${(alive.bytes / 1e6).toFixed(1)} MB in ${alive.buffers} buffers\n`,
    );
    expect(alive.bytes).toBeGreaterThan(70_000 * 784); // the data themselves: they were counted
    expect(alive.bytes).toBeLessThan(80e6);
  },
);
