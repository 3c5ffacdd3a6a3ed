import { conv2dFromOne } from "../../src/kernels/conv2d-from-one.js";
import { describeConvolution } from "./convolution-suite.js";

describeConvolution(conv2dFromOne, {
  inChannels: [1],
  outChannels: [4, 8, 12, 16],
  activated: [1, 12],
  blog: [
    [28, 1, 16, "same"],
    [28, 1, 16, "valid"],
  ],
});
