import { spaceToDepth } from "../../src/kernels/space-to-depth.js";
import { describeDepth } from "./depth-suite.js";

describeDepth(spaceToDepth, "x", [1, 2, 3, 5, 8, 17]);
