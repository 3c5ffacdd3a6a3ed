import { describe, expect, it } from "vitest";
import type { Level, TunedLevel } from "../../src/index.js";
import { levelIn } from "../../src/plan/tuned-level.js";
import { VERSION } from "../../src/version.js";
import { usePage } from "../harness/browser.js";

const context = usePage();

const TILED = ["tiled", "tiled-32", "tiled-64"];

/** The products forward of a small model, by large tiles an invocation. */
const LARGE = {
  "matmul HAS_BIAS=1 k=12 m=16 n=8 b,w,x,z": "tiled",
  "matmul HAS_BIAS=1 k=8 m=16 n=12 b,w,x,z": "tiled",
};

/** Runs in the page against its `src/train/tune.ts`, with small models on an adapter that says it is not software. */
function inPage<Result>(body: string): Promise<Result> {
  return context.page.evaluate(`(async () => {
    const { fastestLevel, candidatesFor, measure } = await harness.modules.tune();
    const { Tunings } = await harness.modules.tunings();
    const { openModel } = await harness.modules.model();
    const { networkOf } = await harness.modules.description();
    const { conv2d, dense, describeModel } = globalThis.isthmus;
    const gpu = await globalThis.harness.gpu();
    const opened = (model) => openModel(networkOf(describeModel(model)), { gpu });
    const open = (units, size = 12) => opened({
      input: size, encoder: [dense(units)], decoder: [dense(size, { activation: "sigmoid" })],
    });
    const proxied = (target, changes) => new Proxy(target, {
      get: (_, name) => name in changes ? changes[name] : typeof target[name] === "function" ? target[name].bind(target) : target[name],
    });
    const asHardware = (model) => ({ ...model, gpu: proxied(model.gpu, { info: { ...model.gpu.info, software: false } }) });
    const weights = async (model) => JSON.stringify(Object.values(await model.memory.read("weights")).map(({ data }) => [...data]));
    ${body}
  })()`) as Promise<Result>;
}

