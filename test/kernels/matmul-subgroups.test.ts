import { kernelNamed } from "../harness/kernel-named.js";
import { describeProductInFours } from "./product-suite.js";

const matmulSubgroups = await kernelNamed("matmul-subgroups");

describeProductInFours(matmulSubgroups);
