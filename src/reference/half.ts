/**
 * What becomes of a value that is stored in f16, and read again.
 *
 * f16 has 11 significant bits: numbers from 2ᵉ up to 2ᵉ⁺¹ are 2ᵉ⁻¹⁰ apart, those below the smallest normal one, 2⁻¹⁴, 2⁻²⁴; the
 * largest is 65,504. WGSL (§15.7.6, "Floating point conversion") lets a conversion from f32 give either of the two neighbours of what
 * lies between them, one time this and another time that; it may flush what is subnormal to zero, where it is written or where it is read;
 * and beyond the largest it promises nothing but infinity, or that.
 */

/** The smallest normal f16: WGSL may flush what is below it to zero. */
const SMALLEST_NORMAL = 2 ** -14;

/** The largest f16. */
export const LARGEST_HALF = 65_504;

/** How far apart numbers in f16 are, where a value of this magnitude lies. */
function spacing(magnitude: number): number {
  return 2 ** (Math.floor(Math.log2(Math.max(magnitude, SMALLEST_NORMAL))) - 10);
}

/** The nearest f16; of two that are as near, the one whose last bit is 0. Infinity beyond the largest. */
export function toHalf(value: number): number {
  const magnitude = Math.abs(value);
  if (!Number.isFinite(value) || magnitude === 0) return value;
  const step = spacing(magnitude);
  const rounded = roundToEven(magnitude / step) * step;
  return Math.sign(value) * (rounded > LARGEST_HALF ? Number.POSITIVE_INFINITY : rounded);
}

/** To the nearest whole number, to the even one of two. */
function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

/**
 * Stores values in f16: what a twin computed, rounded to nearest.
 *
 * Bounds: let the kernel's value be off by at most b from the twin's v. It stores a neighbour of its own value, which is less than
 * s away from that, s being how far apart f16 are at |v| + b, and the twin's own rounding takes it off by s / 2 more: b becomes
 * b + 3 s / 2. Where the kernel's value may be subnormal, |v| − b being so, it may store 0 for it, which takes it off by that value more:
 * at most |v| + b, and less than the smallest normal one. What f16 has, and the kernel computes exactly, it stores as it is. Beyond the
 * largest f16 nothing is promised.
 */
export function storeHalves(values: Float64Array, bounds?: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    values[i] = toHalf(value);
    if (!bounds) continue;
    const own = bounds[i] as number;
    const magnitude = Math.abs(value) + own;
    if (own === 0 && values[i] === value) bounds[i] = readHalf(value);
    else if (magnitude > LARGEST_HALF) bounds[i] = Number.POSITIVE_INFINITY;
    else {
      const mayFlush = Math.abs(value) - own < SMALLEST_NORMAL;
      bounds[i] = own + 1.5 * spacing(magnitude) + (mayFlush ? Math.min(magnitude, SMALLEST_NORMAL) : 0);
    }
  }
}

/** How far off a value that is stored in f16 may be as it is read: all of it, where it is subnormal, and none elsewhere. */
export function readHalf(value: number): number {
  const magnitude = Math.abs(value);
  return magnitude < SMALLEST_NORMAL ? magnitude : 0;
}

/** The same of a value that may be stored so, or in f32: what the constant `HALF_…` of its buffer says. */
export const readError = (isHalf: number | undefined, value: number) => (isHalf ? readHalf(value) : 0);

/** The bits of f16 that values are stored as, once rounded. */
export function bitsOfHalves(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, (given) => {
    const value = toHalf(given);
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const magnitude = Math.abs(value);
    if (Number.isNaN(value)) return 0x7e00;
    if (magnitude === Number.POSITIVE_INFINITY) return sign | 0x7c00;
    if (magnitude < SMALLEST_NORMAL) return sign | (magnitude * 2 ** 24);
    const exponent = Math.floor(Math.log2(magnitude));
    return sign | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
  });
}
