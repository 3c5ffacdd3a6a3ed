import { matmulSubgroups } from "../../src/kernels/matmul-subgroups.js";
import { describeProductInFours } from "./product-suite.js";

describeProductInFours(matmulSubgroups);
