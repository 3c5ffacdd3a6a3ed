import { kernelNamed } from "../harness/kernel-named.js";
import { describeDepth } from "./depth-suite.js";

const depthToSpaceQuads = await kernelNamed("depth-to-space-quads");

describeDepth(depthToSpaceQuads, "y", [4, 8, 12, 36, 64]);
