import type { AnyOperation, View } from "../../operations/operation.js";
import { halfOf } from "../../operations/operation.js";
import { halvesOf } from "../../operations/operations.js";
import type { Operation } from "../../operations/union.js";
import { Reworked, viewsOf } from "../draft.js";
import { ARENAS, type Draft } from "../plan.js";

/** Where the weights are once more, in f16, at the places that they have in their arena. */
const HALF_WEIGHTS = "weights.half";

/** Operations whose sums of products are worth what it takes to store their factors in f16. */
const PRODUCTS: ReadonlySet<string> = new Set(["matmul"]);

/**
 * Mixed precision: activations that products read, and a copy of the weights for them, stored in f16. Whatever level made the
 * draft, the same buffers are, so that levels differ by rounding only: a buffer is one of them where some product reads it and
 * all that binds it takes it so ({@link halvesOf}). What a plan gives away stays f32, and so do the logits, which no product
 * reads, and all gradients.
 *
 * The copy of the weights is made anew at the beginning of every step. Nothing outlives a step in f16: weights are set, saved,
 * restored and updated as without.
 */
export function storeHalves(draft: Draft): Draft {
  const reworked = new Reworked(draft);
  const stored = new Set(activationsToStore(draft));
  for (const name of stored) {
    const spec = reworked.buffers.get(name);
    if (spec) reworked.buffers.set(name, { ...spec, scalar: "f16" });
  }
  const operations = draft.operations.map((operation) => inHalves(operation, stored));
  const weights = reworked.buffers.get(ARENAS.weights);
  const reads = operations.some((operation) => viewsOf(operation).some(([, { buffer }]) => buffer === HALF_WEIGHTS));
  reworked.operations = operations;
  if (weights && reads) {
    reworked.buffers.set(HALF_WEIGHTS, { name: HALF_WEIGHTS, role: "activation", scalar: "f16", shape: weights.shape });
    const [count = 0] = weights.shape;
    reworked.operations.unshift({
      label: "batch/cast-weights",
      operation: "cast",
      bindings: { x: { buffer: ARENAS.weights }, y: { buffer: HALF_WEIGHTS } },
      params: { count },
      constants: { [halfOf("y")]: 1 },
    });
  }
  return reworked.done();
}

/** The buffers of the batch's values that are stored in f16. */
function activationsToStore({ operations, buffers, output }: Draft): string[] {
  const activations = [...buffers.values()].filter(({ name, role }) => role === "activation" && name !== output);
  return activations
    .map(({ name }) => name)
    .filter((name) => {
      const uses = operations.flatMap((operation) =>
        viewsOf(operation)
          .filter(([, { buffer }]) => buffer === name)
          .map(([operand]) => ({ operation, operand })),
      );
      const isFactor = uses.some(({ operation, operand }) => PRODUCTS.has(operation.operation) && operand === "x");
      return isFactor && uses.every(({ operation, operand }) => halvesOf(operation).includes(operand));
    });
}

/** An operation with those of its operands in f16 that are stored so, and the weights that it takes so from their copy. */
function inHalves(operation: Operation, stored: ReadonlySet<string>): Operation {
  const takes = halvesOf(operation);
  const bindings: Record<string, View> = {};
  const constants: Record<string, number> = { ...operation.constants };
  for (const [operand, view] of viewsOf(operation)) {
    const isWeights = view.buffer === ARENAS.weights && takes.includes(operand);
    bindings[operand] = isWeights ? { ...view, buffer: HALF_WEIGHTS } : view;
    if (isWeights || stored.has(view.buffer)) constants[halfOf(operand)] = 1;
  }
  return { ...(operation as AnyOperation), bindings, constants } as Operation;
}
