import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { adam as adamWith } from "../../src/optimizers/adam.js";
import { stepSettings } from "../../src/optimizers/optimizers.js";
import { activationGradient } from "../../src/reference/activation-gradient.js";
import { adam } from "../../src/reference/adam.js";
import { biasActivation } from "../../src/reference/bias-activation.js";
import { categoricalCrossentropyGradient } from "../../src/reference/categorical-crossentropy-gradient.js";
import { categoricalCrossentropyLoss } from "../../src/reference/categorical-crossentropy-loss.js";
import { rmsprop, rmspropMomentum } from "../../src/reference/rmsprop.js";
import { sgd, sgdMomentum } from "../../src/reference/sgd.js";
import { softmax } from "../../src/reference/softmax.js";
import { softmaxGradient } from "../../src/reference/softmax-gradient.js";
import type { Twin, TwinCall } from "../../src/reference/twin.js";
import { randomFloats } from "../harness/kernel-check.js";

/**
 * The first link of the chain of trust, for twins by themselves: gradients are those of what they are the gradient of, and
 * optimizers take the steps that their rule comes to for a gradient that stays the same, written in closed form.
 */

/** Central differences err by h² f‴ / 6 ≈ 1e-10 and by rounding, 1e-16 / h ≈ 1e-11. */
const H = 1e-5;
const TOLERANCE = 1e-8;

/** Runs a twin on buffers given; those of `outputs` are made, and returned with all others. */
function run(twin: Twin, buffers: Record<string, Float64Array>, settings: Partial<TwinCall>, outputs = {}) {
  const made = Object.fromEntries(
    Object.entries(outputs).map(([name, length]) => [name, new Float64Array(Number(length))]),
  );
  const reals = { ...buffers, ...made };
  const step = { start: 0, slot: 0, random: 0, learningRate: 1 };
  twin({ reals, words: {}, params: {}, constants: {}, step, ...settings });
  return (name: string) => reals[name] ?? new Float64Array();
}

/** The gradient of `f` at `x` by central differences. */
function differences(f: (x: Float64Array) => number, x: Float64Array): Float64Array {
  return x.map((value, index) => {
    const moved = (by: number) => x.map((other, place) => (place === index ? value + by : other));
    return (f(moved(H)) - f(moved(-H))) / (2 * H);
  });
}

function expectClose(actual: Float64Array, wanted: Float64Array): void {
  expect(actual.length).toBe(wanted.length);
  for (const [index, value] of actual.entries()) {
    expect(Math.abs(value - (wanted[index] ?? Number.NaN))).toBeLessThan(TOLERANCE);
  }
}

const floats = (length: number, seed: number, low = -1, high = 1) =>
  Float64Array.from(randomFloats(length, seed, low, high));
const dot = (one: Float64Array, other: Float64Array) =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

const shape = fc.record({
  rows: fc.integer({ min: 1, max: 4 }),
  size: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(1000),
});

