import { kernelNamed } from "../harness/kernel-named.js";
import { describeConvolution } from "./convolution-suite.js";

const conv2dFromOne = await kernelNamed("conv2d-from-one");

describeConvolution(conv2dFromOne, {
  inChannels: [1],
  outChannels: [4, 8, 12, 16],
  activated: [1, 12],
  blog: [
    [28, 1, 16, "same"],
    [28, 1, 16, "valid"],
  ],
});
