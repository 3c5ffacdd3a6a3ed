import { matmulShared } from "../matmul-shared.js";
import { matmulTiled } from "../matmul-tiled.js";
import { sumParts } from "../sum-parts.js";

/** Products for GPUs with many lanes, and of sizes that do not come in fours. */
export const kernels = [matmulShared, matmulTiled, sumParts];
