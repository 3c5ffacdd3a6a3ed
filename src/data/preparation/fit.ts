import { DataError, ShapeError } from "../../errors.js";
import type { ArrayContent, Content, TableContent } from "../content.js";
import type { CsvOptions } from "../csv.js";
import { type Dataset, datasetOf, sizeOf } from "../dataset.js";
import type { Grid } from "../grid.js";
import { checkWord } from "../known-options.js";
import { rowsOfSplit, type SplitOptions, type SplitRows } from "../split.js";
import { columnName } from "../table.js";
import { gridOf, valueNames, widthOf } from "./columns.js";
import { type Labels, labelsOf } from "./labels.js";
import type { ColumnUse, Missing, Preparation, Scaling, TableUse } from "./preparation.js";
import { type RoleOptions, rolesOf } from "./roles.js";
import {
  applyScaling,
  fitScaling,
  gapsIn,
  MISSING_POLICIES,
  type MissingPolicy,
  SCALES,
  type Scale,
  type Statistics,
  statisticsOf,
} from "./scaling.js";
import { classCount, count, lostWarnings, missingRemark, scalingRemark, summaryOf } from "./summary.js";

/** What may be said about how training data are read; the rest is found out, and told. */
export interface PrepareOptions extends RoleOptions, CsvOptions {
  /** Default `"auto"`. */
  readonly scale?: Scale;
  /** Default `"error"`. */
  readonly missing?: MissingPolicy;
  /** Shape of one sample; default: the file's, a row of a table being flat. */
  readonly shape?: readonly number[];
  /**
   * Samples that are kept aside to validate on before ranges and means are learnt from the others: their share, or how they are
   * drawn, as by `splitDataset` (from a seed, every class in proportion). Default none.
   */
  readonly validationSplit?: number | SplitOptions;
}

/** Data that were read, and what should be known about that. */
export interface Prepared {
  /** The samples; without those that were kept aside. */
  readonly dataset: Dataset;
  /** Samples that were kept aside, by `validationSplit`, and which these are of the file's, ascending. */
  readonly validation?: Dataset;
  /** Which samples of the file were kept aside, ascending. */
  readonly validationRows?: Uint32Array;
  /** How the data were read, in one line: `read 5 samples of 2 values from sensors.csv: header, columns scaled to 0…1`. */
  readonly summary: string;
  /** What will disappoint, each with its remedy. */
  readonly warnings: readonly string[];
}

/** All samples of the training data, and which of them are to be kept aside. */
export interface Fit extends Omit<Prepared, "validation" | "validationRows"> {
  readonly preparation: Preparation;
  readonly split: SplitRows | undefined;
}

/** Learns from the training data how data are read, and reads them. */
export function fitPreparation(content: Content, name: string, options: PrepareOptions): Fit {
  checkWord("Unknown scale", options.scale ?? "auto", SCALES);
  checkWord("Unknown missing", options.missing ?? "error", MISSING_POLICIES);
  return content.kind === "table" ? fitTable(content, name, options) : fitArray(content, name, options);
}

function fitTable({ table }: TableContent, name: string, options: PrepareOptions) {
  if (table.rows === 0) throw new DataError(`${name} has columns but no rows. Give a table with a row a sample.`);
  const { columns, label, leftOut } = rolesOf(table, name, options);
  const positions = columns.map(({ position }) => position);
  const grid = gridOf(table, columns, positions, name);
  const labels = label === undefined ? undefined : labelsOf(table, label, name);
  const labelName = label === undefined ? "" : (table.names?.[label] ?? "");
  const use: TableUse = {
    columns,
    ...(label !== undefined && { label: { ...(labelName && { name: labelName }), position: label } }),
    width: table.columns.length,
    written: writtenBy(options),
  };
  const fitted = fitGrid(grid, options, { own: [grid.width], name, neutral: neutralValues(columns), labels });
  const remarks = [
    table.names ? "header" : "no header",
    ...table.remarks,
    ...(label === undefined ? [] : [`${columnName(table, label)} is the label${classCount(labels)}`]),
    ...leftOut.map((column) => `${column} left out`),
    ...scalingRemark(fitted.scaling, "columns"),
    ...missingRemark(fitted.missing, fitted.gaps),
  ];
  const lost = lostWarnings(fitted, valueNames(use.columns));
  return finish(
    { kind: "table", table: use, ...preparationOf(fitted), ...classesOf(labels) },
    { grid, labels, fitted, name, remarks, warnings: lost },
  );
}

