import { placesAcross } from "../../src/kernels/convolution.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { describeConvolution } from "./convolution-suite.js";

const conv2dQuads = await kernelNamed("conv2d-quads");

describeConvolution(conv2dQuads, {
  inChannels: [4, 8, 12, 16],
  outChannels: [4, 8, 12, 16],
  activated: [8, 12],
  constants: ({ kernel_width }) => placesAcross(kernel_width),
  blog: [
    [14, 16, 8, "same"],
    [16, 8, 16, "valid"],
  ],
});
