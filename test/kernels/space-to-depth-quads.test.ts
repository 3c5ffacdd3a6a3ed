import { spaceToDepthQuads } from "../../src/kernels/space-to-depth-quads.js";
import { describeDepth } from "./depth-suite.js";

describeDepth(spaceToDepthQuads, "x", [4, 8, 12, 36, 64]);
