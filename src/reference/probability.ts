/**
 * Keras's bounds for a probability, as f32 has them: 1e-7 and 1 − 1e-7, which rounds to 1 − 2⁻²³. The shaders have the
 * same numbers.
 */
export const EPSILON = Math.fround(1e-7);
export const ONE_MINUS_EPSILON = 1 - 2 ** -23;

/** log((1 − 1e-7) / 1e-7): clipping a logit to ± this clips its probability to [1e-7, 1 − 1e-7]. */
export const LARGEST_LOGIT = Math.log((1 - 1e-7) / 1e-7);

export const clip = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
