import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/kernels/kernel.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";

interface Batch {
  rows: number;
  size: number;
  bytes: boolean;
  /** Where the batch begins in the order. */
  start?: number;
}

/**
 * The tests of a batch gathered from the data set.
 * @param sizes of samples that the kernel takes
 * @param some one of them, for what is tried at one size
 */
export function describeGather(kernel: Kernel, sizes: readonly number[], some: number): void {
  const context = usePage();

  function check({ rows, size, bytes, start = 0 }: Batch) {
    // A few samples more than the batch takes, all of them in an order of their own.
    const count = start + rows + 3;
    return checkKernel(context.page, kernel, {
      inputs: {
        data: bytes ? randomBytes(count * size) : bitsOf(randomFloats(count * size, 1)),
        order: shuffled(count),
      },
      outputs: { x: rows * size },
      params: { rows, size },
      constants: { BYTES: Number(bytes) },
      step: { start },
    });
  }

  describe(kernel.name, () => {
    it("keeps its bound at any shape, in any order, from any start", async () => {
      const rows = fc.constantFrom(...AWKWARD_SIZES);
      const size = fc.constantFrom(...sizes);
      const start = fc.integer({ min: 0, max: 300 });
      await fc.assert(
        fc.asyncProperty(rows, size, start, fc.boolean(), async (...[m, n, from, bytes]) => {
          await check({ rows: m, size: n, start: from, bytes });
        }),
        { numRuns: 40 },
      );
    });

    it("scales every byte", async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
      await checkKernel(context.page, kernel, {
        inputs: { data: new Uint32Array(bytes.buffer), order: Uint32Array.of(0) },
        outputs: { x: 256 },
        params: { rows: 1, size: 256 },
        constants: { BYTES: 1 },
      });
    });

    it("copies floats without rounding", async () => {
      expect(await check({ rows: 33, size: some, bytes: false, start: 2 })).toBe(0);
    });

    it("copies the extremes of f32, of which subnormals may be flushed", async () => {
      const extremes = Float32Array.of(0, -0, 1e-40, -1e-45, 2 ** -126, -3.4e38, 3.4e38, 1 + 2 ** -23);
      await checkKernel(context.page, kernel, {
        inputs: { data: bitsOf(extremes), order: Uint32Array.of(0) },
        outputs: { x: extremes.length },
        params: { rows: 1, size: extremes.length },
        constants: { BYTES: 0 },
      });
    });

    it("takes a sample as often as the order names it", async () => {
      await checkKernel(context.page, kernel, {
        inputs: { data: randomBytes(4 * some), order: Uint32Array.of(3, 3, 0, 3) },
        outputs: { x: 4 * some },
        params: { rows: 4, size: some },
        constants: { BYTES: 1 },
      });
    });
  });
}

/** Bytes packed into words, as a data set of bytes lies on the GPU. */
function randomBytes(length: number): Uint32Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  new Uint8Array(words.buffer).set(randomFloats(length, 1, 0, 256));
  return words;
}

const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer);

function shuffled(count: number): Uint32Array {
  const keys = randomFloats(count, 5);
  return Uint32Array.from(keys.keys()).sort((one, other) => (keys[one] ?? 0) - (keys[other] ?? 0));
}
