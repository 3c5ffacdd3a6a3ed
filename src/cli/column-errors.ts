import type { Preparation } from "../data.js";
import { type Column, table } from "./table.js";
import { unitsOf } from "./units.js";

/** How far off the reconstructions of a column are. */
export interface ColumnError {
  readonly name: string;
  /** Mean absolute error, in the column's own units. */
  readonly error: number;
  /** The same as a share of what the column ranges over in the training data; nothing where it has one value only. */
  readonly share?: number;
}

/** @param errors mean absolute errors of the values of a sample, as the model has them */
export function columnErrors(
  errors: Float32Array,
  names: readonly string[],
  { scaling, ranges }: Pick<Preparation, "scaling" | "ranges">,
): ColumnError[] {
  const units = unitsOf(scaling, names.length);
  return names.map((name, index) => {
    const error = (errors[index] ?? Number.NaN) * (units[index] ?? 1);
    const range = (ranges?.high[index] ?? Number.NaN) - (ranges?.low[index] ?? Number.NaN);
    return { name, error, ...(range > 0 && { share: error / range }) };
  });
}

/** The worst first: by their share, where columns have one. */
export function worstFirst(errors: readonly ColumnError[]): ColumnError[] {
  return errors.toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
}

/** `4.13`, `0.000123`, `1.2e-9`: an error in a column's own units, with three digits. */
export function errorText(error: number): string {
  if (error === 0 || !Number.isFinite(error)) return String(error);
  return error >= 100 ? String(Math.round(error)) : String(Number(error.toPrecision(3)));
}

/** `12.3 %` */
export const shareText = (share: number | undefined) => (share === undefined ? "–" : `${(100 * share).toFixed(1)} %`);

/** The errors as a table for a terminal. */
export function columnErrorTable(errors: readonly ColumnError[]): string {
  const columns: Column[] = [
    { title: "column" },
    { title: "mean absolute error", align: "right" },
    { title: "of its range", align: "right" },
  ];
  return table(
    columns,
    errors.map(({ name, error, share }) => [name, errorText(error), shareText(share)]),
  );
}
