import type { DatePolicy, Encoding, MissingPolicy, Preparation, ReadOptions, Scale, TextPolicy } from "../../data.js";

/** How own files are read: what the visitor has said about it; the rest is found out, and told. */
export interface Reading {
  /** Side of the square that pictures are cropped and scaled to. */
  readonly size: number;
  /** Whether pictures keep their colour. */
  readonly colour: boolean;
  /** Whether height and width of images are exchanged, as EMNIST needs. */
  readonly transpose: boolean;
  /** Of a file with several arrays, the name of the one with the samples; `""`: found out. */
  readonly array: string;
  readonly header: boolean | "auto";
  readonly separator: string;
  readonly decimal: "auto" | "point" | "comma";
  readonly encoding: "auto" | Encoding;
  /** The column of labels: its place, from 0. */
  readonly label: "auto" | "none" | number;
  /** Places of the columns that make a sample; `"auto"`: all but those of labels and of row numbers. */
  readonly columns: "auto" | readonly number[];
  /** Places of columns that are left out. */
  readonly drop: readonly number[];
  /** Names of the columns that these places are of; none while nothing is known of them. */
  readonly said: readonly string[];
  readonly scale: Scale;
  readonly missing: MissingPolicy;
  readonly text: TextPolicy;
  readonly dates: DatePolicy;
  /** Of two files of samples, the name of the one to validate on; `""`: no file, but a share of the samples. */
  readonly validateOn: "auto" | string;
}

/** Nothing is said. */
export const AS_FOUND: Reading = {
  size: 28,
  colour: false,
  transpose: false,
  array: "",
  header: "auto",
  separator: "auto",
  decimal: "auto",
  encoding: "auto",
  label: "auto",
  columns: "auto",
  drop: [],
  said: [],
  scale: "auto",
  missing: "error",
  text: "error",
  dates: "error",
  validateOn: "auto",
};

/** The share of own samples that is kept aside to validate on, and the seed that they are drawn with. */
export const HOLD_OUT = { fraction: 0.1, seed: 1 } as const;
/** With fewer samples none is kept aside. */
export const FEWEST_TO_SPLIT = 10;

/** What the library is told: no more than was said, and nothing of tables where there is none. */
export function readOptions(
  reading: Reading,
  kind: Preparation["kind"],
): Omit<ReadOptions, "labels" | "targets" | "validationSplit"> {
  const { scale, missing, transpose, array } = reading;
  return {
    ...(kind === "table" && tableOptions(reading)),
    ...(scale !== "auto" && { scale }),
    ...(missing !== "error" && { missing }),
    ...(transpose && kind === "array" && { transpose }),
    ...(array && kind === "array" && { array }),
  };
}

/** What is said of columns, and of how they are written. */
export function tableOptions(reading: Reading): ReadOptions {
  const { header, separator, decimal, encoding, label, columns, drop, text, dates } = reading;
  return {
    ...(header !== "auto" && { header }),
    ...(separator !== "auto" && { separator }),
    ...(decimal !== "auto" && { decimal }),
    ...(encoding !== "auto" && { encoding }),
    ...(label !== "auto" && { labelColumn: label === "none" ? null : label }),
    ...(columns !== "auto" && { columns: columns.filter((place) => place !== label) }),
    ...(drop.length > 0 && { drop }),
    ...(text !== "error" && { text }),
    ...(dates !== "error" && { dates }),
  };
}
