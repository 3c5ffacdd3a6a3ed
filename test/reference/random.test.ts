import fc from "fast-check";
import { describe, expect, it } from "vitest";
import random from "../../shaders/lib/random.wgsl?raw";
import { normalAt, pcg4d, uniformAt, uniformOf } from "../../src/reference/random.js";
import { usePage } from "../harness/browser.js";
import { floatsOf, runWgsl } from "../harness/run-wgsl.js";

const context = usePage();

/** Unsigned words, the largest and small neighbouring ones more often than chance would have them. */
const word = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(9), fc.constant(2 ** 32 - 1));

describe("the generator", () => {
  // Frozen: what a seed gives must not change from one version to the next.
  it("gives the words that it always gave", () => {
    expect(pcg4d(0, 0, 0, 0)).toEqual([251852841, 760645481, 850445371, 3542436074]);
    expect(pcg4d(1, 2, 3, 4)).toEqual([908250390, 4044648920, 3775961919, 45698095]);
    const largest = 2 ** 32 - 1;
    expect(pcg4d(largest, largest, largest, largest)).toEqual([2538526866, 3222658151, 2677364576, 2713428488]);
  });

  it("is the shader's, bit for bit", async () => {
    const counters = fc.array(fc.tuple(word, word, word, word), { minLength: 1, maxLength: 500 });
    await fc.assert(
      fc.asyncProperty(counters, async (given) => {
        const { words, uniforms } = await onGpu(given.flat());
        const expected = given.flatMap((counter) => pcg4d(...counter));
        expect(words).toEqual(expected);
        expect(uniforms).toEqual(expected.map(uniformOf));
      }),
      { numRuns: 10 },
    );
  });

  it("makes uniforms that are f32 numbers strictly between 0 and 1, symmetric about a half", () => {
    expect(uniformOf(0)).toBe(2 ** -24);
    expect(uniformOf(2 ** 32 - 1)).toBe(1 - 2 ** -24);
    fc.assert(
      fc.property(word, (bits) => {
        expect(Math.fround(uniformOf(bits))).toBe(uniformOf(bits));
        expect(uniformOf(~bits >>> 0)).toBe(1 - uniformOf(bits));
      }),
    );
  });
});

/** What `pcg4d` and `uniforms` of `lib/random.wgsl` make of counters, four words each. */
async function onGpu(counters: readonly number[]): Promise<{ words: number[]; uniforms: number[] }> {
  const code = `${random}
    @group(0) @binding(0) var<storage, read> counters: array<vec4u>;
    @group(0) @binding(1) var<storage, read_write> words: array<vec4u>;
    @group(0) @binding(2) var<storage, read_write> numbers: array<vec4f>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
      if (id.x < arrayLength(&counters)) {
        words[id.x] = pcg4d(counters[id.x]);
        numbers[id.x] = uniforms(words[id.x]);
      }
    }`;
  const { length } = counters;
  const buffers = [counters, [0], [0]].map((words) => ({ words, length }));
  const workgroups = [Math.ceil(length / 4 / 64), 1, 1] as const;
  const [, words = [], uniforms = []] = await runWgsl(context.page, {
    code,
    buffers,
    workgroups,
    tail: [length, length, length],
  });
  return { words, uniforms: floatsOf(uniforms) };
}

/**
 * Statistics of N numbers, in standard deviations of what a perfect generator would show. A perfect one goes beyond
 * SIGMAS once in 5e8 times; the counters are drawn anew in every run.
 */
const N = 2 ** 16;
const SIGMAS = 6;
const counter = fc.record({ seed: word, stream: word, random: word });
type Counter = { readonly seed: number; readonly stream: number; readonly random: number };

const callOf = ({ seed, stream, random: number }: Counter) => ({
  params: { seed, stream },
  step: { start: 0, slot: 0, random: number, learningRate: 1 },
});

function drawn(from: Counter, valueAt: typeof normalAt = normalAt): Float64Array {
  const at = valueAt(callOf(from));
  return Float64Array.from({ length: N }, (_, index) => at(index));
}

const mean = (values: Float64Array, f: (value: number) => number) =>
  values.reduce((sum, value) => sum + f(value), 0) / values.length;

/** Σ x y / √n: the correlation of two samples of standard normals, in its standard deviations. */
function correlation(x: Float64Array, y: Float64Array): number {
  const length = Math.min(x.length, y.length);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (x[i] as number) * (y[i] as number);
  return sum / Math.sqrt(length);
}

/** χ² of counts that should all be alike, in standard deviations (Wilson and Hilferty, 1931). */
function unevenness(counts: Uint32Array, total: number): number {
  const expected = total / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  const variance = 2 / (9 * degrees);
  return (Math.cbrt(chiSquare / degrees) - (1 - variance)) / Math.sqrt(variance);
}

const RUNS = { numRuns: 5 };

