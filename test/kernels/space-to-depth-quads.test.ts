import { kernelNamed } from "../harness/kernel-named.js";
import { describeDepth } from "./depth-suite.js";

const spaceToDepthQuads = await kernelNamed("space-to-depth-quads");

describeDepth(spaceToDepthQuads, "x", [4, 8, 12, 36, 64]);
