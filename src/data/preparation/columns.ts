import { DataError } from "../../errors.js";
import type { Grid } from "../grid.js";
import { columnName, foundBy, NO_TEXT, type Table } from "../table.js";
import type { ColumnUse, TableUse } from "./preparation.js";
import { listed, placeIn } from "./roles.js";

/** Where the columns that a preparation knows stand in a file. */
export interface Places {
  /** The place of each column in use. */
  readonly columns: readonly number[];
  readonly label?: number;
  /** What those who read it should know. */
  readonly remarks: readonly string[];
}

/** Two gigabytes: as much as every browser's arrays hold. */
const MOST_VALUES = 2 ** 28;

/** How many values a sample has by these columns. */
export const widthOf = (columns: readonly ColumnUse[]) =>
  columns.reduce((width, { categories }) => width + (categories?.length ?? 1), 0);

/** What each value of a sample is called: a column's name, or its place from 1; `city = Köln`. */
export function valueNames(columns: readonly ColumnUse[]): string[] {
  return columns.flatMap(({ name, position, categories }) => {
    const own = name ?? `column ${position + 1}`;
    return categories ? categories.map((text) => `${own} = ${text}`) : [own];
  });
}

/**
 * The columns' numbers, a sample a row.
 * @param places where each column stands in the table
 * @throws {DataError} for a text that is none of a column's categories, or stands where numbers or dates are to be
 */
export function gridOf(table: Table, columns: readonly ColumnUse[], places: readonly number[], name: string): Grid {
  const { rows } = table;
  const width = widthOf(columns);
  if (rows * width > MOST_VALUES) {
    throw new DataError(
      `${name} becomes ${rows.toLocaleString("en")} samples of ${width.toLocaleString("en")} values, categories each one; at most ` +
        `${MOST_VALUES.toLocaleString("en")} values fit. Leave columns out, or give fewer rows.`,
    );
  }
  const data = new Float64Array(rows * width);
  /** The column that each value of a row comes from. */
  const origin: number[] = [];
  for (const [index, use] of columns.entries()) {
    const position = places[index] ?? 0;
    const first = origin.length;
    if (use.categories) {
      fillCategories(table, position, use.categories, { data, width, first }, name);
      origin.push(...use.categories.map(() => position));
    } else {
      checkNumbers(table, position, use, name);
      const numbers = table.columns[position]?.numbers ?? [];
      for (let row = 0; row < rows; row++) data[row * width + first] = numbers[row] ?? Number.NaN;
      origin.push(position);
    }
  }
  return { data, rows, width, place: (row, column) => placeIn(table, name, row, origin[column] ?? 0) };
}

/** Where the values of a column go. */
interface Target {
  readonly data: Float64Array;
  readonly width: number;
  readonly first: number;
}

function fillCategories(
  table: Table,
  position: number,
  categories: readonly string[],
  { data, width, first }: Target,
  name: string,
): void {
  const column = table.columns[position];
  const indexOf = new Map(categories.map((text, index) => [text, index]));
  const byCode = column?.texts?.dictionary.map((text) => indexOf.get(text)) ?? [];
  for (let row = 0; row < table.rows; row++) {
    const code = column?.texts?.codes[row] ?? NO_TEXT;
    const number = column?.numbers[row] ?? Number.NaN;
    const at = row * width + first;
    if (code === NO_TEXT && Number.isNaN(number)) {
      data.fill(Number.NaN, at, at + categories.length);
      continue;
    }
    // A category may be written in digits in a file that has no other.
    const index = code === NO_TEXT ? indexOf.get(String(number)) : byCode[code];
    if (index === undefined) {
      const text = code === NO_TEXT ? String(number) : (column?.texts?.dictionary[code] ?? "a new one");
      throw new DataError(
        `${placeIn(table, name, row, position)} is ${JSON.stringify(text)}, which the training data did not have: they had ` +
          `${listed(categories)}. Leave the row out, or train on data that have it.`,
      );
    }
    data[at + index] = 1;
  }
}

function checkNumbers(table: Table, position: number, { as }: ColumnUse, name: string): void {
  const column = table.columns[position];
  const row = column?.texts?.codes.findIndex((code) => code !== NO_TEXT) ?? -1;
  if (row >= 0) {
    const text = column?.texts?.dictionary[column.texts.codes[row] ?? 0] ?? "";
    throw new DataError(
      `${placeIn(table, name, row, position)} is ${JSON.stringify(text)}, where the training data have ${as === "seconds" ? "dates" : "numbers"}. ` +
        "Mend the field, or leave the row out.",
    );
  }
  if (as === "number" && (column?.dates ?? 0) > 0) {
    throw new DataError(`${name}, ${columnName(table, position)} holds dates, where the training data have numbers.`);
  }
}

/**
 * Finds the columns of the training data in another file: by their names where both have them, else by their places.
 * @throws {DataError} when some are not there
 */
export function placesIn(table: Table, { columns, label, width }: TableUse, name: string): Places {
  const names = foundBy(table);
  const isNamed = columns.every((column) => column.name !== undefined);
  if (names && isNamed) return byName(table, names, columns, label, name);
  const there = table.columns.length;
  const remarks = names || isNamed ? ["columns taken by their places"] : [];
  if (there === width) {
    return { columns: columns.map(({ position }) => position), ...(label && { label: label.position }), remarks };
  }
  if (there === columns.length) return { columns: [...columns.keys()], remarks };
  throw new DataError(
    `${name} has ${there} columns, the training data had ${width}${width === columns.length ? "" : `, ${columns.length} of them in use`}. ` +
      "Give a table with the same columns.",
  );
}

function byName(
  table: Table,
  names: readonly string[],
  columns: readonly ColumnUse[],
  label: TableUse["label"],
  name: string,
): Places {
  // The first of each name; a table may have as many columns as an image has pixels.
  const placeOf = new Map(names.map((own, index) => [own, index] as const).reverse());
  const missing = columns.filter((column) => !placeOf.has(column.name ?? ""));
  if (missing.length > 0) {
    throw new DataError(
      `${name} has no ${missing.length === 1 ? "column" : "columns"} ${listed(missing.map((column) => `"${column.name}"`))}, which the ` +
        `model was trained on; it has ${listed(names)}. Give a table with the same columns, in any order.`,
    );
  }
  const places = columns.map((column) => placeOf.get(column.name ?? "") ?? -1);
  const labels = label?.name === undefined ? -1 : (placeOf.get(label.name) ?? -1);
  const used = new Set([...places, labels]);
  const others = names.map((_, index) => index).filter((index) => !used.has(index));
  const remarks = others.length === 0 ? [] : [`${others.map((index) => columnName(table, index)).join(", ")} left out`];
  return { columns: places, ...(labels >= 0 && { label: labels }), remarks };
}
