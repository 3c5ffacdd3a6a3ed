import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { half } from "../../src/formats/safetensors.js";
import { bitsOfHalves, LARGEST_HALF, readHalf, storeHalves, toHalf } from "../../src/reference/half.js";

/** All f16 that are finite, in order. */
const HALVES = Array.from({ length: 0x7c00 }, (_, bits) => half(bits));
const SMALLEST_NORMAL = 2 ** -14;

/** The f16 on either side of a value that is not negative; the same twice for one of them. */
function neighbours(value: number): [below: number, above: number] {
  let [low, high] = [0, HALVES.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((HALVES[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  const below = HALVES[low] as number;
  return [below, below === value ? value : (HALVES[low + 1] ?? Number.POSITIVE_INFINITY)];
}

/** Of all magnitudes that matter, subnormal and too large ones too. */
const anyValue = fc
  .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: -27, max: 16 }), fc.boolean())
  .map(([fraction, exponent, isNegative]) => (isNegative ? -1 : 1) * fraction * 2 ** exponent);

describe("bits of f16", () => {
  it("are those of its values, for all of them", () => {
    const bits = Uint16Array.from({ length: 0x10000 }, (_, word) => word);
    const isNumber = (word: number) => (word & 0x7fff) <= 0x7c00;
    const numbers = bits.filter(isNumber);
    expect(bitsOfHalves(Array.from(numbers, half))).toEqual(numbers);
    const named = [1, -2, LARGEST_HALF, 2 ** -24, SMALLEST_NORMAL];
    expect([...bitsOfHalves(named)]).toEqual([0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400]);
  });
});

describe("toHalf", () => {
  it("gives the nearest f16, of two as near the even one", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const magnitude = Math.abs(value);
        const [below, above] = neighbours(magnitude);
        // Beyond the largest as if there were one more.
        const next = above === Number.POSITIVE_INFINITY ? 2 ** 16 : above;
        const [down, up] = [magnitude - below, next - magnitude];
        const isEven = (HALVES.indexOf(below) & 1) === 0;
        const nearest = down < up || (down === up && isEven) ? below : above;
        expect(Math.abs(toHalf(value))).toBe(nearest);
        expect(Math.sign(toHalf(value))).toBe(nearest === 0 ? toHalf(value) : Math.sign(value));
      }),
      { numRuns: 2000 },
    );
    expect([1 + 2 ** -11, 1 + 3 * 2 ** -11, 65_519, 65_520, 2 ** -25].map(toHalf)).toEqual([
      ...[1, 1 + 2 ** -9, LARGEST_HALF, Number.POSITIVE_INFINITY, 0],
    ]);
    expect(toHalf(Number.NaN)).toBeNaN();
  });
});

describe("what is stored in f16", () => {
  it("is within its bound of the twin's, whichever neighbour a kernel that is off takes, or 0 for a subnormal one", () => {
    const share = fc.double({ min: -1, max: 1, noNaN: true });
    const error = fc.constantFrom(0, 1e-37, 1e-7, 1e-4, 0.01).chain((most) => fc.constant(most));
    fc.assert(
      fc.property(anyValue, error, share, fc.constantFrom("below", "above", "flushed"), (value, own, at, what) => {
        const bounds = Float64Array.of(own);
        const stored = Float64Array.of(value);
        storeHalves(stored, bounds);
        const kernels = value + at * own;
        const magnitude = Math.abs(kernels);
        const [below, above] = neighbours(magnitude);
        const isFlushed = what === "flushed" && magnitude < SMALLEST_NORMAL;
        const taken = Math.sign(kernels) * (isFlushed ? 0 : what === "below" ? below : above);
        if (bounds[0] === Number.POSITIVE_INFINITY) expect(Math.abs(value) + own).toBeGreaterThan(LARGEST_HALF);
        else expect(Math.abs(taken - (stored[0] as number))).toBeLessThanOrEqual(bounds[0] as number);
      }),
      { numRuns: 5000 },
    );
  });

  it("is exact where f16 has it, and is read so, unless it is subnormal", () => {
    const values = [0, 1, -12_344, 2 ** -14, 0.333251953125, 3 * 2 ** -24];
    const bounds = new Float64Array(values.length);
    const stored = Float64Array.from(values);
    storeHalves(stored, bounds);
    expect([...stored]).toEqual(values);
    expect([...bounds]).toEqual([0, 0, 0, 0, 0, 3 * 2 ** -24]);
    expect(values.map(readHalf)).toEqual([0, 0, 0, 0, 0, 3 * 2 ** -24]);
  });

  it("is no further off than three halves of what f16 are apart", () => {
    const bounds = Float64Array.of(1e-9);
    storeHalves(Float64Array.of(1.7), bounds);
    expect(bounds[0]).toBeCloseTo(1e-9 + 1.5 * 2 ** -10, 12);
  });
});
