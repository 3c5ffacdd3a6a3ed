import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS, type Preset } from "../../src/model/presets.js";
import type { AnyOperation } from "../../src/operations/operation.js";
import { type PlanSettings, planFor } from "../../src/plan/lower.js";
import { GPU_LEVELS, LEVELS, type Level } from "../../src/plan/plan.js";
import { keyOf } from "../../src/plan/tuned-level.js";
import { verify } from "../../src/plan/verify.js";
import { anyModel } from "./arbitrary-models.js";
import "./loaded.js";

const networks = Object.fromEntries(
  Object.entries(PRESETS).map(([name, preset]) => [name, networkOf(describeModel(preset([28, 28])))]),
);
const NAMES = Object.keys(PRESETS) as Preset[];
const network = (name: Preset) => networks[name] as ReturnType<typeof networkOf>;

const settingsAt = (level: PlanSettings["level"], rows = 128): PlanSettings => ({
  kind: "train",
  rows,
  level,
  bytes: true,
});

/** The keys of a plan's operations. */
function keysOf(of: ReturnType<typeof networkOf>, settings: PlanSettings): string[] {
  let keys: string[] = [];
  planFor(of, settings, ({ operations }) => {
    keys = operations.map(keyOf);
  });
  return keys;
}

const allAt = (keys: readonly string[], level: Level) => Object.fromEntries(keys.map((key) => [key, level]));

describe("the key of an operation", () => {
  const product: AnyOperation = {
    label: "encoder.0/forward",
    operation: "matmul",
    bindings: {
      x: { buffer: "x" },
      w: { buffer: "weights", offset: 64, length: 8 },
      b: { buffer: "b" },
      z: { buffer: "z" },
    },
    params: { m: 256, k: 784, n: 32 },
    constants: { HAS_BIAS: 1, ACTIVATION: 0 },
  };

  it("has all that decides which kernel is fastest, and nothing else", () => {
    expect(keyOf(product)).toBe("matmul HAS_BIAS=1 k=784 m=256 n=32 b,w,x,z");
    const elsewhere = {
      ...product,
      label: "decoder.3/forward",
      bindings: { z: { buffer: "q" }, x: { buffer: "y" }, w: { buffer: "v" }, b: { buffer: "c" } },
    };
    expect(keyOf({ ...elsewhere, params: { n: 32, m: 256, k: 784 }, constants: { HAS_BIAS: 1 } })).toBe(keyOf(product));
    const { b: _, ...bindings } = product.bindings;
    const others: AnyOperation[] = [
      { ...product, operation: "conv2d" },
      { ...product, params: { ...product.params, m: 255 } },
      { ...product, constants: { ...product.constants, ACTIVATION: 1 } },
      { ...product, constants: { ...product.constants, TRANSPOSE_X: 1 } },
      { ...product, bindings },
    ];
    expect(new Set([product, ...others].map(keyOf)).size).toBe(6);
  });

  it("tells convolutions of other strides, kernels and paddings apart", () => {
    const keys = keysOf(network("convolutional"), settingsAt("tiled"));
    const convolution = keys.find((key) => key.startsWith("conv2d ")) ?? "";
    expect(convolution).toMatch(
      /in_channels=\d+ .*kernel_height=3 kernel_width=3 .*pad_left=1 .*stride_x=1 stride_y=1/,
    );
  });
});

describe("a plan by a level with kernels of others", () => {
  it.each(NAMES)("is that level's own where none is named: %s", (name) => {
    for (const level of LEVELS) {
      const own = planFor(network(name), settingsAt(level));
      expect(planFor(network(name), settingsAt({ level, operations: {} }))).toEqual(own);
      expect(planFor(network(name), settingsAt({ level, operations: { "matmul m=1": "naive" } }))).toEqual(own);
    }
    const keys = keysOf(network(name), settingsAt("naive"));
    const naive = planFor(network(name), settingsAt("naive"));
    expect(planFor(network(name), settingsAt({ level: "naive", operations: allAt(keys, "tiled-64") }))).toEqual(naive);
  });

  it.each(NAMES)("is another's for GPUs where all are named: %s", (name) => {
    for (const base of GPU_LEVELS) {
      const keys = keysOf(network(name), settingsAt(base));
      for (const level of GPU_LEVELS) {
        const { calls, buffers } = planFor(network(name), settingsAt({ level: base, operations: allAt(keys, level) }));
        const other = planFor(network(name), settingsAt(level));
        // What adds up parts is no operation of its own before kernels are chosen.
        const sums = (label: string) => label.endsWith("-sum");
        expect(calls.filter(({ label }) => !sums(label))).toEqual(other.calls.filter(({ label }) => !sums(label)));
        expect(buffers).toEqual(other.buffers);
      }
    }
  });

  it("takes one kernel from the level that is named, and all others from its own", () => {
    const rows = 256;
    const own = planFor(network("notebook"), settingsAt("tiled-32", rows));
    const [key = ""] = keysOf(network("notebook"), settingsAt("tiled-32", rows)).filter((each) =>
      each.includes("ACTIVATION=1"),
    );
    const tuned = planFor(network("notebook"), settingsAt({ level: "tiled-32", operations: { [key]: "tiled" } }, rows));
    const changed = tuned.calls.filter((call, index) => call.kernel !== own.calls[index]?.kernel);
    expect(changed.map(({ label, kernel }) => [label, kernel])).toEqual([["encoder.0/forward", "matmul-quads"]]);
    expect(tuned.level).toBe("tiled-32");
  });

  it("is whole for any choice, and takes its own kernel where the other level has none", () => {
    const models = fc.oneof(
      anyModel.map((model) => networkOf(describeModel(model))),
      fc.constantFrom(...NAMES).map(network),
    );
    const given = fc.tuple(
      models,
      fc.constantFrom(...LEVELS),
      fc.boolean(),
      fc.infiniteStream(fc.constantFrom(...LEVELS)),
    );
    fc.assert(
      fc.property(given, ([of, level, subgroups, levels]) => {
        const settings = { ...settingsAt(level, 5), subgroups };
        const operations = Object.fromEntries(keysOf(of, settings).map((key) => [key, levels.next().value as Level]));
        verify(planFor(of, { ...settings, level: { level, operations } }));
      }),
      { numRuns: 100 },
    );
  });
});
