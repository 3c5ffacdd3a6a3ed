import { describe, expect, it } from "vitest";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import type { ModelOnGpu, TuningStore } from "../../src/train/model.js";
import { Tunings } from "../../src/train/tunings.js";
import { VERSION } from "../../src/version.js";

/** A model on an adapter of this name: what is remembered for the process is each test's own. */
function modelOn(device: string, subgroups = false, description = ""): ModelOnGpu {
  const info = { vendor: "acme", architecture: "one", device, description, software: false };
  return { gpu: { info, subgroups }, network: networkOf(describeModel(PRESETS.notebook(16))) } as unknown as ModelOnGpu;
}

function storeOf(kept: Record<string, string>): TuningStore {
  return {
    getItem: (key) => kept[key] ?? null,
    setItem: (key, value) => void Object.assign(kept, { [key]: value }),
  };
}

const TRAITS = { bytes: true };
const CHOICE = {
  level: { level: "tiled-64", operations: { "matmul m=4": "tiled-32" } },
  steps: { "tiled-64": 2 },
} as const;

describe("what the tuner has found out", () => {
  it("is kept by all that decides, and given back", () => {
    const kept: Record<string, string> = {};
    const tunings = new Tunings(modelOn("a", true), 16, TRAITS, storeOf(kept));
    expect(tunings.kept).toBeUndefined();
    tunings.keep(CHOICE);
    tunings.keepTimes("matmul m=4", { tiled: 1, "tiled-64": 0.5 });
    expect(kept).toEqual({
      "isthmus level acme/one/a/subgroups 16-dense 32 relu true-dense 16 sigmoid true-binaryCrossentropy-adadelta × 16":
        JSON.stringify({ version: VERSION, ...CHOICE }),
      "isthmus kernel acme/one/a/subgroups matmul m=4": JSON.stringify({ version: VERSION, tiled: 1, "tiled-64": 0.5 }),
    });
    const again = new Tunings(modelOn("a", true), 16, TRAITS, storeOf(kept));
    expect(again.kept).toEqual(CHOICE);
    expect(again.timesOf("matmul m=4", ["tiled"])).toEqual({ tiled: 1, "tiled-64": 0.5 });
    expect(again.timesOf("matmul m=4", ["tiled", "tiled-32"])).toBeUndefined();
    expect(again.timesOf("matmul m=5", [])).toBeUndefined();
  });

  it("is another's on another adapter, at another batch size, and with other data", () => {
    const kept: Record<string, string> = {};
    new Tunings(modelOn("b"), 16, TRAITS, storeOf(kept)).keep(CHOICE);
    const others = [
      new Tunings(modelOn("b", true), 16, TRAITS, storeOf(kept)),
      new Tunings(modelOn("c"), 16, TRAITS, storeOf(kept)),
      new Tunings(modelOn("b", false, "driver 2"), 16, TRAITS, storeOf(kept)),
      new Tunings(modelOn("b"), 17, TRAITS, storeOf(kept)),
      new Tunings(modelOn("b"), 16, { ...TRAITS, weighted: true }, storeOf(kept)),
    ];
    for (const { kept: choice } of others) expect(choice).toBeUndefined();
  });

  it.each([
    "tiled",
    "{",
    "[]",
    "null",
    JSON.stringify({ ...CHOICE, version: "0.0.0" }),
    JSON.stringify({ version: VERSION, level: "turbo" }),
    JSON.stringify({ version: VERSION, level: { level: "tiled", operations: { "matmul m=4": "turbo" } } }),
    JSON.stringify({ version: VERSION, level: { operations: {} } }),
    JSON.stringify({ version: VERSION, level: { level: "tiled", operations: null } }),
    JSON.stringify({ version: VERSION, level: { level: "tiled", operations: ["tiled"] } }),
    JSON.stringify({ version: VERSION, level: { level: "tiled-64" } }),
    JSON.stringify({ version: VERSION, ...CHOICE, steps: null }),
    JSON.stringify({ version: VERSION, ...CHOICE, steps: { tiled: "1" } }),
  ])("is nothing where there is nonsense, or another version's: %s", (text) => {
    const store = { getItem: () => text, setItem: () => {} };
    expect(new Tunings(modelOn(text), 16, TRAITS, store).kept).toBeUndefined();
  });

  it.each([null, [0.5], { tiled: "0.5" }, { tiled: 1, fused: null }])("has no times of an operation in %j", (times) => {
    const text = JSON.stringify({ version: VERSION, ...(times && { ...times }) });
    const store = { getItem: () => text, setItem: () => {} };
    expect(new Tunings(modelOn(text), 16, TRAITS, store).timesOf("matmul m=4", ["tiled"])).toBeUndefined();
  });

  it("lives as long as the process where a store fails", () => {
    const store = {
      getItem: () => null,
      setItem: () => {
        throw new Error("full");
      },
    };
    new Tunings(modelOn("d"), 16, TRAITS, store).keep(CHOICE);
    expect(new Tunings(modelOn("d"), 16, TRAITS, store).kept).toEqual(CHOICE);
  });
});
