import { ACTIVATION_CODE } from "../operations/codes.js";
import { readError } from "./half.js";
import { ERROR, TINY, U } from "./twin.js";

const { relu: RELU, sigmoid: SIGMOID, tanh: TANH, leakyRelu: LEAKY_RELU, elu: ELU } = ACTIVATION_CODE;

/** leakyRelu's slope below 0: `LEAK` in the shader. */
const LEAK = 0.2;

/** Counterpart of `activate` in `lib/activation.wgsl`. */
export function activate(activation: number, z: number): number {
  switch (activation) {
    case RELU:
      return Math.max(z, 0);
    case SIGMOID:
      return sigmoid(z);
    case TANH:
      return Math.tanh(z);
    case LEAKY_RELU:
      return z < 0 ? LEAK * z : z;
    case ELU:
      return z > 0 ? z : Math.expm1(z);
    default:
      return z;
  }
}

export function sigmoid(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
}

/** Counterpart of `activation_slope`: the derivative, from the result y. */
export function activationSlope(activation: number, y: number): number {
  switch (activation) {
    case RELU:
      return y > 0 ? 1 : 0;
    case SIGMOID:
      return y * (1 - y);
    case TANH:
      return (1 - y) * (1 + y);
    case LEAKY_RELU:
      return y > 0 ? 1 : LEAK;
    case ELU:
      return y > 0 ? 1 : y + 1;
    default:
      return 1;
  }
}

/**
 * How far the kernel's `sigmoid(z)` may be from y: with e = exp(−|z|) off by a relative δ, y moves by y (1 − y) δ;
 * the sum 1 + e and the division add their own.
 */
export function sigmoidBound(z: number, y: number): number {
  return U * y * ((1 - y) * ERROR.exp(z) + 1 + ERROR.division) + TINY;
}

/**
 * How far the kernel's `activate(z)` may be from y = activate(z), when its z may be off by `dz`.
 *
 * tanh: below 0.625 Cephes's polynomial, whose own relative error is 1.3e-7 ≈ 2.2 U, with z + z · q · series, where
 * |q · series| < 0.13, rounded: 6 U in all. Above, with e = exp(−2|z|) off by δ, y moves by (1 − y²) / 2 · δ; 1 − e,
 * 1 + e and the division add theirs. Close to the seam either may be taken.
 *
 * leakyRelu: its slope was rounded, and the product is. elu: above −1.25, with h = tanh(z / 2) off by 6 U, 2 h / (1 − h)
 * moves by at most as much, relatively, h being negative, and 1 − h and the division add theirs: 12 U. Below, exp and a
 * difference. Both activations are nowhere steeper than 1.
 */
export function activationBound(activation: number, z: number, y: number, dz: number): number {
  switch (activation) {
    case SIGMOID:
      return dz / 4 + sigmoidBound(z, y);
    case TANH: {
      const near = 6 * U * Math.abs(y);
      if (Math.abs(z) + dz < 0.625) return dz + near + TINY;
      const far = U * (((1 - y * y) / 2) * ERROR.exp(2 * z) + (2 + ERROR.division) * Math.abs(y));
      return dz + near + far + TINY;
    }
    case LEAKY_RELU:
      return dz + (z - dz < 0 ? 2 * U * Math.abs(y) + TINY : 0);
    case ELU: {
      if (z - dz > 0) return dz;
      const near = (7 + ERROR.division) * U * Math.abs(y);
      if (z - dz > -1.25) return dz + near + TINY;
      return dz + near + U * (Math.exp(z) * ERROR.exp(z) + Math.abs(y)) + TINY;
    }
    default:
      return dz;
  }
}

/**
 * How far the kernel's `activation_slope(y)` may be from that of y, when its y may be off by `dy`. The slopes of relu and
 * leakyRelu are steps: where y may lie on either side of 0, so may the slope.
 */
export function activationSlopeBound(activation: number, y: number, dy: number): number {
  const own = 3 * U * Math.abs(activationSlope(activation, y));
  switch (activation) {
    case RELU:
      return dy > 0 && Math.abs(y) <= dy ? 1 : 0;
    case SIGMOID:
      return own + (Math.abs(1 - 2 * y) + dy) * dy;
    case TANH:
      return own + (2 * Math.abs(y) + dy) * dy;
    case LEAKY_RELU:
      return own + (dy > 0 && Math.abs(y) <= dy ? 1 - LEAK : 0);
    case ELU:
      return own + (y - dy <= 0 ? dy : 0);
    default:
      return 0;
  }
}

/** How far off the slope at y may be for y being read from where it is stored, in f16 or not. */
export function slopeError(activation: number, y: number, isHalf: number | undefined): number {
  const error = readError(isHalf, y);
  return error > 0 ? activationSlopeBound(activation, y, error) : 0;
}
