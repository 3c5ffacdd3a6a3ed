import { sizeOf } from "../../data/dataset.js";
import type { View } from "../../operations/operation.js";
import type { Step } from "../../operations/step.js";
import type { Call, Plan } from "../../plan/plan.js";
import type { Values } from "../../reference/twin.js";
import { twinOf } from "../../reference/twins.js";

/** Runs plans in float64 on the CPU, an operation's twin for every call. The buffers live as long as the executor. */
export class ReferenceExecutor {
  private readonly buffers = new Map<string, Values>();

  /** Gives a buffer its contents (a copy), whatever it held. */
  write(name: string, values: Float32Array | Float64Array | Uint32Array): void {
    this.buffers.set(name, values instanceof Uint32Array ? values.slice() : Float64Array.from(values));
  }

  /** Computes on values that are another's, from now on. */
  adopt(name: string, values: Values): void {
    this.buffers.set(name, values);
  }

  /**
   * The contents of a buffer, as they are now.
   * @throws when no plan that has it was run and nothing was written to it
   */
  read(name: string): Values {
    const buffer = this.buffers.get(name);
    if (!buffer) throw new Error(`No buffer is named "${name}".`);
    return buffer;
  }

  /** Runs the calls of a plan. */
  run(plan: Plan, step: Step): void {
    this.allocate(plan);
    for (const call of plan.calls) this.call(call, step);
  }

  /** Gives the plan's buffers that do not exist yet zeros; those of role `external` must have been written. */
  allocate(plan: Plan): void {
    for (const { name, role, scalar, shape, values } of plan.buffers.values()) {
      const length = sizeOf(shape);
      const present = this.buffers.get(name);
      if (role === "constant") {
        this.write(name, Uint32Array.from(values ?? []));
      } else if (role === "external") {
        if (!present) throw new Error(`The plan needs "${name}" to be written first.`);
      } else if (!present || present.length < length) {
        this.buffers.set(name, scalar === "u32" ? new Uint32Array(length) : new Float64Array(length));
      }
    }
  }

  /** Runs one call, its buffers allocated; `bounds`, by binding, are filled in where given. */
  call(call: Call, step: Step, bounds?: Readonly<Record<string, Float64Array>>): void {
    const twin = twinOf(call.operation);
    const reals: Record<string, Float64Array> = {};
    const words: Record<string, Uint32Array> = {};
    for (const [binding, view] of Object.entries(call.bindings)) {
      const values = this.part(view);
      if (values instanceof Uint32Array) words[binding] = values;
      else reals[binding] = values;
    }
    twin({ reals, words, params: call.params, constants: call.constants, step }, bounds);
  }

  /** A view's values, sharing memory with the buffer. */
  part({ buffer, offset = 0, length }: View): Values {
    const values = this.read(buffer);
    return values.subarray(offset, length === undefined ? undefined : offset + length);
  }
}
