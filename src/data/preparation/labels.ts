import { DataError } from "../../errors.js";
import { ONE_OF_TOO_MANY, type Table } from "../table.js";
import { placeIn } from "./roles.js";

/** Labels are bytes. */
const MOST_CLASSES = 256;

/** Class indices of samples, and the names of the classes where they have any. */
export interface Labels {
  readonly labels: Uint8Array;
  readonly classes?: readonly string[];
}

/**
 * The labels of a column. Class indices (0 to 255, as 3 or 3.0) are kept; texts, and numbers that are none, are numbered in
 * alphabetical order.
 * @param known names of classes that have their numbers already; new ones come after them
 * @throws {DataError} for a missing label, and for more classes than labels can tell apart
 */
export function labelsOf(table: Table, position: number, name: string, known?: readonly string[]): Labels {
  const column = table.columns[position];
  if (!column) throw new Error(`There is no column ${position}.`);
  const { numbers, texts } = column;
  const missing = numbers.findIndex((number, row) => Number.isNaN(number) && (texts?.codes[row] ?? -1) === -1);
  if (missing >= 0) {
    throw new DataError(
      `${placeIn(table, name, missing, position)} is missing: every sample needs a label. Fill it in, or leave the row out.`,
    );
  }
  if (!texts && !known && numbers.every((number) => Number.isInteger(number) && number >= 0 && number < MOST_CLASSES)) {
    return { labels: Uint8Array.from(numbers) };
  }
  const overflow = texts?.codes.includes(ONE_OF_TOO_MANY) === true;
  const different = new Set([...(texts?.dictionary ?? []), ...numberTexts(numbers)]);
  const classes = [...(known ?? []), ...[...different].filter((text) => !known?.includes(text)).sort()];
  if (overflow || classes.length > MOST_CLASSES) {
    throw new DataError(
      `${name} has ${overflow ? `more than ${different.size}` : different.size} different labels; at most ${MOST_CLASSES} classes are possible. Is it the right column? ` +
        "Name another (--label-column NAME), or none (--label-column none).",
    );
  }
  const indexOf = new Map(classes.map((text, index) => [text, index]));
  const textOf = (row: number) => {
    const number = numbers[row] ?? Number.NaN;
    return Number.isNaN(number) ? (texts?.dictionary[texts.codes[row] ?? 0] ?? "") : String(number);
  };
  return { labels: Uint8Array.from(numbers, (_, row) => indexOf.get(textOf(row)) ?? 0), classes };
}

/** At most one more than there can be classes: enough to see that there are too many. */
function numberTexts(numbers: Float64Array): Set<string> {
  const different = new Set<string>();
  for (const number of numbers) {
    if (!Number.isNaN(number)) different.add(String(number));
    if (different.size > MOST_CLASSES) break;
  }
  return different;
}
