import { kernelNamed } from "../harness/kernel-named.js";
import { describeMaxPooling } from "./max-pool2d-suite.js";

const maxPool2dQuads = await kernelNamed("max-pool2d-quads");

describeMaxPooling(maxPool2dQuads, {
  channels: [4, 8, 12],
  constants: ({ pool_y, pool_x }) => ({ TWO_BY_TWO: Number(pool_y === 2 && pool_x === 2) }),
});
