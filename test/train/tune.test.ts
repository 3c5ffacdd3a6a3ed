import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";

const context = usePage();

/** Runs in the page against `src/train/tune.ts`, with a small model on an adapter that says it is not software. */
function inPage<Result>(body: string): Promise<Result> {
  return context.page.evaluate(`(async () => {
    const { fastestLevel, candidatesFor, measure } = await import("/src/train/tune.ts");
    const { openModel } = await import("/src/train/model.ts");
    const { dense } = globalThis.isthmus;
    const gpu = await globalThis.harness.gpu();
    const { networkOf } = await import("/src/model/description.ts");
    const { describeModel } = globalThis.isthmus;
    const open = (units) => openModel(networkOf(describeModel({ input: 12, encoder: [dense(units)], decoder: [dense(12, { activation: "sigmoid" })] })), { gpu });
    const asHardware = (model) => ({ ...model, gpu: new Proxy(model.gpu, {
      get: (target, name) => name === "info" ? { ...target.info, software: false } : typeof target[name] === "function" ? target[name].bind(target) : target[name],
    }) });
    const weights = async (model) => JSON.stringify(Object.values(await model.memory.read("weights")).map(({ data }) => [...data]));
    ${body}
  })()`) as Promise<Result>;
}

describe("the tuner", () => {
  it("measures every level where several may win, and leaves the model alone", async () => {
    const { level, same, stored } = await inPage<{ level: string; same: boolean; stored: Record<string, string> }>(`
      const model = asHardware(await open(3));
      const before = await weights(model);
      const stored = {};
      const store = { getItem: (key) => stored[key] ?? null, setItem: (key, value) => { stored[key] = value; } };
      const level = await fastestLevel(model, 16, store);
      const same = (await weights(model)) === before;
      model.dispose();
      return { level, same, stored };
    `);
    expect(["tiled", "fused"]).toContain(level);
    expect(same).toBe(true);
    expect(Object.values(stored)).toEqual([level]);
    expect(Object.keys(stored)[0]).toMatch(/swiftshader.* 12-dense 3-dense 12-adadelta × 16$/);
  });

  it("takes what was measured before, and survives a store that fails or holds nonsense", async () => {
    const levels = await inPage<string[]>(`
      const levels = [];
      for (const [units, store] of [
        [4, { getItem: () => "fused", setItem: () => { throw new Error("measured again"); } }],
        [5, { getItem: () => "turbo", setItem: () => { throw new Error("full"); } }],
      ]) {
        const model = asHardware(await open(units));
        levels.push(await fastestLevel(model, 8, store));
        model.dispose();
      }
      return levels;
    `);
    expect(levels[0]).toBe("fused");
    expect(["tiled", "fused"]).toContain(levels[1]);
  });

  it("has nothing to measure on a software adapter", async () => {
    const candidates = await inPage<string[][]>(`
      return [true, false].map((software) => candidatesFor({ software }));
    `);
    expect(candidates).toEqual([["tiled"], ["tiled", "fused"]]);
  });
});
