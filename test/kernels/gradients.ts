/**
 * Gradients as they come, of both signs: from below f32's normal range over the notebook's 1e-5 to an explosion. A multiple of
 * four, as arenas have them.
 */
export const GRADIENTS: Float32Array = Float32Array.from(
  [0, 1e-38, 1e-36, 1e-30, 1e-20, 1e-12, 1e-8, 1e-6, 1e-5, 1e-3, 0.1, 1, 30, 1e3].flatMap((value) => [value, -value]),
);

/** Lengths of arenas around which an update in fours goes wrong: a few, a workgroup and its neighbours. */
export const ARENA_LENGTHS = [4, 8, 12, 60, 64, 68, 252, 256, 260, 516] as const;
