import castShader from "../../shaders/cast.wgsl?kernel";
import type { Cast } from "../operations/cast.js";
import { oneInvocation } from "./grid.js";
import type { Version } from "./kernel.js";

/** y = x, as another type stores it. */
const cast: readonly Version<Cast>[] = [
  { name: "cast", shader: castShader, plain: true, workgroups: oneInvocation(({ count }) => count / 4) },
];

/** The kernels of what plans of mixed precision add, by operation. */
export const kernels = { cast };