function fitArray(
  { kind, grid, shape: own, floats, labels, classes, transposed, remarks }: ArrayContent,
  name: string,
  options: PrepareOptions,
) {
  const scale = options.scale === undefined || options.scale === "auto" ? (floats ? "none" : "auto") : options.scale;
  const known = labels && { labels, ...(classes && { classes }) };
  const fitted = fitGrid(grid, { ...options, scale }, { own, name, neutral: [], labels: known });
  const said = [
    ...remarks,
    ...(known ? [`labels${classCount(known)}`] : []),
    ...scalingRemark(fitted.scaling, "values"),
    ...missingRemark(fitted.missing, fitted.gaps),
  ];
  const places = fitted.shape.length === 1 ? Array.from({ length: grid.width }, (_, index) => `value ${index}`) : [];
  return finish(
    { kind, ...preparationOf(fitted), ...classesOf(known), ...(transposed && { transposed }) },
    { grid, labels: known, fitted, name, remarks: said, warnings: lostWarnings(fitted, places) },
  );
}

/** What was learnt of a grid of numbers. */
interface Fitted {
  readonly shape: readonly number[];
  readonly scaling: Scaling;
  readonly missing: Missing;
  readonly statistics: Statistics | undefined;
  /** Missing values. */
  readonly gaps: number;
  /** Where some are kept aside. */
  readonly split: SplitRows | undefined;
}

/** What a grid comes with. */
interface GridOf {
  readonly own: readonly number[];
  readonly name: string;
  /** Values that are no measurements: they stay as they are. */
  readonly neutral: readonly number[];
  readonly labels: Labels | undefined;
}

function fitGrid(
  grid: Grid,
  { scale = "auto", missing: policy = "error", shape: given, validationSplit }: PrepareOptions,
  { own, name, neutral, labels }: GridOf,
): Fitted {
  const shape = given ?? own;
  if (sizeOf(shape) !== grid.width) {
    throw new ShapeError(
      `${name} has ${grid.width} values a sample, which don't make the shape [${shape.join(", ")}]: that has ${sizeOf(shape)}.`,
    );
  }
  const split = splitOf(grid, labels, validationSplit);
  let known: Statistics | undefined;
  const statistics = () => {
    known ??= statisticsOf(grid, name, split?.train);
    return known;
  };
  const scaling = fitScaling(grid, scale, statistics, new Set(neutral));
  const isBytes = scaling.method === "bytes" && grid.data instanceof Uint8Array;
  const numbers = isBytes ? undefined : statistics();
  const gaps = gapsIn(grid.data);
  // A policy that was asked for is kept, whether or not these data needed it: the next file may.
  const means = numbers ? [...numbers.mean] : new Array<number>(grid.width).fill(127.5);
  return {
    shape,
    scaling,
    missing: policy === "error" ? { policy } : { policy, means },
    statistics: numbers,
    gaps,
    split,
  };
}

const preparationOf = ({ shape, scaling, missing, statistics }: Fitted) => ({
  version: 1 as const,
  shape: [...shape],
  scaling,
  missing,
  ...(statistics && { ranges: { low: [...statistics.low], high: [...statistics.high] } }),
});

function finish(
  preparation: Preparation,
  of: { grid: Grid; labels: Labels | undefined; fitted: Fitted; name: string; remarks: string[]; warnings: string[] },
) {
  const { grid, labels, fitted, name, remarks, warnings } = of;
  const dataset = datasetFrom(grid, labels, fitted);
  const { split } = fitted;
  const aside = split
    ? [`${count(split.validation.length)} kept aside to validate on${labels ? ", each class in proportion" : ""}`]
    : [];
  return { preparation, dataset, split, summary: summaryOf(dataset, name, [...remarks, ...aside]), warnings };
}

/** Which samples are learnt from, and which are kept aside. */
function splitOf(
  { rows }: Grid,
  labels: Labels | undefined,
  validationSplit: PrepareOptions["validationSplit"],
): SplitRows | undefined {
  if (validationSplit === undefined) return undefined;
  const options = typeof validationSplit === "number" ? { fraction: validationSplit } : validationSplit;
  return rowsOfSplit({ count: rows, ...(labels && { labels: labels.labels }) }, options);
}

/** The samples that a grid gives. */
export function datasetFrom(
  grid: Grid,
  labels: Labels | undefined,
  { shape, scaling, missing }: Pick<Preparation, "shape" | "scaling" | "missing">,
): Dataset {
  const { data, mask } = applyScaling(grid, scaling, missing);
  return {
    ...datasetOf(data, shape, labels?.labels),
    ...(labels?.classes && { classes: labels.classes }),
    ...(mask && { mask }),
  };
}

function writtenBy({ header, separator, decimal, encoding }: PrepareOptions): TableUse["written"] {
  return {
    ...(typeof header === "boolean" && { header }),
    ...(separator !== undefined && { separator }),
    ...(decimal !== undefined && decimal !== "auto" && { decimal }),
    ...(encoding !== undefined && encoding !== "auto" && { encoding }),
  };
}

/** Values that stand for a category: 0 and 1, which no scaling moves. */
function neutralValues(columns: readonly ColumnUse[]): number[] {
  let next = 0;
  return columns.flatMap((column) => {
    const first = next;
    next += widthOf([column]);
    return (column.categories ?? []).map((_, index) => first + index);
  });
}

const classesOf = (labels: Labels | undefined) => (labels?.classes ? { classes: labels.classes } : {});
