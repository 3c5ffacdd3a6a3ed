import { ShapeError } from "../../errors.js";
import type { ArrayContent, Content, TableContent } from "../content.js";
import type { CsvOptions } from "../csv.js";
import { type Dataset, datasetOf, sizeOf } from "../dataset.js";
import type { Grid } from "../grid.js";
import { type SplitOptions, type SplitRows, samplesAt } from "../split.js";
import { columnName } from "../table.js";
import { gridOf, valueNames, widthOf } from "./columns.js";
import { gridAt, splitOf } from "./hold-out.js";
import { type Labels, labelsOf } from "./labels.js";
import type { Missing, Preparation, Scaling, TableUse } from "./preparation.js";
import { type RoleOptions, rolesOf } from "./roles.js";
import {
  applyScaling,
  checkWord,
  fitScaling,
  lostInFloats,
  MISSING_POLICIES,
  type MissingPolicy,
  SCALES,
  type Scale,
  type Statistics,
  statisticsOf,
} from "./scaling.js";

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
   * drawn, as by `splitDataset`. Default none.
   */
  readonly validationSplit?: number | SplitOptions;
}

/** Data that were read, and what should be known about that. */
export interface Prepared {
  readonly dataset: Dataset;
  /** Samples that were kept aside, by `validationSplit`, and which these are of the file's, ascending. */
  readonly validation?: Dataset;
  readonly validationRows?: Uint32Array;
  /** How the data were read, in one line: `read 5 samples of 2 values from sensors.csv: header, columns scaled to 0…1`. */
  readonly summary: string;
  /** What will disappoint, each with its remedy. */
  readonly warnings: readonly string[];
}

/** Learns from the training data how data are read, and reads them. */
export function fitPreparation(
  content: Content,
  name: string,
  options: PrepareOptions,
): Prepared & { readonly preparation: Preparation } {
  checkWord("scale", options.scale ?? "auto", SCALES);
  checkWord("missing", options.missing ?? "error", MISSING_POLICIES);
  return content.kind === "table" ? fitTable(content, name, options) : fitArray(content, name, options);
}

function fitTable({ table }: TableContent, name: string, options: PrepareOptions) {
  const { columns, label, leftOut } = rolesOf(table, name, options);
  const positions = columns.map(({ position }) => position);
  const grid = gridOf(table, columns, positions, name);
  const labels = label === undefined ? undefined : labelsOf(table, label, name);
  const unique = new Set(columns.map((column) => column.name)).size === columns.length;
  const labelName = label === undefined ? "" : (table.names?.[label] ?? "");
  const use: TableUse = {
    // Of two columns of one name, only the place tells which is which.
    columns: unique ? columns : columns.map(({ name: _, ...column }) => column),
    ...(label !== undefined && { label: { ...(labelName && { name: labelName }), position: label } }),
    width: table.columns.length,
    written: writtenBy(options),
  };
  const split = splitOf(grid, labels, options.validationSplit);
  const fitted = fitGrid(grid, split, options, [grid.width], name, neutralValues(columns));
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
    { grid, labels, split, fitted, name, remarks, warnings: lost },
  );
}

