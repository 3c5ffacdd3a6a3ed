/** Fields of `Layer` in `lib/layers.wgsl`, in order, all u32. */
const FIELDS = ["inputs", "units", "kernel", "bias", "hasBias", "activation", "input", "output"] as const;

/** A dense layer as the fused kernels know it; offsets are in scalars. */
export type LayerRecord = Readonly<Record<(typeof FIELDS)[number], number>>;

/** How many values a row of so many has in the fused buffers: filled up to a multiple of four. */
export const filledUp = (values: number) => 4 * Math.ceil(values / 4);

/** The table that the fused kernels bind as `layers`. */
export function encodeLayers(records: readonly LayerRecord[]): number[] {
  return records.flatMap((record) => FIELDS.map((field) => record[field]));
}

export function decodeLayers(table: ArrayLike<number>): LayerRecord[] {
  return Array.from({ length: table.length / FIELDS.length }, (_, index) => {
    const at = index * FIELDS.length;
    return Object.fromEntries(FIELDS.map((field, offset) => [field, table[at + offset]])) as LayerRecord;
  });
}

/** Number of weights, biases included, and of values that layers give out for one sample. */
export function sizesOf(records: readonly LayerRecord[]): { weights: number; outputs: number } {
  const sum = (size: (record: LayerRecord) => number) => records.reduce((total, record) => total + size(record), 0);
  return {
    weights: sum(({ inputs, units, hasBias }) => units * (inputs + hasBias)),
    outputs: sum(({ units }) => units),
  };
}