describe("gradients of the twins", () => {
  it("softmax's are its own", () => {
    fc.assert(
      fc.property(shape, ({ rows, size, seed }) => {
        const params = { rows, size };
        const z = floats(rows * size, seed, -2, 2);
        const dy = floats(rows * size, seed + 1);
        const softmaxOf = (at: Float64Array) => run(softmax, { z: at }, { params }, { y: rows * size })("y");
        const dz = run(softmaxGradient, { y: softmaxOf(z), dy }, { params }, { dz: rows * size })("dz");
        expectClose(
          dz,
          differences((at) => dot(softmaxOf(at), dy), z),
        );
      }),
    );
  });

  it("softmax's rows sum to 1", () => {
    const z = floats(3 * 10, 1, -30, 30);
    const y = run(softmax, { z }, { params: { rows: 3, size: 10 } }, { y: 30 })("y");
    for (const first of [0, 10, 20])
      expect(y.slice(first, first + 10).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 14);
  });

  it("categorical cross-entropy's are those of its mean over the rows, whatever the targets sum to", () => {
    fc.assert(
      fc.property(shape, ({ rows, size, seed }) => {
        const params = { rows, size };
        const t = floats(rows * size, seed, 0, 1);
        const y = floats(rows * size, seed + 1, -3, 3);
        const meanLoss = (at: Float64Array) => {
          const loss = run(categoricalCrossentropyLoss, { y: at, t }, { params }, { loss: rows })("loss");
          return loss.reduce((sum, value) => sum + value, 0) / rows;
        };
        const dy = run(categoricalCrossentropyGradient, { y, t }, { params }, { dy: rows * size })("dy");
        expectClose(dy, differences(meanLoss, y));
      }),
    );
  });

  it.each(Object.entries(ACTIVATION_CODE))("%s's are its own, from its result", (_, ACTIVATION) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(1000), (count, seed) => {
        // Away from 0, where a difference would straddle a kink.
        const z = floats(count, seed, -3, 3).map((value) => value + Math.sign(value) * 1e-3);
        const dy = floats(count, seed + 1);
        const constants = { ACTIVATION, HAS_BIAS: 0 };
        const activated = (at: Float64Array) => {
          return run(biasActivation, { z: at }, { params: { rows: count, units: 1 }, constants }, { y: count })("y");
        };
        const dz = run(
          activationGradient,
          { y: activated(z), dy },
          { params: { count }, constants },
          { dz: count },
        )("dz");
        expectClose(
          dz,
          differences((at) => dot(activated(at), dy), z),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe("steps of the twins under a gradient that stays the same", () => {
  const STEPS = 6;
  const G = floats(9, 3).map((value) => 10 * value);
  const START = floats(9, 4);

  /** The weights after `STEPS` steps from START, less what the closed form says each step takes off. */
  function expectSteps(
    twin: Twin,
    slots: readonly string[],
    settings: (step: number) => Partial<TwinCall>,
    taken: (g: number, step: number) => number,
  ): void {
    const buffers: Record<string, Float64Array> = { g: G, w: START.slice() };
    for (const slot of slots) buffers[slot] = new Float64Array(G.length);
    const wanted = START.slice();
    for (let t = 1; t <= STEPS; t++) {
      run(twin, buffers, settings(t));
      for (const [index, g] of G.entries()) wanted[index] = (wanted[index] ?? 0) - taken(g, t);
      for (const [index, w] of wanted.entries()) expect(buffers.w?.[index]).toBeCloseTo(w, 12);
    }
  }

  const params = { count: G.length, rho: 0.9, epsilon: 1e-3, momentum: 0.8, beta1: 0.9, beta2: 0.99 };
  const step = { start: 0, slot: 0, random: 0, learningRate: 0.05 };

  it("sgd", () => {
    expectSteps(
      sgd,
      [],
      () => ({ params, step }),
      (g) => 0.05 * g,
    );
  });

  // The velocity is −lr g (1 + μ + … + μᵗ⁻¹).
  const speed = (g: number, t: number) => (0.05 * g * (1 - 0.8 ** t)) / (1 - 0.8);

  it("sgd with momentum", () => {
    expectSteps(sgdMomentum, ["velocity"], () => ({ params, step, constants: { NESTEROV: 0 } }), speed);
  });

  it("sgd after Nesterov: a momentum ahead", () => {
    const constants = { NESTEROV: 1 };
    expectSteps(
      sgdMomentum,
      ["velocity"],
      () => ({ params, step, constants }),
      (g, t) => speed(g, t + 1),
    );
  });

  // The mean of squares is (1 − ρᵗ) g².
  const rmsStep = (g: number, t: number) => (0.05 * g) / Math.sqrt((1 - 0.9 ** t) * g * g + 1e-3);

  it("rmsprop", () => {
    expectSteps(rmsprop, ["mean_square"], () => ({ params, step }), rmsStep);
  });

  it("rmsprop with momentum", () => {
    const sum = (g: number, t: number): number => (t === 0 ? 0 : 0.8 * sum(g, t - 1) + rmsStep(g, t));
    expectSteps(rmspropMomentum, ["mean_square", "velocity"], () => ({ params, step }), sum);
  });

  it.each([true, false])(
    "adam, whose corrected means are g and g²; ε after the correction: %s",
    (epsilonAfterCorrection) => {
      const optimizer = adamWith({ beta2: 0.99, epsilon: 1e-3, epsilonAfterCorrection });
      expectSteps(
        adam,
        ["m", "v"],
        (t) => ({ params, step: { ...step, ...stepSettings(optimizer, 0.05, t) } }),
        (g, t) => (0.05 * g) / (Math.abs(g) + (epsilonAfterCorrection ? 1e-3 : 1e-3 / Math.sqrt(1 - 0.99 ** t))),
      );
    },
  );

  // Keras's own test of RMSprop: learning rate 0.5, gradients 1, 6, 7 and 2.
  it("rmsprop takes Keras's first step", () => {
    const buffers = {
      g: Float64Array.of(1, 6, 7, 2),
      w: Float64Array.of(1, 2, 3, 4),
      mean_square: new Float64Array(4),
    };
    run(rmsprop, buffers, { params: { count: 4, rho: 0.9, epsilon: 1e-7 }, step: { ...step, learningRate: 0.5 } });
    for (const [index, w] of [-0.5811, 0.4189, 1.4189, 2.4189].entries()) expect(buffers.w[index]).toBeCloseTo(w, 4);
  });
});
