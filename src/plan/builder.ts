import type { Build } from "../layers/lowering.js";
import type { Network, PlacedLayer } from "../model/network.js";
import type { View } from "../operations/operation.js";
import type { AddOperation, Operation } from "../operations/union.js";
import { type ArenaLayout, layOut, viewOf } from "./arena.js";
import { ARENAS, type BufferRole, type BufferSpec, EXTERNAL, type PlanKind } from "./plan.js";

/** A plan in the making: the operations so far and the buffers that they name. */
export class PlanBuilder implements Build {
  readonly buffers = new Map<string, BufferSpec>();
  readonly operations: Operation[] = [];
  readonly layout: ArenaLayout;

  constructor(
    readonly network: Network,
    readonly kind: PlanKind,
    /** Samples in the batch. */
    readonly rows: number,
  ) {
    this.layout = layOut(network.layers);
  }

  readonly call: AddOperation = (label, operation, bindings, params, constants = {}) => {
    this.operations.push({ label, operation, bindings, params, constants } as unknown as Operation);
  };

  /** Values of the batch. */
  buffer(name: string, shape: readonly number[]): View {
    this.buffers.set(name, { name, role: "activation", scalar: "f32", shape });
    return { buffer: name };
  }

  /** Words that are known when the plan is made. */
  constant(name: string, shape: readonly number[], values: readonly number[]): View {
    this.buffers.set(name, { name, role: "constant", scalar: "u32", shape, values });
    return { buffer: name };
  }

  /** A buffer that whoever runs the plan gives. */
  external(name: string, scalar: "f32" | "u32"): View {
    this.buffers.set(name, { name, role: "external", scalar, shape: [] });
    return { buffer: name };
  }

  /** A tensor of weights, such as `encoder.0.kernel`. */
  weights(tensor: string): View {
    return viewOf(this.layout, this.arena(ARENAS.weights, "parameter").buffer, tensor);
  }

  /** The gradient of a tensor of weights. */
  gradient(tensor: string): View {
    return viewOf(this.layout, this.arena(ARENAS.gradients, "gradient").buffer, tensor);
  }

  /** A whole arena. */
  arena(name: string, role: BufferRole): View {
    this.buffers.set(name, { name, role, scalar: "f32", shape: [this.layout.length] });
    return { buffer: name };
  }

  /** What makes the noise of a layer its own, and the same in its forward and backward pass. */
  randomness({ name }: PlacedLayer): { seed: number; stream: number } {
    return { seed: this.network.seed, stream: this.network.layers.findIndex((placed) => placed.name === name) };
  }

  /** The samples' order in the epoch. */
  get order(): View {
    return this.external(EXTERNAL.order, "u32");
  }
}
