import { kernelNamed } from "../harness/kernel-named.js";
import { describeConvolution } from "./convolution-suite.js";

const conv2dToOne = await kernelNamed("conv2d-to-one");

describeConvolution(conv2dToOne, {
  inChannels: [4, 8, 12, 16],
  outChannels: [1],
  activated: [12, 1],
  blog: [
    [28, 16, 1, "same"],
    [28, 16, 1, "valid"],
  ],
});
