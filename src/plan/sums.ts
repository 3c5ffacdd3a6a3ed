import type { Conv2dGradientSums } from "../operations/convolution.js";
import type { View } from "../operations/operation.js";
import { aligned } from "./arena.js";
import { buffered } from "./draft.js";
import type { BufferSpec } from "./plan.js";

/** Values in a block of `conv2d-gradient-sums`. */
const VALUES = 16;

/** What of each part is to be added up, and where the sums go. */
export interface Sum {
  /** The first value in a part, and how many there are. */
  readonly at: number;
  readonly length: number;
  readonly to: View;
}

/** Gradients that are left in parts, all in one buffer, and the tables by which `conv2d-gradient-sums` adds them up. */
export class Sums {
  private length = 0;
  /** By the buffer that the sums go to: the table's rows. */
  private readonly rows = new Map<string, number[][]>();

  constructor(
    /** Samples in the batch. */
    private readonly samples: number,
  ) {}

  /** Room for so many parts, of as many values as are to be added up. */
  add(parts: number, sums: readonly Sum[]): View {
    const size = sums.reduce((total, { length }) => total + length, 0);
    const view = { buffer: "parts", offset: this.length, length: size * parts };
    for (const { at, length, to } of sums) {
      const rows = this.rows.get(to.buffer) ?? [];
      this.rows.set(to.buffer, [...rows, [view.offset + at, size, parts, to.offset ?? 0, length]]);
    }
    this.length += aligned(size * parts);
    return view;
  }

  /** What adds up all whose sums go to a buffer, if there are any that were not added up yet. */
  into(to: string, buffers: Map<string, BufferSpec>): Conv2dGradientSums[] {
    const rows = this.rows.get(to);
    if (!rows) return [];
    this.rows.delete(to);
    let blocks = 0;
    const values = rows.flatMap((row) => {
      const first = blocks;
      blocks += Math.ceil((row.at(-1) ?? 0) / VALUES);
      return [...row, first];
    });
    const name = `sums.${to}.${this.samples}`;
    buffers.set(name, { name, role: "constant", scalar: "u32", shape: [rows.length, 6], values });
    buffers.set("parts", buffered("parts", [this.length]));
    const bindings = { parts: { buffer: "parts" }, table: { buffer: name }, g: { buffer: to } };
    const params = { rows: rows.length, blocks };
    return [{ label: `batch/${to}-sums`, operation: "conv2d-gradient-sums", bindings, params, constants: { VALUES } }];
  }
}
