import { conv2dSubgroups } from "../../src/kernels/conv2d-subgroups.js";
import { placesAcross } from "../../src/kernels/cuts.js";
import { describeConvolution } from "./convolution-suite.js";

describeConvolution(conv2dSubgroups, {
  inChannels: [4, 8, 12, 16],
  outChannels: [4, 8, 12, 16],
  activated: [8, 12],
  constants: ({ kernel_width }) => placesAcross(kernel_width),
  blog: [
    [14, 16, 8, "same"],
    [16, 8, 16, "valid"],
  ],
});
