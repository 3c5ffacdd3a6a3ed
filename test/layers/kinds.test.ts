import { describe, expect, it } from "vitest";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { dense } from "../../src/layers/dense.js";
import { dropout } from "../../src/layers/dropout.js";
import { flatten } from "../../src/layers/flatten.js";
import { gaussianNoise } from "../../src/layers/gaussian-noise.js";
import { layerNormalization } from "../../src/layers/layer-normalization.js";
import { kindOf, LAYER_KINDS, LAYER_TYPES, type Layer, loweringOf, textOf } from "../../src/layers/layers.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { reshape } from "../../src/layers/reshape.js";
import { sampling } from "../../src/layers/sampling.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { initialValues } from "../../src/model/initializers.js";
import type { Network } from "../../src/model/network.js";
import { placeAll } from "../../src/model/network.js";
import type { View } from "../../src/operations/operation.js";
import { adam } from "../../src/optimizers/adam.js";
import { PlanBuilder } from "../../src/plan/builder.js";
import type { PlanKind } from "../../src/plan/plan.js";

/** Layers of every kind, with the samples that each is given; kinds with a fact that depends on an option come with both. */
const EXAMPLES: readonly (readonly [Layer, readonly number[]])[] = [
  [dense(3, { activation: "elu" }), [5]],
  [dense(3, { activityRegularizer: { l1: 0.1 } }), [5]],
  [conv2d(2, 3, { activation: "relu" }), [6, 6, 2]],
  [conv2dTranspose(2, 3), [4, 4, 2]],
  [maxPool2d(), [4, 4, 3]],
  [upSampling2d(), [3, 3, 2]],
  [flatten(), [2, 3, 4]],
  [reshape([6, -1]), [12]],
  [gaussianNoise(0.1), [5]],
  [gaussianNoise(0.1, { clip: [0, 1] }), [5]],
  [dropout(0.5), [5]],
  [layerNormalization(), [3, 3, 2]],
  [layerNormalization({ epsilon: 1e-5, center: false, scale: false }), [5]],
  [sampling(2), [5]],
];
const named = EXAMPLES.map(([layer, shape]) => [JSON.stringify(layer), layer, shape] as const);

function lowered(layer: Layer, inputShape: readonly number[], kind: PlanKind) {
  const placed = placeAll("encoder", [layer], inputShape)[0];
  if (!placed) throw new Error("No layer was placed.");
  const { outputShape } = placed;
  const shapes = { inputShape, codeShape: outputShape, outputShape };
  const target = { target: "samples", loss: "meanSquaredError", metrics: [], optimizer: adam(), seed: 9 } as const;
  const network: Network = { layers: [placed], encoderLength: 1, ...shapes, ...target };
  const build = new PlanBuilder(network, kind, 4);
  const { y, kept } = loweringOf(layer).forward(build, placed, { buffer: "input" });
  return { build, placed, y, kept, lowering: loweringOf(layer) };
}

describe("every kind of layer", () => {
  it("has an example here", () => {
    expect(new Set(EXAMPLES.map(([{ type }]) => type))).toEqual(new Set(LAYER_TYPES));
  });

  it.each(LAYER_TYPES)("%s is its own kind's", (type) => {
    expect(LAYER_KINDS[type].type).toBe(type);
  });

  it.each(named)("%s draws random numbers while training, and says so", (_, layer, shape) => {
    const randomIn = (kind: PlanKind) =>
      lowered(layer, shape, kind).build.operations.some(({ params }) => "seed" in params && "stream" in params);
    expect(randomIn("train")).toBe(kindOf(layer).random === true);
    for (const kind of ["evaluate", "predict", "encode"] as const) expect(randomIn(kind)).toBe(false);
  });

  it.each(named)("%s adds a penalty to the loss, and says so", (_, layer, shape) => {
    for (const kind of ["train", "evaluate"] as const) {
      const { build, placed, kept, lowering } = lowered(layer, shape, kind);
      const before = build.operations.length;
      lowering.penalty?.(build, placed, kept, { buffer: "loss" });
      expect(build.operations.length > before).toBe(kindOf(layer).penalizes?.(layer) === true);
    }
  });

  it.each(named)("%s keeps for its backward pass what a call or the batch has made", (_, layer, shape) => {
    const { build, placed, y, kept, lowering } = lowered(layer, shape, "train");
    for (const view of Object.values((kept ?? {}) as Record<string, { buffer: string }>)) {
      expect(view.buffer === "input" || build.buffers.has(view.buffer)).toBe(true);
    }
    expect(y.buffer === "input" || build.buffers.has(y.buffer)).toBe(true);
    const dx = lowering.backward(build, placed, kept, { buffer: "dy" }, true);
    expect(dx && (dx.buffer === "dy" || build.buffers.has(dx.buffer))).toBe(true);
    const written = new Set(
      build.operations.flatMap(({ bindings }) =>
        Object.values(bindings as Record<string, View>).map(({ buffer }) => buffer),
      ),
    );
    if (placed.parameters.length > 0) expect(written).toContain("gradients");
  });

  it.each(named)("%s is written in TypeScript by fields that it has, and in Keras", (_, layer) => {
    const { positional, keras } = textOf(layer);
    for (const field of positional) expect(Object.keys(kindOf(layer).fields)).toContain(field);
    expect(keras(layer, 12).length).toBeGreaterThan(0);
  });
});

describe("initial values", () => {
  it("are zeros, ones, or uniform within the limit of the fans", () => {
    expect([...initialValues({ name: "a", shape: [3], initializer: "zeros" }, 1)]).toEqual([0, 0, 0]);
    expect([...initialValues({ name: "g", shape: [3], initializer: "ones" }, 1)]).toEqual([1, 1, 1]);
    const kernel = initialValues({ name: "k", shape: [3, 3, 2, 4], initializer: "glorotUniform" }, 1);
    const limit = Math.sqrt(6 / (9 * (2 + 4)));
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
    expect(Math.max(...kernel.map(Math.abs))).toBeGreaterThan(0.8 * limit);
  });
});
