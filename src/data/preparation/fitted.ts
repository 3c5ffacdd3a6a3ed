import { DataError, ShapeError } from "../../errors.js";
import type { ArrayContent, Content } from "../content.js";
import { sizeOf } from "../dataset.js";
import type { Grid } from "../grid.js";
import { columnName, NO_TEXT, type Table } from "../table.js";
import { gridOf, type Places, placesIn, valueNames } from "./columns.js";
import { datasetFrom, type Prepared } from "./fit.js";
import { type Labels, labelsOf } from "./labels.js";
import type { Preparation } from "./preparation.js";
import { rolesOf } from "./roles.js";
import { gapsIn } from "./scaling.js";
import { missingRemark, scalingRemark, summaryOf } from "./summary.js";

/** So many of the training data's spans beyond their range, a value has nothing to do with them. */
const FAR = 1;
/** Columns that are named in a warning. */
const MOST_NAMED = 3;

/**
 * Reads data as the training data were read: the same columns, found by their names, stretched by the training data's ranges,
 * missing values replaced by the training data's means.
 * @throws {DataError} when the file's columns or values don't fit, {ShapeError} when its samples have another size
 */
export function applyPreparation(preparation: Preparation, content: Content, name: string): Prepared {
  const { grid, labels, remarks } =
    content.kind === "table" ? fromTable(preparation, content, name) : fromArray(preparation, content);
  const { shape, scaling, missing, ranges } = preparation;
  const width = sizeOf(shape);
  if (grid.width !== width) {
    throw new ShapeError(
      `${name} has ${grid.width} values a sample, the training data had ${width} (${shape.join(" × ")}). Give samples of the same size.`,
    );
  }
  const dataset = datasetFrom(grid, labels, preparation);
  const gaps = gapsIn(grid.data);
  const said = [
    ...remarks,
    ...scalingRemark(scaling, preparation.table ? "columns" : "values"),
    ...missingRemark(missing, gaps),
  ];
  const as = ranges && scaling.method !== "none" ? "as the training data were" : undefined;
  const warnings = ranges ? farWarnings(grid, ranges, namesOf(preparation), name) : [];
  return { dataset, summary: summaryOf(dataset, name, as ? [...said, as] : said), warnings };
}

/** What each value of a sample is called; nothing where they have only places. */
export function namesOf({ table }: Pick<Preparation, "table">): readonly string[] | undefined {
  return table && valueNames(table.columns);
}

interface Source {
  readonly grid: Grid;
  readonly labels: Labels | undefined;
  readonly remarks: readonly string[];
}

function fromTable(
  { table: use, classes }: Preparation,
  content: Extract<Content, { kind: "table" }>,
  name: string,
): Source {
  const { table } = content;
  if (table.rows === 0) throw new DataError(`${name} has columns but no rows. Give a table with a row a sample.`);
  if (!use) {
    // The model was trained on an array: any table of as many numbers a row will do.
    const roles = rolesOf(table, name, {});
    const grid = gridOf(
      table,
      roles.columns,
      roles.columns.map(({ position }) => position),
      name,
    );
    return { grid, ...laterLabels(table, roles.label, name, classes) };
  }
  const places: Places = placesIn(table, use, name);
  const grid = gridOf(table, use.columns, places.columns, name);
  const { labels, remarks } = laterLabels(table, places.label, name, classes, use.label !== undefined);
  return { grid, labels, remarks: [...remarks, ...places.remarks] };
}

/**
 * Labels of new rows, which need none: a column with gaps is passed over, and that is said.
 * @param areKnown whether the training data had labels: without names for their classes, these are numbers
 */
function laterLabels(
  table: Table,
  position: number | undefined,
  name: string,
  classes: readonly string[] | undefined,
  areKnown = false,
): Pick<Source, "labels" | "remarks"> {
  const read = [table.names ? "header" : "no header", ...table.remarks];
  if (position === undefined) return { labels: undefined, remarks: read };
  const called = columnName(table, position);
  const { numbers, texts } = table.columns[position] ?? { numbers: [], texts: undefined };
  const isGap = (number: number, row: number) => Number.isNaN(number) && (texts?.codes[row] ?? NO_TEXT) === NO_TEXT;
  if (numbers.some(isGap)) return { labels: undefined, remarks: [...read, `${called} has gaps: no labels`] };
  const labels = labelsOf(table, position, name, classes);
  if (areKnown && !classes && labels.classes) {
    throw new DataError(
      `${name}, ${called} has labels such as "${labels.classes.at(-1)}", where the training data have class numbers from 0 to 255. ` +
        "Number them alike, or leave the column out.",
    );
  }
  return { labels, remarks: [...read, `${called} is the label`] };
}

/** An array has no names to find columns by. */
function fromArray({ table }: Preparation, { grid, labels, classes, remarks }: ArrayContent): Source {
  const known = labels && { labels, ...(classes && { classes }) };
  return { grid, labels: known, remarks: table ? [...remarks, "columns taken by their places"] : remarks };
}

/** Values far outside what the model has seen: what it makes of them means little. */
function farWarnings(
  { data, rows, width }: Grid,
  { low, high }: NonNullable<Preparation["ranges"]>,
  names: readonly string[] | undefined,
  file: string,
): string[] {
  const least = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const value = data[row * width + column] ?? Number.NaN;
      if (value < (least[column] ?? 0)) least[column] = value;
      if (value > (most[column] ?? 0)) most[column] = value;
    }
  }
  const far = [...low.keys()].filter((column) => {
    const [from, to] = [low[column] ?? 0, high[column] ?? 0];
    const span = to - from;
    return (least[column] ?? from) < from - FAR * span || (most[column] ?? to) > to + FAR * span;
  });
  const named = far.slice(0, MOST_NAMED).map((column) => {
    const called = names?.[column] ?? `value ${column}`;
    return (
      `${called} runs from ${shown(least[column])} to ${shown(most[column])} in ${file}, ` +
      `in the training data from ${shown(low[column])} to ${shown(high[column])}`
    );
  });
  if (named.length === 0) return [];
  const more = far.length > MOST_NAMED ? `; and so with ${far.length - MOST_NAMED} more` : "";
  return [
    `Far outside what the model has learnt: ${named.join("; ")}${more}. It is scaled as the training data were. ` +
      "Are its units the same? Else train on data like these.",
  ];
}

const shown = (value: number | undefined) => String(Number((value ?? Number.NaN).toPrecision(6)));
