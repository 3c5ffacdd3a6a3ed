/**
 * How far precision "mixed" leads from PyTorch's trajectories by what it stores in f16 alone, each value rounded to the nearest: what
 * its float64 twin, in which nothing else rounds, is off in the first so many steps, at most in one of their losses, and in the norm of
 * all weights after them (`test/reference/golden.test.ts` holds the twin to these, which are rounded up).
 *
 * Of `deep` and `convolutional` only the beginnings, where roundings pass on to first order. In 100 steps of `deep` the twin comes to be
 * 5.7e-5 off, lavapipe 1.5e-4 and PyTorch's own float32 3e-5; `convolutional`, whose pools and relus decide by roundings, it leaves by
 * up to 7.3e-4 after step 17.
 */
export const MIXED = [
  { name: "notebook", steps: 100, loss: 1.8e-5, weights: 5.1e-5 },
  { name: "deep", steps: 20, loss: 5.0e-7, weights: undefined },
  { name: "adam", steps: 10, loss: 1.1e-5, weights: undefined },
  { name: "convolutional", steps: 10, loss: 3.4e-5, weights: undefined },
] as const;
