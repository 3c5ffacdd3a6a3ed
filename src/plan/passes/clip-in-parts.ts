import { Reworked } from "../draft.js";
import type { Draft } from "../plan.js";

/** Values in a part of a tensor: eight for each of a workgroup's 256 lanes. */
export const PART = 2048;

/**
 * `clip-norm` by two operations, over parts of tensors: where a tensor has several, one workgroup would keep the rest of a GPU
 * waiting. They are always cut alike and added up in order. Where all tensors are small it stays as it is.
 */
export function clipInParts(draft: Draft): Draft {
  const reworked = new Reworked(draft);
  for (const clip of reworked.named("clip-norm")) {
    const { g, tensors } = clip.bindings;
    const { norm } = clip.params;
    const values = partsOf(reworked.buffers.get(tensors.buffer)?.values ?? []);
    const count = values.length / 4;
    if (count <= clip.params.tensors) continue;
    const parts = { buffer: "clip.parts" };
    reworked.buffers.set(parts.buffer, {
      name: parts.buffer,
      role: "constant",
      scalar: "u32",
      shape: [count, 4],
      values,
    });
    const squares = reworked.buffer("clip.squares", [count]);
    reworked.replace(
      clip,
      {
        label: `${clip.label}-squares`,
        operation: "clip-norm-squares",
        bindings: { parts, g, squares },
        params: { parts: count },
        constants: {},
      },
      { ...clip, operation: "clip-norm-parts", bindings: { parts, squares, g }, params: { parts: count, norm } },
    );
  }
  return reworked.done();
}

/** The table of parts `[offset, length, first part of the tensor, its parts]`, from that of tensors `[offset, length]`. */
function partsOf(tensors: readonly number[]): number[] {
  const table: number[] = [];
  for (let at = 0; at < tensors.length; at += 2) {
    const [first = 0, length = 0] = tensors.slice(at, at + 2);
    const count = Math.ceil(length / PART);
    const from = table.length / 4;
    for (let part = 0; part < count; part++) {
      table.push(first + part * PART, Math.min(PART, length - part * PART), from, count);
    }
  }
  return table;
}