function fitArray(
  { kind, grid, shape: own, floats, labels, classes, remarks }: ArrayContent,
  name: string,
  options: PrepareOptions,
) {
  const scale = options.scale === undefined || options.scale === "auto" ? (floats ? "none" : "auto") : options.scale;
  const known = labels && { labels, ...(classes && { classes }) };
  const split = splitOf(grid, known, options.validationSplit);
  const fitted = fitGrid(grid, split, { ...options, scale }, own, name, []);
  const said = [
    ...remarks,
    ...(known ? [`labels${classCount(known)}`] : []),
    ...scalingRemark(fitted.scaling, "values"),
    ...missingRemark(fitted.missing, fitted.gaps),
  ];
  const places = fitted.shape.length === 1 ? Array.from({ length: grid.width }, (_, index) => `value ${index}`) : [];
  return finish(
    { kind, ...preparationOf(fitted), ...classesOf(known) },
    { grid, labels: known, split, fitted, name, remarks: said, warnings: lostWarnings(fitted, places) },
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
}

/** @param neutral values that are no measurements: they stay as they are */
function fitGrid(
  grid: Grid,
  split: SplitRows | undefined,
  { scale = "auto", missing: policy = "error", shape: given }: PrepareOptions,
  own: readonly number[],
  name: string,
  neutral: readonly number[],
): Fitted {
  const shape = given ?? own;
  if (sizeOf(shape) !== grid.width) {
    throw new ShapeError(
      `${name} has ${grid.width} values a sample, which don't make the shape [${shape.join(", ")}]: that has ${sizeOf(shape)}.`,
    );
  }
  let known: Statistics | undefined;
  const statistics = () => {
    known ??= withNeutral(statisticsOf(split ? gridAt(grid, split.train) : grid, name), neutral);
    return known;
  };
  const scaling = fitScaling(grid, scale, statistics);
  const isBytes = scaling.method === "bytes" && grid.data instanceof Uint8Array;
  const numbers = isBytes ? undefined : statistics();
  const gaps = isBytes ? 0 : gapsIn(grid.data);
  // A policy that was asked for is kept, whether or not these data needed it: the next file may.
  const means = numbers ? [...numbers.mean] : new Array<number>(grid.width).fill(127.5);
  return { shape, scaling, missing: policy === "error" ? { policy } : { policy, means }, statistics: numbers, gaps };
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
  of: {
    grid: Grid;
    labels: Labels | undefined;
    split: SplitRows | undefined;
    fitted: Fitted;
    name: string;
    remarks: string[];
    warnings: string[];
  },
) {
  const { grid, labels, split, fitted, name, remarks, warnings } = of;
  const dataset = datasetFrom(grid, labels, fitted);
  if (!split) return { preparation, dataset, summary: summaryOf(dataset, name, remarks), warnings };
  const aside = `${split.validation.length.toLocaleString("en")} of them kept aside to validate on`;
  return {
    preparation,
    dataset: samplesAt(dataset, split.train),
    validation: samplesAt(dataset, split.validation),
    validationRows: split.validation,
    summary: summaryOf(dataset, name, [...remarks, aside]),
    warnings,
  };
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

export function summaryOf({ count, shape }: Dataset, name: string, remarks: readonly string[]): string {
  const samples = `${count.toLocaleString("en")} ${count === 1 ? "sample" : "samples"}`;
  const size = shape.join(" × ");
  const values = `${size} ${size === "1" ? "value" : "values"}`;
  return `read ${samples} of ${values} from ${name}${remarks.length > 0 ? `: ${remarks.join(", ")}` : ""}`;
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
function neutralValues(columns: readonly { categories?: readonly string[] }[]): number[] {
  let next = 0;
  return columns.flatMap((column) => {
    const first = next;
    next += widthOf([column as never]);
    return (column.categories ?? []).map((_, index) => first + index);
  });
}

function withNeutral(statistics: Statistics, neutral: readonly number[]): Statistics {
  const { low, high, deviation } = statistics;
  for (const index of neutral) {
    low[index] = 0;
    high[index] = 1;
    deviation[index] = 1;
  }
  return statistics;
}

const classesOf = (labels: Labels | undefined) => (labels?.classes ? { classes: labels.classes } : {});

function classCount(labels: Labels | undefined): string {
  if (!labels) return "";
  const count = labels.classes?.length ?? new Set(labels.labels).size;
  return ` (${count} ${count === 1 ? "class" : "classes"})`;
}

export function scalingRemark({ method }: Scaling, what: "columns" | "values"): string[] {
  switch (method) {
    case "bytes":
      return ["pixels from 0 to 255 divided by 255"];
    case "none":
      return ["values as they are"];
    case "columns":
      return [`${what} scaled to 0…1`];
    case "range":
      return ["values scaled to 0…1 by one range"];
    case "standard":
      return [`${what} scaled to mean 0 and deviation 1`];
  }
}

export function gapsIn(data: Grid["data"]): number {
  let gaps = 0;
  if (!(data instanceof Uint8Array)) for (const value of data) if (Number.isNaN(value)) gaps++;
  return gaps;
}

export function missingRemark({ policy }: Missing, gaps: number): string[] {
  if (gaps === 0 || policy === "error") return [];
  const count = `${gaps.toLocaleString("en")} missing ${gaps === 1 ? "value" : "values"}`;
  return [policy === "mean" ? `${count} replaced by the mean` : `${count} left out of the loss`];
}

/** Floats keep 24 bits: of timestamps in the billions, differences of a minute are gone. */
function lostWarnings({ scaling, statistics }: Fitted, names: readonly string[]): string[] {
  if (!statistics || scaling.method !== "none") return [];
  return lostInFloats(statistics)
    .slice(0, 3)
    .map((index) => {
      const [low, high] = [statistics.low[index] ?? 0, statistics.high[index] ?? 0];
      return (
        `${names[index] ?? `Value ${index}`} runs from ${low} to ${high}: 32-bit floats keep little of such differences. ` +
        'Scale it: "columns" stretches every column to 0…1 in full precision (--scale columns).'
      );
    });
}
