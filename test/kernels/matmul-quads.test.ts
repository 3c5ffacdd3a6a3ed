import { kernelNamed } from "../../src/kernels/kernels.js";
import { describeProductInFours } from "./product-suite.js";

const matmulQuads = await kernelNamed("matmul-quads");

describeProductInFours(matmulQuads);