describe("standard normals", () => {
  it("have the moments of a standard normal", () => {
    fc.assert(
      fc.property(counter, (from) => {
        const values = drawn(from);
        // The variance of xⁿ is that of a standard normal's: E x²ⁿ − (E xⁿ)².
        for (const [power, expected, variance] of [
          [1, 0, 1],
          [2, 1, 2],
          [3, 0, 15],
          [4, 3, 96],
        ] as const) {
          const sigmas = (mean(values, (value) => value ** power) - expected) / Math.sqrt(variance / N);
          expect(Math.abs(sigmas)).toBeLessThan(SIGMAS);
        }
      }),
      RUNS,
    );
  });

  it("lie within one, two and three deviations as often as they should", () => {
    fc.assert(
      fc.property(counter, (from) => {
        const values = drawn(from);
        for (const [within, share] of [
          [1, 0.682689492137],
          [2, 0.954499736104],
          [3, 0.997300203937],
        ] as const) {
          const counted = mean(values, (value) => Number(Math.abs(value) < within));
          const sigmas = (counted - share) / Math.sqrt((share * (1 - share)) / N);
          expect(Math.abs(sigmas)).toBeLessThan(SIGMAS);
        }
      }),
      RUNS,
    );
  });

  it("have nothing to do with their neighbours, nor have their squares", () => {
    fc.assert(
      fc.property(counter, (from) => {
        const values = drawn(from);
        const squares = values.map((value) => (value * value - 1) / Math.SQRT2);
        for (const lag of [1, 2, 3, 4, 5, 8, 16, 784, 4096]) {
          expect(Math.abs(correlation(values, values.subarray(lag)))).toBeLessThan(SIGMAS);
          expect(Math.abs(correlation(squares, squares.subarray(lag)))).toBeLessThan(SIGMAS);
        }
      }),
      RUNS,
    );
  });

  it("have nothing to do with those of another stream, step or seed, even where two are exchanged", () => {
    const next = (value: number) => (value + 1) % 2 ** 32;
    const far = (value: number) => (value ^ (2 ** 31)) >>> 0;
    fc.assert(
      fc.property(counter, ({ seed, stream, random: number }) => {
        fc.pre(new Set([seed, stream, number]).size === 3);
        const values = drawn({ seed, stream, random: number });
        const others = [
          { seed: next(seed), stream, random: number },
          { seed, stream: next(stream), random: number },
          { seed, stream, random: next(number) },
          { seed: far(seed), stream, random: number },
          { seed, stream: far(stream), random: number },
          { seed, stream, random: far(number) },
          { seed: stream, stream: seed, random: number },
          { seed, stream: number, random: stream },
          { seed: number, stream, random: seed },
        ];
        for (const other of others) {
          expect(Math.abs(correlation(values, drawn(other)))).toBeLessThan(SIGMAS);
        }
      }),
      RUNS,
    );
  });
});

describe.each(["seed", "stream", "random"] as const)("one value over every %s", (axis) => {
  it("is a sequence like that of many values", () => {
    fc.assert(
      fc.property(counter, fc.nat(200_000), (from, index) => {
        const along = (step: number) => normalAt(callOf({ ...from, [axis]: (from[axis] + step) % 2 ** 32 }))(index);
        const values = Float64Array.from({ length: N }, (_, step) => along(step));
        expect(Math.abs(mean(values, (value) => value)) * Math.sqrt(N)).toBeLessThan(SIGMAS);
        expect(Math.abs(mean(values, (value) => value ** 2) - 1) * Math.sqrt(N / 2)).toBeLessThan(SIGMAS);
        for (const lag of [1, 2, 3, 4, 235, 4096]) {
          expect(Math.abs(correlation(values, values.subarray(lag)))).toBeLessThan(SIGMAS);
        }
      }),
      RUNS,
    );
  });
});

describe("uniforms", () => {
  it("fall into all of 256 equal parts alike, in every place of four", () => {
    fc.assert(
      fc.property(counter, (from) => {
        const values = drawn(from, uniformAt);
        const counts = Array.from({ length: 4 }, () => new Uint32Array(256));
        for (const [index, value] of values.entries()) {
          const ofPlace = counts[index % 4] as Uint32Array;
          const part = Math.floor(256 * value);
          ofPlace[part] = (ofPlace[part] as number) + 1;
        }
        // Too even would be as wrong as too uneven.
        for (const ofPlace of counts) expect(Math.abs(unevenness(ofPlace, N / 4))).toBeLessThan(SIGMAS);
      }),
      RUNS,
    );
  });

  it("are evenly spread in pairs, of neighbours and of neighbouring steps", () => {
    fc.assert(
      fc.property(counter, (from) => {
        const values = drawn(from, uniformAt);
        const later = drawn({ ...from, random: (from.random + 1) % 2 ** 32 }, uniformAt);
        for (const partner of [values.subarray(1), values.subarray(4), later]) {
          const counts = new Uint32Array(256);
          for (const [index, value] of partner.entries()) {
            const part = 16 * Math.floor(16 * (values[index] as number)) + Math.floor(16 * value);
            counts[part] = (counts[part] as number) + 1;
          }
          expect(Math.abs(unevenness(counts, partner.length))).toBeLessThan(SIGMAS);
        }
      }),
      RUNS,
    );
  });
});
