import { expect } from "vitest";
import { half } from "../../src/formats/safetensors.js";
import type { Kernel } from "../../src/kernels/kernel.js";
import { halfOf, type Numbers } from "../../src/operations/operation.js";
import type { Step } from "../../src/operations/step.js";
import type { BufferSpec } from "../../src/plan/plan.js";
import { bitsOfHalves, toHalf } from "../../src/reference/half.js";
import { twinOf } from "../../src/reference/twins.js";
import { decode, encode } from "./base64.js";
import type { TestPage } from "./browser.js";
import type { KernelRun } from "./page.js";

/** What fills every output before a kernel runs, so that an element it forgets shows: a number that f16 has as well. */
const SENTINEL = -12344;

/** Elements behind the end of every output; a kernel that writes past its end changes them. */
const GUARD = 128;

export interface KernelCall {
  /** Inputs by binding, and in-out buffers with what they hold before; what the kernel reads in f16 is rounded to that. */
  readonly inputs: Readonly<Record<string, Float32Array | Uint32Array>>;
  /** Lengths of buffers that are only written. */
  readonly outputs?: Readonly<Record<string, number>>;
  readonly params: Numbers;
  readonly constants?: Numbers;
  readonly step?: Partial<Step>;
}

/**
 * Runs a kernel on the GPU, on its grid and on one that is folded into rows, and its twin in float64 on the same inputs, and
 * holds every element of every buffer that the kernel may write against the twin's bound.
 * @returns the largest share of its bound that an element used up
 */
export async function checkKernel(page: TestPage, kernel: Kernel, call: KernelCall): Promise<number> {
  const { inputs, outputs = {}, params, constants = {} } = call;
  const step = { start: 0, slot: 0, random: 0, learningRate: 1, ...call.step };
  const before: Record<string, Float32Array | Uint32Array> = {};
  for (const [name, { access, scalar }] of Object.entries(kernel.bindings)) {
    const given = inputs[name];
    const length = given?.length ?? outputs[name];
    if (length === undefined) throw new Error(`The test gives nothing for ${kernel.name}'s binding ${name}.`);
    const guard = access === "read_write" ? GUARD : 0;
    const values = scalar === "u32" ? new Uint32Array(length + guard) : new Float32Array(length + guard).fill(SENTINEL);
    if (given) values.set(constants[halfOf(name)] ? Float32Array.from(given, toHalf) : given);
    before[name] = values;
  }

  // The twin computes while the GPU does.
  const settings = { params, constants, step };
  const [after, { expected, bounds }] = await Promise.all([
    runOnGpu(page, kernel, before, settings),
    runTwin(kernel, before, settings),
  ]);

  let worst = 0;
  for (const [name, actual] of Object.entries(after)) {
    const wanted = expected[name] as Float64Array;
    const bound = bounds[name] as Float64Array;
    for (let index = 0; index < actual.length; index++) {
      const error = Math.abs((actual[index] as number) - (wanted[index] as number));
      // Not `error > bound`: a NaN must fail.
      if (!(error <= (bound[index] as number))) {
        expect.fail(
          `${kernel.name}: ${name}[${index}] of ${actual.length - GUARD} is ${actual[index]}, the twin has ` +
            `${wanted[index]} ± ${bound[index]}; params ${JSON.stringify(params)}, constants ${JSON.stringify(constants)}`,
        );
      }
      if (error > 0) worst = Math.max(worst, error / (bound[index] as number));
    }
  }
  return worst;
}

type Settings = Pick<KernelRun, "params" | "constants" | "step">;

async function runOnGpu(
  page: TestPage,
  kernel: Kernel,
  before: Readonly<Record<string, Float32Array | Uint32Array>>,
  settings: Settings,
): Promise<Record<string, Float32Array>> {
  const isHalf = (name: string) => Boolean(settings.constants[halfOf(name)]);
  const buffers: Record<string, { scalar: BufferSpec["scalar"]; base64: string }> = {};
  for (const [name, values] of Object.entries(before)) {
    // In whole words.
    if (isHalf(name))
      buffers[name] = { scalar: "f16", base64: encode(bitsOfHalves([...values, ...Array(values.length % 2).fill(0)])) };
    else buffers[name] = { scalar: values instanceof Uint32Array ? "u32" : "f32", base64: encode(values) };
  }
  // Records of properties have no prototype: Firefox's protocol would not take them.
  const run: KernelRun = { kernel: kernel.name, buffers, ...settings, params: { ...settings.params } };
  const results = await page.evaluate((given) => globalThis.harness.runKernel(given), run);
  return Object.fromEntries(
    Object.entries(results).map(([name, base64]) => {
      const { buffer } = decode(base64);
      if (!isHalf(name)) return [name, new Float32Array(buffer)];
      // It comes in whole words.
      return [name, Float32Array.from(new Uint16Array(buffer, 0, before[name]?.length), half)];
    }),
  );
}

async function runTwin(
  kernel: Kernel,
  before: Readonly<Record<string, Float32Array | Uint32Array>>,
  settings: Settings,
) {
  const twin = twinOf(kernel.operation);
  const expected: Record<string, Float64Array> = {};
  const words: Record<string, Uint32Array> = {};
  const bounds: Record<string, Float64Array> = {};
  for (const [name, values] of Object.entries(before)) {
    if (values instanceof Uint32Array) words[name] = values;
    else expected[name] = Float64Array.from(values);
    if (kernel.bindings[name]?.access === "read_write") bounds[name] = new Float64Array(values.length);
  }
  twin({ reals: expected, words, ...settings }, bounds);
  return { expected, bounds };
}

/** Reproducible test values, uniform in [low, high). */
export function randomFloats(length: number, seed: number, low = -1, high = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    // A linear congruential generator (Numerical Recipes); tests need variety, not quality.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
}

/** Sizes around which kernels go wrong: one, primes, a tile and its neighbours. */
export const AWKWARD_SIZES = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 97] as const;
