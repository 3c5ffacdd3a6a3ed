import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Numbers } from "../../src/operations/operation.js";
import { TWINS } from "../../src/reference/twins.js";
import { randomFloats } from "../harness/kernel-check.js";

/**
 * The gradients of layers with noise are those of their values, the noise held still: a counter draws the same numbers
 * again. Central differences err by h² f‴ / 6 ≈ 1e-10 and by rounding, 1e-16 / h ≈ 1e-11.
 */
const H = 1e-5;
const TOLERANCE = 1e-8;

const ROWS = 3;

type Buffers = Record<string, Float64Array>;

interface Settings {
  readonly params: Numbers;
  readonly constants?: Numbers;
  readonly random: number;
}

/** Runs a twin on copies of its buffers and returns one of them. */
function run(name: string, buffers: Buffers, output: string, { params, constants = {}, random }: Settings) {
  const twin = TWINS.get(name);
  if (!twin) throw new Error(`${name} has no twin.`);
  const reals = Object.fromEntries(Object.entries(buffers).map(([binding, values]) => [binding, values.slice()]));
  const step = { start: 0, slot: 0, random, learningRate: 1 };
  twin({ reals, words: {}, params, constants, step });
  return reals[output] as Float64Array;
}

/** Values that have nothing to do with one another, in [low, high). */
const reals = (length: number, seed: number, low = -1, high = 1) =>
  Float64Array.from(randomFloats(length, seed, low, high));

const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);

/** Holds a gradient against the central differences of a scalar, value by value. */
function expectGradient(gradient: Float64Array, at: Float64Array, scalar: (x: Float64Array) => number) {
  for (const [index, value] of at.entries()) {
    const moved = at.slice();
    moved[index] = value + H;
    const above = scalar(moved);
    moved[index] = value - H;
    const below = scalar(moved);
    expect(Math.abs((gradient[index] as number) - (above - below) / (2 * H))).toBeLessThan(TOLERANCE);
  }
}

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const counter = fc.record({ seed: word, stream: word, random: word, units: fc.integer({ min: 1, max: 6 }) });

describe("gradients of stochastic layers", () => {
  it("sampling, with the divergence's weight, by mean and by log_var", () => {
    fc.assert(
      fc.property(counter, fc.constantFrom(0, 1e-2, 1), ({ seed, stream, random, units }, weight) => {
        const count = ROWS * units;
        const mean = reals(count, seed);
        const logVar = reals(count, seed + 1, -2, 1);
        const dz = reals(count, seed + 2);
        const drawn = { params: { count, seed, stream }, random };
        const divergence = { params: { rows: ROWS, size: units, weight }, random };
        const scalar = (means: Float64Array, logVars: Float64Array) => {
          const z = run("sampling", { mean: means, log_var: logVars, z: new Float64Array(count) }, "z", drawn);
          const buffers = { mean: means, log_var: logVars, loss: new Float64Array(ROWS) };
          const loss = run("kl-loss", buffers, "loss", divergence);
          return dot(dz, z) + loss.reduce((sum, value) => sum + value) / ROWS;
        };
        const settings = { params: { count, kl_scale: weight / ROWS, seed, stream }, random };
        const buffers = () => {
          return { mean, log_var: logVar, dz, dmean: new Float64Array(count), dlog_var: new Float64Array(count) };
        };
        const gradient = (output: string) => run("sampling-gradient", buffers(), output, settings);
        expectGradient(gradient("dmean"), mean, (moved) => scalar(moved, logVar));
        expectGradient(gradient("dlog_var"), logVar, (moved) => scalar(mean, moved));
      }),
      { numRuns: 50 },
    );
  });

  it("clipped noise", () => {
    fc.assert(
      fc.property(counter, ({ seed, stream, random, units }) => {
        const count = ROWS * units;
        const [low, high] = [-0.25, 0.75];
        const params = { count, stddev: 0.5, low, high, seed, stream };
        const noisy = (x: Float64Array, CLIP: number) => {
          return run("gaussian-noise", { x, y: new Float64Array(count) }, "y", { params, constants: { CLIP }, random });
        };
        const x = reals(count, seed);
        // Not across the kinks at the bounds.
        fc.pre(noisy(x, 0).every((value) => Math.abs(value - low) > 2 * H && Math.abs(value - high) > 2 * H));
        const buffers = { y: noisy(x, 1), dy: reals(count, seed + 1), dx: new Float64Array(count) };
        const dx = run("gaussian-noise-gradient", buffers, "dx", { params, random });
        expectGradient(dx, x, (moved) => dot(buffers.dy, noisy(moved, 1)));
      }),
      { numRuns: 50 },
    );
  });

  it("dropout, which is its own gradient", () => {
    fc.assert(
      fc.property(counter, fc.constantFrom(0, 0.3, 0.5, 0.9), ({ seed, stream, random, units }, rate) => {
        const count = ROWS * units;
        const settings = { params: { count, rate, scale: 1 / (1 - rate), seed, stream }, random };
        const drop = (x: Float64Array) => run("dropout", { x, y: new Float64Array(count) }, "y", settings);
        const dy = reals(count, seed + 1);
        expectGradient(drop(dy), reals(count, seed), (moved) => dot(dy, drop(moved)));
      }),
      { numRuns: 50 },
    );
  });

  it("the activity regulariser, added to the gradient that was there", () => {
    const weight = fc.constantFrom(0, 1e-3, 0.5);
    fc.assert(
      fc.property(counter, weight, weight, ({ seed, random, units }, l1, l2) => {
        const count = ROWS * units;
        // Not across |y|'s kink.
        const y = reals(count, seed).map((value) => (Math.abs(value) < 2 * H ? 0.5 : value));
        const before = reals(count, seed + 1);
        const penalty = (moved: Float64Array) => {
          const settings = { params: { rows: ROWS, size: units, l1, l2 }, random };
          const loss = run("activity-penalty", { y: moved, loss: new Float64Array(ROWS) }, "loss", settings);
          return dot(before, moved) + loss.reduce((sum, value) => sum + value) / ROWS;
        };
        const settings = { params: { count, rows: ROWS, l1, l2 }, random };
        expectGradient(run("activity-penalty-gradient", { y, dy: before }, "dy", settings), y, penalty);
      }),
      { numRuns: 50 },
    );
  });
});
