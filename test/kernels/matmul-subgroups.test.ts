import { kernelNamed } from "../../src/kernels/kernels.js";
import { describeProductInFours } from "./product-suite.js";

const matmulSubgroups = await kernelNamed("matmul-subgroups");

describeProductInFours(matmulSubgroups);
