import type { ImageShape } from "./image-shape.js";

/** What an experiment found: plain data and typed arrays, which the command line and the app each draw in their way. */
export interface ExperimentResult {
  /** The answer in one or two sentences, with its figures. */
  readonly finding: string;
  /** In reading order. */
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block = Text | Table | NumberGrid | Figure | Chart | Scatter;

export interface Text {
  readonly kind: "text";
  readonly text: string;
}

/** How a number is written; default: as it is. */
export type NumberFormat =
  | { readonly style: "decimal"; readonly digits: number }
  /** 0.123 as `12.3 %`. */
  | { readonly style: "percent"; readonly digits: number }
  /** `1.23e-5`. */
  | { readonly style: "scientific"; readonly digits: number };

export interface Column {
  /** The field of a row that stands in it. */
  readonly key: string;
  readonly title: string;
  /** Behind every number: `dB`, `°`. */
  readonly unit?: string;
  readonly format?: NumberFormat;
}

/** `null`: there is no such value. */
export type Cell = string | number | null;

export interface Table {
  readonly kind: "table";
  readonly title?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** A sample as numbers, where it was drawn. */
export interface NumberGrid {
  readonly kind: "grid";
  readonly title: string;
  /** From the top. Values are in 0…1. */
  readonly rows: readonly (readonly number[])[];
  /** Index of a row to look at. */
  readonly marked?: number;
}

/** Pictures in rows of equal length. */
export interface Figure {
  readonly kind: "figure";
  /** Also the stem of its file's name: `reconstructions`. */
  readonly name: string;
  readonly title?: string;
  readonly shape: ImageShape;
  /** Without space between the pictures: they make up one. */
  readonly tight?: boolean;
  readonly rows: readonly FigureRow[];
}

export interface FigureRow {
  /** Beside the row; the rows of a tight figure have none. */
  readonly label: string;
  /** Samples one after the other: floats with 0 black and 1 white, or bytes. */
  readonly images: Float32Array | Uint8Array;
  /** Below each picture. */
  readonly captions?: readonly string[];
}

export interface Axis {
  readonly label: string;
  /** Default `linear`; `log` has a tick at each x of the series (`y`: at powers of ten). */
  readonly scale?: "linear" | "log";
}

/** Lines through points. */
export interface Chart {
  readonly kind: "chart";
  /** Also the stem of its file's name. */
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** An upright line across all of them: a threshold. */
  readonly mark?: { readonly x: number; readonly label: string };
  /** What there is to see, in words, where it is not where each series ends. */
  readonly said?: string;
}

export interface Series {
  readonly name: string;
  readonly x: readonly number[];
  /** As many; a value that is not finite leaves a gap. */
  readonly y: readonly number[];
}

/** Points in a plane, coloured by their class. */
export interface Scatter {
  readonly kind: "scatter";
  /** Also the stem of its file's name. */
  readonly name: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** The class of each point. */
  readonly labels: Uint8Array;
  /** The names of the classes, where they have some. */
  readonly classes?: readonly string[];
}

/** A paragraph. */
export function text(paragraph: string): Text {
  return { kind: "text", text: paragraph };
}
