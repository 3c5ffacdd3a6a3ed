import { matmulShared } from "../matmul-shared.js";
import { sumParts } from "../sum-parts.js";

/** Products for GPUs with many lanes. */
export const kernels = [matmulShared, sumParts];
