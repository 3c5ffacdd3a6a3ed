import type { Definition, OperationOf } from "./operation.js";

/** y = x, in the type that y is stored in: `[count]` both. */
export type Cast = OperationOf<"cast", "x" | "y", "count", "HALF_Y">;

export const cast: Definition<Cast> = {
  writes: ["y"],
  shapes: ({ count }) => ({ x: [count], y: [count] }),
  flops: () => 0,
  halves: ["y"],
};
