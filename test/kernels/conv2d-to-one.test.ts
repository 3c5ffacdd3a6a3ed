import { conv2dToOne } from "../../src/kernels/conv2d-to-one.js";
import { describeConvolution } from "./convolution-suite.js";

describeConvolution(conv2dToOne, {
  inChannels: [4, 8, 12, 16],
  outChannels: [1],
  activated: [12, 1],
  blog: [
    [28, 16, 1, "same"],
    [28, 16, 1, "valid"],
  ],
});
