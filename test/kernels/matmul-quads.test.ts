import { kernelNamed } from "../harness/kernel-named.js";
import { describeProductInFours } from "./product-suite.js";

const matmulQuads = await kernelNamed("matmul-quads");

describeProductInFours(matmulQuads);
