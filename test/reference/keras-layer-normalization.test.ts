import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { layerNormalization } from "../../src/layers/layer-normalization.js";
import { loweringOf } from "../../src/layers/layers.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { initialValues } from "../../src/model/initializers.js";
import { layOut } from "../../src/plan/arena.js";
import { PlanBuilder } from "../../src/plan/builder.js";
import { ARENAS } from "../../src/plan/plan.js";
import { TWINS } from "../../src/reference/twins.js";

/** What make_keras_layer_normalization.py wrote: all numbers as Keras had them, in float64. */
interface Case {
  readonly options: { readonly epsilon?: number; readonly center?: boolean; readonly scale?: boolean };
  /** The batch's. */
  readonly shape: readonly number[];
  readonly x: readonly number[];
  readonly dy: readonly number[];
  readonly y: readonly number[];
  readonly dx: readonly number[];
  /** In Keras's order. */
  readonly weights: Readonly<
    Record<"gamma" | "beta", Readonly<Record<"initial" | "value" | "gradient", readonly number[]>>>
  >;
}

const CASES: Readonly<Record<string, Case>> = JSON.parse(
  readFileSync(new URL("../golden/keras-layer-normalization.json", import.meta.url), "utf8"),
);

/** Both compute in double precision, in another order: some hundreds of 2⁻⁵³, for sums of up to 12 terms. */
const TOLERANCE = 1e-13;

function expectAll(actual: ArrayLike<number> | undefined, wanted: readonly number[], what: string): void {
  expect(actual?.length, what).toBe(wanted.length);
  for (const [index, value] of wanted.entries()) {
    const error = Math.abs((actual?.[index] ?? Number.NaN) - value);
    expect(error, `${what}[${index}]`).toBeLessThanOrEqual(TOLERANCE * (1 + Math.abs(value)));
  }
}

/** The layer's own calls, forward and back, by their twins. */
function run({ options, shape, x, dy, weights }: Case) {
  const [rows = 0, ...input] = shape;
  const layer = layerNormalization(options);
  const network = networkOf(describeModel({ input, encoder: [layer], decoder: [layerNormalization()] }));
  const placed = network.layers[0];
  if (!placed) throw new Error("No layer was placed.");
  const build = new PlanBuilder(network, "train", rows);
  const { forward, backward } = loweringOf(layer);
  const { y, kept } = forward(build, placed, { buffer: "given x" });
  const dx = backward(build, placed, kept, { buffer: "given dy" }, true);
  const layout = layOut(network.layers);
  const buffers = new Map<string, Float64Array>([
    ["given x", Float64Array.from(x)],
    ["given dy", Float64Array.from(dy)],
    [ARENAS.weights, new Float64Array(layout.length)],
    [ARENAS.gradients, new Float64Array(layout.length)],
  ]);
  const valuesAt = ({ buffer, offset = 0, length }: { buffer: string; offset?: number; length?: number }) => {
    const values = buffers.get(buffer) ?? new Float64Array(x.length);
    buffers.set(buffer, values);
    return length === undefined ? values : values.subarray(offset, offset + length);
  };
  for (const [name, { value }] of Object.entries(weights)) {
    valuesAt(build.weights(`encoder.0.${name}`)).set(value);
  }
  const step = { start: 0, slot: 0, random: 0, learningRate: 0, epsilon: 0 };
  for (const { operation, bindings, params, constants } of build.operations) {
    const reals = Object.fromEntries(Object.entries(bindings).map(([name, view]) => [name, valuesAt(view)]));
    TWINS.get(operation)?.({ reals, words: {}, params, constants, step });
  }
  const gradients = Object.keys(weights).map((name) => [name, valuesAt(build.gradient(`encoder.0.${name}`))] as const);
  return {
    y: valuesAt(y),
    dx: dx && valuesAt(dx),
    gradients: Object.fromEntries(gradients),
    parameters: placed.parameters,
  };
}

describe("the float64 reference is Keras's LayerNormalization, forward and back, of", () => {
  it.each(Object.entries(CASES))("%s", (_, golden) => {
    const { y, dx, gradients, parameters } = run(golden);
    expectAll(y, golden.y, "y");
    expectAll(dx, golden.dx, "dx");
    expect(parameters.map(({ name }) => name)).toEqual(Object.keys(golden.weights).map((name) => `encoder.0.${name}`));
    for (const [index, [name, { initial, gradient }]] of Object.entries(golden.weights).entries()) {
      expectAll(gradients[name], gradient, `gradient of ${name}`);
      const parameter = parameters[index];
      if (parameter) expect([...initialValues(parameter, 1)]).toEqual(initial);
    }
  });
});
