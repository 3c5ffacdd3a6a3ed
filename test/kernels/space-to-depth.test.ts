import { kernelNamed } from "../harness/kernel-named.js";
import { describeDepth } from "./depth-suite.js";

const spaceToDepth = await kernelNamed("space-to-depth");

describeDepth(spaceToDepth, "x", [1, 2, 3, 5, 8, 17]);
