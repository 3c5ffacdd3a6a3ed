import { describe, expect, it } from "vitest";
import { VERSION } from "../../src/version.js";
import { usePage } from "../harness/browser.js";

const context = usePage();

const TILED = ["tiled", "tiled-32", "tiled-64"];

/** Runs in the page against its `src/train/tune.ts`, with small models on an adapter that says it is not software. */
function inPage<Result>(body: string): Promise<Result> {
  return context.page.evaluate(`(async () => {
    const { fastestLevel, candidatesFor, measure } = await harness.modules.tune();
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
  it("measures every variant where several may win, and leaves the model alone", async () => {
    const { variant, same, stored } = await inPage<{ variant: string; same: boolean; stored: Record<string, string> }>(`
      const model = asHardware(await open(3));
      const before = await weights(model);
      const stored = {};
      const store = { getItem: (key) => stored[key] ?? null, setItem: (key, value) => { stored[key] = value; } };
      const variant = await fastestLevel(model, 16, { bytes: true }, store);
      const same = (await weights(model)) === before;
      model.dispose();
      return { variant, same, stored };
    `);
    expect([...TILED, "fused"]).toContain(variant);
    expect(same).toBe(true);
    expect(Object.values(stored)).toEqual([`${variant} (${VERSION})`]);
    expect(Object.keys(stored)[0]).toMatch(
      /^isthmus level .*swiftshader.* 12-dense 3 .*-dense 12 sigmoid .*-binaryCrossentropy-adadelta × 16$/,
    );
  });

  it("takes what was measured before, and survives a store that fails or holds nonsense", async () => {
    const variants = await inPage<string[]>(`
      const variants = [];
      for (const [units, store] of [
        [4, { getItem: () => "tiled-64 (${VERSION})", setItem: () => { throw new Error("measured again"); } }],
        [5, { getItem: () => "turbo (${VERSION})", setItem: () => { throw new Error("full"); } }],
      ]) {
        const model = asHardware(await open(units));
        variants.push(await fastestLevel(model, 8, { bytes: true }, store));
        model.dispose();
      }
      return variants;
    `);
    expect(variants[0]).toBe("tiled-64");
    expect([...TILED, "fused"]).toContain(variants[1]);
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
        const variant = await measure(on(/^(matmul-shared|dense-rows)/), candidates, 8, { bytes: true });
        const message = await measure(on(/./), ["tiled", "fused"], 8, { bytes: true }).then(() => "none", (error) => error.message);
        return { variant, message };
      } finally {
        model.dispose();
      }
    `);
    expect(variant).toBe("tiled");
    expect(message).toContain("no such kernel here");
  });
});
