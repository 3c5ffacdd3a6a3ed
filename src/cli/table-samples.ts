import { type ColumnError, errorText, shareText, worstFirst } from "./column-errors.js";
import { lineChart } from "./experiment-chart.js";
import { count, countOf, firstOf } from "./format.js";
import { escapeHtml } from "./html.js";

/** Samples that are rows of a table, in the data's own units. */
export interface TableSamples {
  /** `the validation data` */
  readonly whose: string;
  /** How many they have. */
  readonly count: number;
  /** What they are called, in the order of the values. */
  readonly columns: readonly TableColumn[];
  /** Row after row; NaN where a value is missing. */
  readonly originals: ArrayLike<number>;
  readonly reconstructions: ArrayLike<number>;
  /** The class of each row by its name, where there are classes. */
  readonly classes?: readonly string[];
  /** How far off each column is, over all of those data, in the order of the columns. */
  readonly errors: readonly ColumnError[];
  readonly codes: Float32Array;
  readonly codeSize: number;
}

export interface TableColumn {
  readonly name: string;
  /** What it ranges over in the training data: tells how many digits say something. */
  readonly low: number;
  readonly high: number;
  /** Dates, as seconds since 1970. */
  readonly isDate: boolean;
}

/** Columns and rows that are shown: of a wide table, those that are furthest off. */
const MOST_COLUMNS = 24;
const MOST_ROWS = 10;
/** Longer codes would hide the columns beside them. */
const MOST_CODES = 8;
const MOST_ERRORS = 100;

/** Part of a report: the rows in numbers, each column's error, and the worst column drawn. */
export function tableSamplesSection(samples: TableSamples): string {
  return `${valuesTable(samples)}\n${errorsTable(samples)}\n${worstChart(samples)}`;
}

function valuesTable(samples: TableSamples): string {
  const { whose, columns, originals, reconstructions, classes, errors, codes, codeSize } = samples;
  const shown = columnsShown(errors);
  const rows = Math.min(MOST_ROWS, Math.floor(originals.length / columns.length));
  const withCodes = codeSize <= MOST_CODES ? Array.from({ length: codeSize }, (_, index) => index) : [];
  const names = shown.map((index) => columns[index]?.name ?? "");
  const texts = classes ? 2 : 1;
  const head = [
    "Sample",
    ...(classes ? ["Class"] : []),
    "",
    ...names,
    ...withCodes.map((index) => `code ${index + 1}`),
  ];
  const cells = (values: ArrayLike<number>, row: number) =>
    shown
      .map(
        (index) =>
          `<td>${escapeHtml(valueText(values[row * columns.length + index] ?? Number.NaN, columns[index]))}</td>`,
      )
      .join("");
  const body = Array.from({ length: rows }, (_, row) => {
    const code = withCodes.map(
      (index) => `<td rowspan="2">${escapeHtml(errorText(codes[row * codeSize + index] ?? Number.NaN))}</td>`,
    );
    const ofClass = classes ? `<td class="word" rowspan="2">${escapeHtml(classes[row] ?? "")}</td>` : "";
    return (
      `<tr class="first"><th scope="row" rowspan="2">${row + 1}</th>${ofClass}<td class="word">original</td>${cells(originals, row)}${code.join("")}</tr>` +
      `<tr class="made"><td class="word">reconstructed</td>${cells(reconstructions, row)}</tr>`
    );
  });
  const some =
    shown.length < columns.length
      ? ` Shown are the ${shown.length} of ${count(columns.length)} columns that are furthest off.`
      : "";
  return `<h2>Originals and reconstructions</h2>
<p>${escapeHtml(firstOf(rows, "samples", whose))}, in the data's own units.${some}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Originals and reconstructions"><table class="numbers values"><thead><tr>${head.map((name, index) => `<th scope="col"${index > 0 && index <= texts ? ' class="word"' : ""}>${escapeHtml(name)}</th>`).join("")}</tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>`;
}

function errorsTable({ errors, whose, count: samples }: TableSamples): string {
  const worst = worstFirst(errors);
  const most = worst[0]?.share ?? 0;
  const rows = worst.slice(0, MOST_ERRORS).map(({ name, error, share }) => {
    const width = share !== undefined && most > 0 ? (100 * share) / most : 0;
    return (
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(errorText(error))}</td><td>${escapeHtml(shareText(share))}</td>` +
      `<td class="bar"><div style="width:${width.toFixed(1)}%"></div></td></tr>`
    );
  });
  const some = rows.length < worst.length ? ` The worst ${rows.length} of ${count(worst.length)} columns.` : "";
  return `<h2>Error of each column</h2>
<p>${escapeHtml(`Mean absolute error over ${countOf(samples, "samples")} of ${whose}, in each column's own unit and as a share of what it ranges over in the training data.${some}`)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Error of each column"><table class="numbers errors"><thead><tr><th scope="col">Column</th><th scope="col">Error</th><th scope="col">Of its range</th><th></th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

/** The column that is furthest off, sample after sample. */
function worstChart({ columns, originals, reconstructions, errors, whose }: TableSamples): string {
  const [worst] = worstFirst(errors);
  const index = worst ? errors.indexOf(worst) : -1;
  const rows = Math.floor(originals.length / columns.length);
  if (!worst || rows < 2) return "";
  const y = (values: ArrayLike<number>) =>
    Array.from({ length: rows }, (_, row) => values[row * columns.length + index] ?? Number.NaN);
  const x = Array.from({ length: rows }, (_, row) => row + 1);
  const title = `${worst.name}, sample after sample`;
  const chart = {
    kind: "chart" as const,
    name: "worst",
    title,
    x: { label: "sample" },
    y: { label: columns[index]?.isDate ? `${worst.name} (seconds since 1970)` : worst.name },
    series: [
      { name: "original", x, y: y(originals) },
      { name: "reconstructed", x, y: y(reconstructions) },
    ],
    said: `original and reconstruction differ by ${errorText(worst.error)} on average`,
  };
  // One drawing for wide screens and one for phones: a scaled one would be unreadable on either.
  const drawn = [
    { className: "wide", width: 960, height: 320 },
    { className: "narrow", width: 360, height: 280 },
  ].map((size) => lineChart(chart, size));
  return `<h2>The column that is furthest off: ${escapeHtml(worst.name)}</h2>
<p>${escapeHtml(firstOf(rows, "samples", whose))}, one after the other.</p>
<ul class="legend"><li class="s0">original</li><li class="s1">reconstructed</li></ul>
${drawn.join("\n")}`;
}

/** Places of the columns that are shown, in their order. */
function columnsShown(errors: readonly ColumnError[]): number[] {
  const worst = new Set(worstFirst(errors).slice(0, MOST_COLUMNS));
  return [...errors.keys()].filter((index) => worst.has(errors[index] as ColumnError));
}

/** A value with digits down to a thousandth of what its column ranges over; a date as one. */
export function valueText(value: number, column: TableColumn | undefined): string {
  if (!Number.isFinite(value) || !column) return "–";
  const { low, high, isDate } = column;
  // ECMA-262: dates are within 8.64e15 ms of 1970; a reconstruction may be anything.
  if (isDate && Math.abs(value) < 8.64e12) {
    return new Date(1000 * Math.round(value)).toISOString().slice(0, 19).replace("T", " ");
  }
  const range = high - low;
  if (!(range > 0)) return String(Number(value.toPrecision(5)));
  const decimals = 3 - Math.floor(Math.log10(range));
  return decimals > 8 || decimals < -9 ? value.toExponential(3) : value.toFixed(Math.max(0, decimals));
}