describe("the tuner", () => {
  it("measures every level and every kernel where several may win, and leaves the model alone", async () => {
    const { level, same, stored } = await inPage<{
      level: Level | TunedLevel;
      same: boolean;
      stored: Record<string, string>;
    }>(`
      const model = asHardware(await open(3));
      const before = await weights(model);
      const stored = {};
      const store = { getItem: (key) => stored[key] ?? null, setItem: (key, value) => { stored[key] = value; } };
      const level = await fastestLevel(model, 16, { bytes: true }, store);
      const same = (await weights(model)) === before;
      model.dispose();
      return { level, same, stored };
    `);
    expect([...TILED, "fused"]).toContain(levelIn(level));
    expect(same).toBe(true);
    const entries = Object.entries(stored).map(([key, value]) => [key, JSON.parse(value)] as const);
    const [choice, ...others] = entries.filter(([key]) => key.startsWith("isthmus level "));
    expect(others).toEqual([]);
    expect(choice?.[0]).toMatch(
      /^isthmus level .*swiftshader.* 12-dense 3 .*-dense 12 sigmoid .*-binaryCrossentropy-adadelta × 16$/,
    );
    expect(choice?.[1]).toMatchObject({ version: VERSION, level });
    expect(Object.keys(choice?.[1].steps).sort()).toEqual([...TILED, "fused"].sort());
    // Each operation for which levels have different kernels, at each level for GPUs and with large tiles.
    const kernels = entries.filter(([key]) => key.startsWith("isthmus kernel "));
    const names = kernels.map(([key]) => /swiftshader[^ ]* (\S+)/.exec(key)?.[1]);
    expect(new Set(names)).toEqual(new Set(["matmul", "bias-gradient", "loss-and-gradient", "batch-mean"]));
    for (const [, { version, ...times }] of kernels) {
      expect(version).toBe(VERSION);
      expect(Object.keys(times).sort()).toEqual([...TILED].sort());
      for (const time of Object.values(times)) expect(time).toBeGreaterThanOrEqual(0);
    }
  });

  it("takes what was measured before, a level or kernels of several", async () => {
    const tuned = { level: "tiled-64", operations: { "matmul k=12 m=8 n=5 w,x,z": "tiled" } };
    const levels = await inPage<unknown[]>(`
      const levels = [];
      for (const [units, level] of [[4, "tiled-64"], [5, ${JSON.stringify(tuned)}]]) {
        const kept = JSON.stringify({ version: "${VERSION}", level, steps: {} });
        const store = { getItem: () => kept, setItem: () => { throw new Error("measured again"); } };
        const model = asHardware(await open(units));
        levels.push(await fastestLevel(model, 8, { bytes: true }, store));
        model.dispose();
      }
      return levels;
    `);
    expect(levels).toEqual(["tiled-64", tuned]);
  });

  it("gives kernels that are taken as they are given back: the same bits", async () => {
    const { events, bits } = await inPage<{ events: { level: string; tuned?: TunedLevel }[]; bits: string[] }>(`
      const { Autoencoder } = globalThis.isthmus;
      const description = { input: 12, encoder: [dense(8)], decoder: [dense(12, { activation: "sigmoid" })] };
      const samples = Uint8Array.from({ length: 12 * 40 }, (_, index) => (index * 89) % 256);
      const trained = async (level) => {
        const model = await Autoencoder.create({ ...description, gpu, level });
        let begun;
        for await (const event of model.fitEvents(samples, { epochs: 2, batchSize: 16 })) if (event.type === "begin") begun = event;
        const bits = JSON.stringify(Object.values(await model.getWeights()).map(({ data }) => [...data]));
        model.dispose();
        return { event: { level: begun.level, tuned: begun.tuned }, bits };
      };
      const given = { level: "tiled-32", operations: ${JSON.stringify(LARGE)} };
      const first = await trained(given);
      const again = await trained(first.event.tuned);
      const own = await trained("tiled-32");
      return { events: [first.event, again.event, own.event], bits: [first.bits, again.bits] };
    `);
    const given = { level: "tiled-32", operations: LARGE };
    expect(events).toEqual([
      { level: "tiled-32", tuned: given },
      { level: "tiled-32", tuned: given },
      { level: "tiled-32", tuned: undefined },
    ]);
    expect(bits[1]).toBe(bits[0]);
  });

  it("has nothing to measure on a software adapter, and elsewhere only what differs", async () => {
    const candidates = await inPage<string[][]>(`
      const [small, long, image] = [await open(3), await open(3, 100), await opened({
        input: [4, 4, 4],
        encoder: [conv2d(4, 3, { padding: "same", activation: "relu" })],
        decoder: [conv2d(4, 3, { padding: "same", activation: "sigmoid" })],
      })];
      try {
        const models = [small, ...[small, long, image].map(asHardware)];
        return await Promise.all(models.map((model) => candidatesFor(model, 8, { bytes: true })));
      } finally {
        for (const model of [small, long, image]) model.dispose();
      }
    `);
    expect(candidates).toEqual([
      ["tiled"],
      ["tiled", "fused", "tiled-32", "tiled-64"], // sums too short to be split
      ["tiled", "fused", "tiled-32", "tiled-32-split", "tiled-64", "tiled-64-split"],
      ["tiled", "tiled-32"], // convolutions have one form for GPUs; there are no matrix products, and no stack of dense layers
    ]);
  });

  it("passes over what the adapter cannot compile, and says why where nothing is left", async () => {
    const { variant, message } = await inPage<{ variant: string; message: string }>(`
      const model = await open(6);
      const real = model.gpu.device;
      const device = (refused) => proxied(real, {
        createComputePipelineAsync: (given) => refused.test(given.label)
          ? Promise.reject(new Error("no such kernel here: " + given.label)) : real.createComputePipelineAsync(given),
      });
      // Another object for the device: pipelines are kept by it.
      const on = (refused) => ({ ...model, gpu: proxied(model.gpu, { device: device(refused) }) });
      try {
        const candidates = await candidatesFor(asHardware(model), 8, { bytes: true });
        const traits = { bytes: true };
        const tunings = new Tunings(model, 8, traits, { getItem: () => null, setItem: () => {} });
        const variant = await measure(on(/^(matmul-shared|dense-rows)/), candidates, 8, traits, tunings);
        const message = await measure(on(/./), ["tiled", "fused"], 8, traits, tunings).then(() => "none", (error) => error.message);
        return { variant, message };
      } finally {
        model.dispose();
      }
    `);
    expect(variant).toBe("tiled");
    expect(message).toContain("no such kernel here");
  });
});
