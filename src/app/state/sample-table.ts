import { unscaled } from "../../data.js";
import { sizeOf, type Values } from "../../index.js";
import { MOST_SHOWN, type TableData } from "./table-columns.js";

/** Samples in the units that their file has. */
export function inOwnUnits({ own, shape }: TableData, values: Values | Float32Array): Float64Array {
  const size = sizeOf(shape);
  return own ? unscaled(values, own.preparation.scaling, size) : Float64Array.from(values);
}

/** What a value is, what was made of it, and how far off that is as a share of the column's range. */
export interface Cell {
  /** Nothing where it is missing. */
  readonly value: number | undefined;
  readonly drawn: readonly { readonly value: number; readonly off: number }[];
}

/** Samples as a table. */
export interface SampleTable {
  /** The columns that are shown, by their places in a sample: all, or those that are furthest off. */
  readonly places: readonly number[];
  /** `cells[sample][index of the column that is shown]` */
  readonly cells: readonly (readonly Cell[])[];
  /** For each of those who drew, the root mean squared difference of each column that is shown, in its own units. */
  readonly errors: readonly (readonly number[])[];
}

/**
 * Samples beside what was drawn of them.
 * @param drawn by each of those who drew
 * @param mask 1 where a value is known; all are without it
 */
export function sampleTable(
  data: TableData,
  values: Values,
  drawn: readonly Float32Array[],
  mask?: Uint8Array,
): SampleTable {
  const size = sizeOf(data.shape);
  const count = values.length / size;
  const own = inOwnUnits(data, values);
  const others = drawn.map((each) => inOwnUnits(data, each));
  const spans = spansOf(data, own, size);
  const isKnown = (at: number) => mask?.[at] !== 0;
  const errorOf = (other: Float64Array, column: number) => {
    let [squares, known] = [0, 0];
    for (let at = column; at < own.length; at += size) {
      if (!isKnown(at)) continue;
      squares += ((other[at] ?? 0) - (own[at] ?? 0)) ** 2;
      known++;
    }
    return Math.sqrt(squares / (known || 1));
  };
  const all = others.map((other) => Array.from({ length: size }, (_, column) => errorOf(other, column)));
  const places = furthestOff(all, spans);
  const cellAt = (row: number, column: number): Cell => {
    const at = row * size + column;
    const value = own[at] ?? 0;
    return {
      value: isKnown(at) ? value : undefined,
      drawn: others.map((other) => ({
        value: other[at] ?? 0,
        off: isKnown(at) ? Math.abs((other[at] ?? 0) - value) / (spans[column] ?? 1) : 0,
      })),
    };
  };
  return {
    places,
    cells: Array.from({ length: count }, (_, row) => places.map((column) => cellAt(row, column))),
    errors: all.map((errors) => places.map((column) => errors[column] ?? 0)),
  };
}

/** How far each column goes in the training data. */
function spansOf({ own }: TableData, values: Float64Array, size: number): number[] {
  const { ranges } = own?.preparation ?? {};
  return Array.from({ length: size }, (_, column) => {
    const column_ = Array.from({ length: values.length / size }, (__, row) => values[row * size + column] ?? 0);
    const [low, high] = [ranges?.low[column] ?? Math.min(...column_), ranges?.high[column] ?? Math.max(...column_)];
    return high - low || 1;
  });
}

/** All columns where they are few, else those with the largest errors for their ranges, in their order. */
function furthestOff(errors: readonly (readonly number[])[], spans: readonly number[]): number[] {
  const places = [...spans.keys()];
  if (places.length <= MOST_SHOWN) return places;
  const worst = places.map((column) =>
    Math.max(0, ...errors.map((each) => (each[column] ?? 0) / (spans[column] ?? 1))),
  );
  return places
    .sort((a, b) => (worst[b] ?? 0) - (worst[a] ?? 0) || a - b)
    .slice(0, MOST_SHOWN)
    .sort((a, b) => a - b);
}

/** A measured value as people write it: four digits that count. */
export function valueText(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace("-", "−");
  return String(Number(value.toPrecision(4))).replace("-", "−");
}
