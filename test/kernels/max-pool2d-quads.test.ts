import { maxPool2dQuads } from "../../src/kernels/max-pool2d-quads.js";
import { describeMaxPooling } from "./max-pool2d-suite.js";

describeMaxPooling(maxPool2dQuads, {
  channels: [4, 8, 12],
  constants: ({ pool_y, pool_x }) => ({ TWO_BY_TWO: Number(pool_y === 2 && pool_x === 2) }),
});
