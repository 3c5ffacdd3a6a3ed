import { depthToSpaceQuads } from "../../src/kernels/depth-to-space-quads.js";
import { describeDepth } from "./depth-suite.js";

describeDepth(depthToSpaceQuads, "y", [4, 8, 12, 36, 64]);
