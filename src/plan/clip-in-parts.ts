import type { BufferSpec, Call } from "./plan.js";
import { buffered } from "./rewrite.js";

/** Values in a part of a tensor: eight for each of a workgroup's 256 lanes. */
export const PART = 2048;

/**
 * `clip-norm` by two calls, over parts of tensors: where a tensor has several, one workgroup would keep the rest of a GPU
 * waiting. They are always cut alike and added up in order. A call whose tensors are all small stays as it is.
 * @param buffers of the plan: gets those that the calls need
 */
export function clipInParts(call: Call, buffers: Map<string, BufferSpec>): Call[] {
  const { g, tensors } = call.bindings;
  const places = buffers.get(tensors?.buffer ?? "")?.values ?? [];
  const table: number[] = [];
  for (let at = 0; at < places.length; at += 2) {
    const [first = 0, length = 0] = places.slice(at, at + 2);
    const count = Math.ceil(length / PART);
    const from = table.length / 4;
    for (let part = 0; part < count; part++) {
      table.push(first + part * PART, Math.min(PART, length - part * PART), from, count);
    }
  }
  const count = table.length / 4;
  if (!g || !tensors || count <= places.length / 2) return [call];
  buffers.delete(tensors.buffer);
  buffers.set("clip.parts", { name: "clip.parts", role: "constant", scalar: "u32", shape: [count, 4], values: table });
  buffers.set("clip.squares", buffered("clip.squares", [count]));
  const parts = { buffer: "clip.parts" };
  const squares = { buffer: "clip.squares" };
  const { norm = 0 } = call.params;
  return [
    {
      label: `${call.label}-squares`,
      kernel: "clip-norm-squares",
      bindings: { parts, g, squares },
      params: { parts: count },
      constants: {},
    },
    { ...call, kernel: "clip-norm-parts", bindings: { parts, squares, g }, params: { parts: count, norm } },
  ];
}
