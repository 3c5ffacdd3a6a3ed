import { depthToSpace } from "../../src/kernels/depth-to-space.js";
import { describeDepth } from "./depth-suite.js";

describeDepth(depthToSpace, "y", [1, 2, 3, 5, 8, 17]);
