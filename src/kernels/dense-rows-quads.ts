import shader from "../../shaders/dense-rows-quads.wgsl?raw";
import bytes from "../../shaders/lib/bytes.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { denseRows } from "./dense-rows.js";
import { grid } from "./grid.js";
import { constantIn, kernel } from "./kernel.js";
import { layers } from "./layers.js";
import { loss } from "./loss.js";

/** Rows of the batch that a workgroup takes through all layers. */
const ROWS = constantIn(shader, "ROWS");

/** `dense-rows` where the values of the batch and of every layer come in fours. */
export const denseRowsQuads = kernel({
  ...denseRows,
  name: "dense-rows-quads",
  wgsl: [grid, step, bytes, ...loss, layers, shader],
  workgroups: ({ rows }) => Math.ceil(rows / ROWS),
});
