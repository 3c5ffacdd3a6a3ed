import { kernelNamed } from "../harness/kernel-named.js";
import { describeDepth } from "./depth-suite.js";

const depthToSpace = await kernelNamed("depth-to-space");

describeDepth(depthToSpace, "y", [1, 2, 3, 5, 8, 17]);
