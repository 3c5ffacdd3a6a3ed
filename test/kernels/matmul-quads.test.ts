import { matmulQuads } from "../../src/kernels/matmul-quads.js";
import { describeProductInFours } from "./product-suite.js";

describeProductInFours(matmulQuads);
