import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { conv2d } from "../../src/layers/conv2d.js";
import { dense } from "../../src/layers/dense.js";
import { layerNormalization } from "../../src/layers/layer-normalization.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import { adam } from "../../src/optimizers/adam.js";
import { planFor } from "../../src/plan/lower.js";
import { type BufferSpec, type Draft, LEVELS, type PlanKind, PRECISIONS } from "../../src/plan/plan.js";
import { verify } from "../../src/plan/verify.js";
import { anyModel } from "./arbitrary-models.js";
import "./loaded.js";

const KINDS: readonly PlanKind[] = ["train", "evaluate", "predict", "encode", "decode"];

const MODELS = {
  ...Object.fromEntries(Object.entries(PRESETS).map(([name, preset]) => [name, preset([28, 28])])),
  normalized: {
    input: [28, 28, 1],
    encoder: [
      conv2d(16, 3, { padding: "same", activation: "relu" }),
      layerNormalization(),
      maxPool2d(2),
      conv2d(8, 3, { padding: "same" }),
      layerNormalization({ center: false }),
    ],
    decoder: [
      upSampling2d(2),
      layerNormalization({ scale: false }),
      conv2d(1, 3, { padding: "same", activation: "sigmoid" }),
    ],
  },
  "normalized rows": {
    input: 784,
    encoder: [dense(128, { activation: "relu" }), layerNormalization(), dense(32)],
    decoder: [layerNormalization(), dense(784, { activation: "sigmoid" })],
  },
  clipped: { ...PRESETS.convolutional([28, 28]), optimizer: adam({ clipnorm: 1 }), metrics: ["mse", "kl"] as const },
};

/** Names the pass behind which a draft is not whole. */
function verified(draft: Draft, pass: string): void {
  try {
    verify(draft);
  } catch (cause) {
    throw new Error(`After the pass "${pass}": ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

describe("every pass", () => {
  it.each(Object.entries(MODELS))("leaves a draft of %s whole, and so is its plan", (_, model) => {
    const network = networkOf(describeModel(model));
    for (const level of LEVELS) {
      for (const kind of KINDS) {
        for (const rows of [1, 128, 2048]) {
          for (const subgroups of [false, true]) {
            verify(planFor(network, { kind, level, rows, subgroups, bytes: true }, verified));
          }
        }
      }
    }
  });

  it("leaves a draft of any model whole, with weights, targets or a mask", () => {
    const traits = fc.record({
      bytes: fc.boolean(),
      targetBytes: fc.boolean(),
      weighted: fc.boolean(),
      masked: fc.boolean(),
      precision: fc.constantFrom(...PRECISIONS),
    });
    fc.assert(
      fc.property(anyModel, fc.constantFrom(...LEVELS), traits, (model, level, given) => {
        const network = networkOf(describeModel(model));
        verify(planFor(network, { kind: "train", rows: 5, level, ...given }, verified));
      }),
      { numRuns: 100 },
    );
  });
});

describe("verify", () => {
  const network = networkOf(describeModel(PRESETS.notebook()));
  let draft: Draft;
  beforeEach(() => {
    planFor(network, { kind: "train", level: "naive", rows: 4, bytes: true }, (given) => {
      draft = given;
    });
  });
  const without = (index: number): Draft => ({
    ...draft,
    operations: draft.operations.filter((_, at) => at !== index),
  });

  it("finds what is read before it is written", () => {
    expect(() => verify(without(0))).toThrow(/encoder\.0\/matmul \(matmul\): reads x, "x", before it is written/);
    expect(() => verify(without(1))).toThrow(/reads z, "encoder\.0\.z"/);
  });

  it("finds a buffer that is too small, or is not there", () => {
    const x: BufferSpec = { name: "x", role: "activation", scalar: "f32", shape: [4, 783] };
    const small = new Map([...draft.buffers]).set("x", x);
    expect(() => verify({ ...draft, buffers: small })).toThrow(/needs 3136 values of x, "x", which has 3132/);
    const none = new Map([...draft.buffers].filter(([name]) => name !== "dy"));
    expect(() => verify({ ...draft, buffers: none })).toThrow(/"dy", which is no buffer/);
  });

  it("finds an operand without a buffer, and a result that nothing writes", () => {
    const [gather, product, ...others] = draft.operations;
    const { w: _, ...bindings } = { w: {}, ...product?.bindings };
    const operations = [gather, { ...product, bindings }, ...others] as Draft["operations"];
    expect(() => verify({ ...draft, operations })).toThrow(/binds nothing to w/);
    expect(() => verify({ ...draft, output: "nowhere" })).toThrow(/Nothing writes the result/);
  });
});

describe("loadPlanning", () => {
  /** The plans as they are before anything is loaded. */
  async function untouched() {
    vi.resetModules();
    return import("../../src/plan/lower.js");
  }

  it.each(LEVELS)("is enough for what it was asked, level %s", async (level) => {
    const { loadPlanning, planFor: fresh } = await untouched();
    for (const rows of [1, 256, 257, 2048, 5000]) {
      for (const model of Object.values(MODELS)) {
        const settings = { kind: "train", level, rows, bytes: true } as const;
        const network = networkOf(describeModel(model));
        await loadPlanning(network, settings);
        expect(fresh(network, settings)).toEqual(planFor(network, settings));
      }
    }
  });

  it("is needed", async () => {
    const { planFor: fresh } = await untouched();
    const settings = { kind: "train", level: "tiled", rows: 4, bytes: true } as const;
    expect(() => fresh(networkOf(describeModel(PRESETS.notebook())), settings)).toThrow(/not loaded/);
  });
});
