import type { BufferSpec, Call, View } from "./plan.js";

/** Calls that take the place of one, and the buffer between them. */
export interface Rewritten {
  readonly calls: readonly Call[];
  readonly buffer?: BufferSpec;
}

/** The layer in a call's label. */
export const layerOf = ({ label }: Pick<Call, "label">) => label.slice(0, label.indexOf("/"));

/** A buffer between calls: values of the batch. */
export function buffered(name: string, shape: readonly number[]): BufferSpec {
  return { name, role: "activation", scalar: "f32", shape };
}

/** A product or a convolution that also does what the call `bias-activation` behind it does. */
export function withEpilogue(call: Call, end: Call): Call {
  const { b, y } = end.bindings as Record<"b" | "y", View>;
  return {
    ...call,
    label: `${layerOf(call)}/forward`,
    bindings: { ...call.bindings, b, z: y },
    constants: { ...call.constants, ...end.constants },
  };
}

/** Whether what one call binds to `from` is what another binds to `to`. */
export function meets(one: Call, from: string, other: Call, to: string): boolean {
  const [left, right] = [one.bindings[from], other.bindings[to]];
  return left !== undefined && left.buffer === right?.buffer && left.offset === right.offset;
}
