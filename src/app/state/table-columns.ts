import { imageShapeOf, isTable } from "../../experiments/image-shape.js";
import { sizeOf } from "../../index.js";
import type { DataInfo } from "../worker/protocol.js";

/** Columns that are shown at a time. */
export const MOST_SHOWN = 12;

/** What of a data set tells whether its samples are rows of a table. */
export type TableData = Pick<DataInfo, "own" | "shape" | "columns">;

/**
 * What the values of a sample are called, where samples are rows of numbers and no pictures: a table's column names, or their
 * places. Pixels that came flat are pictures.
 */
export function columnsOf({ own, shape, columns }: TableData): readonly string[] | undefined {
  if (!own || shape.length > 1 || !isTable(imageShapeOf(shape, own.preparation))) return undefined;
  return columns ?? Array.from({ length: sizeOf(shape) }, (_, index) => `value ${index + 1}`);
}

/** Whether samples have more columns than are shown at a time. */
export function isWide(data: TableData): boolean {
  return (columnsOf(data)?.length ?? 0) > MOST_SHOWN;
}
