import { sizeOf } from "../data/dataset.js";
import { type AnyOperation, halfOf } from "../operations/operation.js";
import { definitionOf, shapesOf } from "../operations/operations.js";
import { type Call, type Draft, type Plan, tablesOf } from "./plan.js";

/**
 * Holds a draft, or a plan, against what every pass promises: each operation binds what its page says, of at least its shape and of
 * the type that it takes;
 * what it reads was written before, so that nothing was folded away that is needed later; it reads nothing that it writes, but what
 * it updates; and the result is there at the end. For tests, between passes.
 * @throws {Error} that names the operation and what is wrong with it
 */
export function verify(plan: Draft | Plan): void {
  const { buffers, output } = plan;
  const written = new Set<string>();
  const isGiven = (name: string) => !["activation", "gradient"].includes(buffers.get(name)?.role ?? "activation");
  for (const operation of operationsOf(plan)) {
    const fail = (what: string): never => {
      throw new Error(`${operation.label} (${operation.operation}): ${what}`);
    };
    const { writes, updates = [], halves = [] } = definitionOf(operation);
    const tables = tablesOf(plan, operation);
    const shapes = shapesOf(operation, tables);
    for (const operand of Object.keys(shapes)) if (!operation.bindings[operand]) fail(`binds nothing to ${operand}`);
    if (Boolean(operation.constants.HAS_BIAS) !== Boolean(operation.bindings.b ?? operation.bindings.db)) {
      if ("HAS_BIAS" in operation.constants && !("kernel" in operation))
        fail("has a bias without a buffer, or one in vain");
    }
    for (const [operand, { buffer, length }] of Object.entries(operation.bindings)) {
      const spec = buffers.get(buffer) ?? fail(`binds "${buffer}", which is no buffer of the plan`);
      const isHalf = Boolean(operation.constants[halfOf(operand)]);
      if (operand in shapes && isHalf !== (spec.scalar === "f16"))
        fail(`takes ${operand} as ${isHalf ? "f16" : "another type"}, "${buffer}", which holds ${spec.scalar}`);
      if (isHalf && !halves.includes(operand)) fail(`takes ${operand} as f16, which not all its kernels do`);
      const isWritten = writes.includes(operand);
      if (!isWritten && !isGiven(buffer) && !written.has(buffer))
        fail(`reads ${operand}, "${buffer}", before it is written`);
      const wanted = sizeOf(shapes[operand] ?? []);
      const available = length ?? sizeOf(spec.shape);
      if (spec.role !== "external" && operand in shapes && available < wanted) {
        fail(`needs ${wanted} values of ${operand}, "${buffer}", which has ${available}`);
      }
      if (isWritten && isReadBy(operation, writes, buffer)) fail(`reads "${buffer}" while it writes it`);
    }
    for (const operand of [...writes, ...updates]) {
      const view = operation.bindings[operand];
      if (view) written.add(view.buffer);
    }
  }
  if (!written.has(output) && !isGiven(output)) throw new Error(`Nothing writes the result, "${output}".`);
}

const operationsOf = (plan: Draft | Plan): readonly (AnyOperation | Call)[] =>
  "calls" in plan ? plan.calls : (plan.operations as readonly AnyOperation[]);

const isReadBy = ({ bindings }: AnyOperation, writes: readonly string[], buffer: string) =>
  Object.entries(bindings).some(([operand, view]) => !writes.includes(operand) && view.buffer === buffer);
