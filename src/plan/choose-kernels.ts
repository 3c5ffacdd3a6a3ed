import { sizeOf } from "../data/dataset.js";
import type { Choice } from "../kernels/kernels.js";
import type { BiasGradient } from "../operations/activation.js";
import type { Conv2dKernelGradient } from "../operations/convolution.js";
import type { AnyOperation, View } from "../operations/operation.js";
import type { Matmul, SumParts } from "../operations/product.js";
import type { Operation } from "../operations/union.js";
import { buffered } from "./draft.js";
import type { BufferSpec, Call, Draft, Plan } from "./plan.js";
import { Sums } from "./sums.js";

/**
 * The last step from a draft to a plan: a kernel for each operation. What that leaves in parts is added up behind it; the parts of
 * convolutions' gradients together, before they are read.
 */
export function chooseKernels(draft: Draft, chosen: Chooser): Pick<Plan, "calls" | "buffers"> {
  const choosing = new Choosing(draft, chosen);
  for (const operation of draft.operations) choosing.take(operation);
  const { calls, buffers } = choosing;
  return { calls, buffers };
}

/** Which kernel an operation takes; nothing where none computes it. */
type Chooser = (operation: AnyOperation) => Choice | undefined;

class Choosing {
  readonly calls: Call[] = [];
  readonly buffers: Map<string, BufferSpec>;
  private readonly sums: Sums;

  constructor(
    draft: Draft,
    private readonly chosen: Chooser,
  ) {
    this.buffers = new Map(draft.buffers);
    this.sums = new Sums(draft.rows);
  }

  take(operation: Operation): void {
    // Gradients are written tensor by tensor; what binds all of their buffer reads it.
    for (const { buffer, offset } of Object.values(operation.bindings) as View[]) {
      const pending = offset === undefined ? this.sums.into(buffer, this.buffers) : [];
      for (const sum of pending) this.take(sum);
    }
    const choice = this.chosen(operation);
    if (!choice) throw new Error(`${operation.label}: no kernel computes this ${operation.operation}.`);
    if (operation.operation === "conv2d-kernel-gradient" && choice.version.shared)
      this.kernelGradient(operation, choice);
    else if (operation.operation === "conv2d-kernel-gradient") this.sumOfColumns(operation, "dw", choice);
    else if (operation.operation === "bias-gradient") this.sumOfColumns(operation, "db", choice);
    else if (operation.operation === "matmul") this.product(operation, choice);
    else this.calls.push(callOf(operation, choice));
  }

  /** The gradient of a kernel, and of a bias, in parts that are added up with those of other layers. */
  private kernelGradient(gradient: Conv2dKernelGradient, choice: Choice): void {
    const { dw, db, ...inputs } = gradient.bindings;
    const length = this.lengthOf(dw);
    const behind = db ? [{ at: length, length: this.lengthOf(db), to: db }] : [];
    const view = this.sums.add(choice.parts ?? 1, [{ at: 0, length, to: dw }, ...behind]);
    this.calls.push(callOf({ ...gradient, bindings: { ...inputs, dw: view } }, choice));
  }

  /** Sums that may come in parts, which then are the rows of a matrix to be summed by column. */
  private sumOfColumns(operation: Conv2dKernelGradient | BiasGradient, output: string, choice: Choice): void {
    const call = callOf(operation, choice);
    const { parts = 1 } = choice;
    const to = call.bindings[output];
    if (parts === 1 || !to) {
      this.calls.push(call);
      return;
    }
    const size = this.lengthOf(to);
    const dz = this.parts(call, [parts, size]);
    this.calls.push({ ...call, bindings: { ...call.bindings, [output]: dz } });
    const params = { rows: parts, units: size };
    this.take({
      label: `${call.label}-sum`,
      operation: "bias-gradient",
      bindings: { dz, db: to },
      params,
      constants: {},
    });
  }

  /** A product, whose sums may come in parts; then what adds them up has the epilogue. */
  private product(operation: Matmul, choice: Choice): void {
    const { m, n } = operation.params;
    const { parts = 1 } = choice;
    if (parts === 1) {
      this.calls.push(callOf(operation, choice));
      return;
    }
    const { x, w, b, z } = operation.bindings;
    const { HAS_BIAS = 0, ACTIVATION = 0, HALF_Z = 0, ...constants } = operation.constants;
    const inParts = this.parts(operation, [parts, m, n]);
    this.calls.push(callOf({ ...operation, bindings: { x, w, z: inParts }, constants }, choice));
    const sum: SumParts = {
      label: `${operation.label}-sum`,
      operation: "sum-parts",
      bindings: { x: inParts, ...(b && { b }), z },
      params: { parts, rows: m, units: n },
      constants: { HAS_BIAS, ACTIVATION, ...(HALF_Z && { HALF_Z }) },
    };
    this.take(sum);
  }

  /** How many values a view is of. */
  private lengthOf({ buffer, length }: View): number {
    return length ?? sizeOf(this.buffers.get(buffer)?.shape ?? []);
  }

  private parts({ label }: AnyOperation, shape: readonly number[]): View {
    const name = `${label.replace("/", ".")}.parts`;
    this.buffers.set(name, buffered(name, shape));
    return { buffer: name };
  }
}

/** An operation with its kernel, and what that is called with. */
function callOf(operation: AnyOperation, { version, bindings, params, constants }: Choice): Call {
  return {
    label: operation.label,
    operation: operation.operation,
    kernel: version.name,
    bindings: { ...operation.bindings, ...bindings },
    params: { ...operation.params, ...params },
    constants: { ...operation.constants, ...constants },
  };
}
