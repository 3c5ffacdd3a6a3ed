import { type AnyOperation, halfOf, type View } from "../../operations/operation.js";
import { definitionOf } from "../../operations/operations.js";
import type { Operation, OperationName } from "../../operations/union.js";
import { Reworked, viewsOf } from "../draft.js";
import { ARENAS, type Draft } from "../plan.js";

/** Where the weights are once more, in f16, at the places that they have in their arena. */
const HALF_WEIGHTS = "weights.half";

/** Operations of layers that multiply, and those that hand on what these make: what they read and write is worth storing in f16. */
const OF_LAYERS: ReadonlySet<OperationName> = new Set([
  ...(["matmul", "conv2d", "conv2d-input-gradient", "conv2d-max-pool2d"] as const),
  ...(["max-pool2d", "up-sampling2d", "space-to-depth", "depth-to-space"] as const),
]);

/**
 * Mixed precision: activations that products and convolutions read or write, and a copy of the weights for them, stored in f16.
 * Whatever level made the draft, the same are, but where it has folded them away, so that levels differ by rounding only: those that
 * some layer reads or writes and all that bind them take so. What a plan gives away stays f32; so do the logits, as the losses
 * take them, and all gradients, which are too small for f16: those of the notebook's outputs are some 10⁻⁶.
 *
 * The copy of the weights is made anew at the beginning of every step. Nothing outlives a step in f16: weights are set, saved,
 * restored and updated as without.
 */
export function storeHalves(draft: Draft): Draft {
  const reworked = new Reworked(draft);
  const stored = activationsToStore(draft);
  for (const name of stored) {
    const spec = reworked.buffers.get(name);
    if (spec) reworked.buffers.set(name, { ...spec, scalar: "f16" });
  }
  reworked.operations = draft.operations.map((operation) => inHalves(operation, stored));
  const weights = reworked.buffers.get(ARENAS.weights);
  if (weights && reworked.others({ buffer: HALF_WEIGHTS })?.length) {
    const { shape } = weights;
    reworked.buffers.set(HALF_WEIGHTS, { name: HALF_WEIGHTS, role: "activation", scalar: "f16", shape });
    reworked.operations.unshift({
      label: "batch/cast-weights",
      operation: "cast",
      bindings: { x: { buffer: ARENAS.weights }, y: { buffer: HALF_WEIGHTS } },
      params: { count: shape[0] ?? 0 },
      constants: { HALF_Y: 1 },
    });
  }
  return reworked.done();
}

/** The buffers of the batch's values that are stored in f16. */
function activationsToStore(draft: Draft): ReadonlySet<string> {
  const { operations, buffers, output } = draft;
  const gradients = gradientsIn(draft);
  const stored = new Set<string>();
  for (const { name, role } of buffers.values()) {
    if (role !== "activation" || name === output || gradients.has(name)) continue;
    const binding = operations.filter((operation) => viewsOf(operation).some(([, { buffer }]) => buffer === name));
    const isOfLayer = binding.some(({ operation }) => OF_LAYERS.has(operation));
    const isTaken = binding.every((operation) =>
      viewsOf(operation).every(([operand, { buffer }]) => buffer !== name || takesAsHalf(operation, operand)),
    );
    if (isOfLayer && isTaken) stored.add(name);
  }
  // Images in blocks are stored as what they are another order of; weights in blocks as their copy would be.
  for (const { operation, bindings } of operations) {
    if (operation !== "space-to-depth" && operation !== "depth-to-space") continue;
    const { x, y } = bindings;
    if (!stored.has(x.buffer) && x.buffer !== ARENAS.weights) stored.delete(y.buffer);
  }
  return stored;
}

const takesAsHalf = (operation: AnyOperation, operand: string) =>
  definitionOf(operation).halves?.includes(operand) === true;

/** What a loss's gradient is written to, and all that is made of it. */
function gradientsIn({ operations }: Draft): ReadonlySet<string> {
  const gradients = new Set<string>();
  for (const operation of operations) {
    const { writes } = definitionOf(operation);
    const isFirst = writes.includes("dy");
    const views = viewsOf(operation);
    const isOf = views.some(([operand, { buffer }]) => !writes.includes(operand) && gradients.has(buffer));
    if (!isFirst && !isOf) continue;
    for (const [operand, { buffer }] of views) if (writes.includes(operand)) gradients.add(buffer);
  }
  return gradients;
}

/** An operation with those of its operands in f16 that are stored so, and its weights from their copy where it takes them so. */
function inHalves(operation: Operation, stored: ReadonlySet<string>): Operation {
  const bindings: Record<string, View> = {};
  const constants: Record<string, number> = { ...operation.constants };
  for (const [operand, view] of viewsOf(operation)) {
    const isWeights = operand === "w" && view.buffer === ARENAS.weights && takesAsHalf(operation, operand);
    bindings[operand] = isWeights ? { ...view, buffer: HALF_WEIGHTS } : view;
    if (isWeights || stored.has(view.buffer)) constants[halfOf(operand)] = 1;
  }
  return { ...(operation as AnyOperation), bindings, constants } as Operation;
}
