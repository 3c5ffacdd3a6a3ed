import type { Preparation } from "../../data.js";
import { HOLD_OUT } from "../state/reading.js";
import type { CodeRequest } from "./typescript-code.js";

type Own = NonNullable<CodeRequest["own"]>;
type Table = NonNullable<Preparation["table"]>;

/** Longer lists are left to slices. */
const MOST_LISTED = 30;

/** What a script that reads own data imports. */
export function importsFor({ name, preparation: { kind } }: Own): string[] {
  return [
    ...(kind === "array" && isGzipped(name) ? ["import gzip"] : []),
    ...(kind === "pictures" ? ["from pathlib import Path"] : []),
    "import numpy as np",
    ...(kind === "table" ? ["import pandas as pd"] : []),
  ];
}

/**
 * Reads, splits and scales own data as the page does.
 * @param drawn lines that leave some of the samples that are trained on, or none
 */
export function ownLines(own: Own, input: readonly number[], drawn: readonly string[]): string[] {
  const { preparation, validation, name, reading, keptAside } = own;
  const { scaling, missing, table, shape } = preparation;
  const read = readingOf(own);
  const names = keptAside ? ["x_train", "x_test"] : ["x_train"];
  const [height = 1, width = 1, ...channels] = shape;
  const turned = reading.transpose && shape.length > 1;
  return [
    ...(validation === undefined
      ? [...read(JSON.stringify(name)), ...splitLines(own)]
      : [
          "def read(path):",
          ...[...read("path"), "return x"].map((line) => `    ${line}`),
          "",
          `x_train, x_test = read(${JSON.stringify(name)}), read(${JSON.stringify(validation)})`,
        ]),
    ...rangeLines(scaling, table),
    ...(missing.policy === "error" ? [] : missingLines(missing.policy, names)),
    ...scalingLines(scaling, names),
    ...(turned
      ? each(names, (x) => `${x}.reshape(${[-1, width, height, ...channels].join(", ")}).swapaxes(1, 2)`)
      : []),
    ...drawn,
    ...each(names, (x) => `${x}.reshape(${[-1, ...input].join(", ")}).astype("float32")`),
  ];
}

/** Lines that read a file into `x`, a sample a row. */
function readingOf(own: Own): (path: string) => string[] {
  const { preparation, reading, name } = own;
  if (preparation.table) return (path) => tableLines(own, preparation.table as Table, path);
  if (preparation.kind === "pictures") return () => pictureLines(reading.size, reading.colour);
  return (path) => arrayLines(name, path);
}

function tableLines({ name, written }: Own, { columns }: Table, path: string): string[] {
  const { header = true, separator = ",", decimal = "point", encoding = "utf-8" } = written ?? {};
  const options = [
    ...(header ? [] : ["header=None"]),
    ...(separator === " " ? ['sep=r"\\s+"'] : separator === "," ? [] : [`sep=${JSON.stringify(separator)}`]),
    ...(decimal === "comma" ? ['decimal=","'] : []),
    ...(encoding === "utf-8" ? [] : [`encoding="${encoding}"`]),
  ];
  const frame = /\.parquet$/i.test(name)
    ? `frame = pd.read_parquet(${path})`
    : `frame = pd.read_csv(${[path, ...options].join(", ")})`;
  if (columns.every(({ as }) => as === "number")) return [frame, `x = ${numbersOf(columns)}.to_numpy("float64")`];
  return [
    frame,
    "x = np.column_stack([",
    ...columns.map((column) => `    ${columnLine(column)},`),
    ']).astype("float64")',
  ];
}

/** The columns, by their names where all have one; long lists by their places. */
function numbersOf(columns: Table["columns"]): string {
  const names = columns.map(({ name }) => name);
  if (names.every((name) => name !== undefined) && names.length <= MOST_LISTED)
    return `frame[${JSON.stringify(names)}]`;
  const places = columns.map(({ position }) => position);
  const [from = 0] = places;
  const inRow = places.every((place, index) => place === from + index);
  return inRow ? `frame.iloc[:, ${from}:${from + places.length}]` : `frame.iloc[:, ${JSON.stringify(places)}]`;
}

function columnLine({ name, position, as, categories = [] }: Table["columns"][number]): string {
  const column = name === undefined ? `frame.iloc[:, ${position}]` : `frame[${JSON.stringify(name)}]`;
  if (as === "number") return column;
  if (as === "categories") return `*[${column} == text for text in ${JSON.stringify(categories)}]`;
  return `(pd.to_datetime(${column}, utc=True) - pd.Timestamp(0, tz="UTC")).dt.total_seconds()`;
}

const isGzipped = (name: string) => /\.gz$/i.test(name);

/** By its name: NPY, NPZ or IDX. */
function arrayLines(name: string, path: string): string[] {
  const open = `${isGzipped(name) ? "gzip." : ""}open(${path}, "rb")`;
  const flat = "x = x.reshape(len(x), -1)";
  if (/\.npy(\.gz)?$/i.test(name)) return [`x = np.load(${open})`, flat];
  if (/\.npz(\.gz)?$/i.test(name)) {
    return [`arrays = np.load(${open})`, "x = arrays[arrays.files[0]]  # or the one that holds the samples", flat];
  }
  return [
    `idx = ${open}.read()`,
    'dtype = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}[idx[2]]',
    'x = np.frombuffer(idx, dtype, offset=4 + 4 * idx[3]).reshape(int.from_bytes(idx[4:8], "big"), -1)',
  ];
}

function pictureLines(side: number, colour: boolean): string[] {
  return [
    `# A folder of pictures, ${colour ? "in colour" : "in grey"}, cropped around their middle; scaled by Keras's rule, so that pixels differ a little.`,
    'paths = sorted(path for path in Path("my-pictures").rglob("*.*"))',
    `options = dict(color_mode="${colour ? "rgb" : "grayscale"}", target_size=(${side}, ${side}), keep_aspect_ratio=True, interpolation="box")`,
    "x = np.stack([keras.utils.img_to_array(keras.utils.load_img(path, **options)) for path in paths])",
  ];
}

function splitLines({ keptAside, aside }: Own): string[] {
  if (!keptAside) return ["x_train = x"];
  if (aside) {
    return [
      "# The rows that the page kept aside to validate on.",
      `aside = ${JSON.stringify(aside)}`,
      "x_train, x_test = np.delete(x, aside, axis=0), x[aside]",
    ];
  }
  const { fraction, seed } = HOLD_OUT;
  return [
    "# A tenth, drawn at random, is kept aside to validate on. These are other rows than the page's, which NumPy cannot draw again.",
    `aside = np.random.default_rng(${seed}).permutation(len(x))[: round(${fraction} * len(x))]`,
    "x_train, x_test = np.delete(x, aside, axis=0), x[aside]",
  ];
}

/** Missing values get the mean of the others that are trained on. */
function missingLines(policy: "mean" | "mask", names: readonly string[]): string[] {
  return [
    ...(policy === "mask"
      ? ["# The page leaves missing values out of the loss; here they get the mean of the others, and count."]
      : []),
    "means = np.nanmean(x_train, axis=0)",
    ...each(names, (x) => `np.where(np.isnan(${x}), means, ${x})`),
  ];
}

/** What is learnt from the values that are trained on, before missing ones are filled in. */
function rangeLines({ method }: Preparation["scaling"], table: Table | undefined): string[] {
  const neutral = neutralPlaces(table);
  const places = JSON.stringify(neutral);
  switch (method) {
    case "bytes":
    case "none":
      return [];
    case "range":
      return ["# By the range of what is trained on.", "low, high = np.nanmin(x_train), np.nanmax(x_train)"];
    case "columns":
      return [
        "# By the ranges of what is trained on, as scikit-learn's MinMaxScaler; a column with one value only becomes 0.",
        "low, high = np.nanmin(x_train, axis=0), np.nanmax(x_train, axis=0)",
        ...(neutral.length > 0 ? [`low[${places}], high[${places}] = 0, 1`] : []),
      ];
    case "standard":
      return [
        "# By mean and deviation of what is trained on, as scikit-learn's StandardScaler.",
        "mean, deviation = np.nanmean(x_train, axis=0), np.nanstd(x_train, axis=0)",
        ...(neutral.length > 0 ? [`mean[${places}], deviation[${places}] = 0, 1`] : []),
      ];
  }
}

function scalingLines({ method }: Preparation["scaling"], names: readonly string[]): string[] {
  switch (method) {
    case "none":
      return [];
    case "bytes":
      return each(names, (x) => `${x} / 255`);
    case "range":
    case "columns":
      return each(names, (x) => `(${x} - low) / np.where(high > low, high - low, 1)`);
    case "standard":
      return each(names, (x) => `(${x} - mean) / np.where(deviation > 0, deviation, 1)`);
  }
}

const each = (names: readonly string[], value: (name: string) => string) => [
  `${names.join(", ")} = ${names.map(value).join(", ")}`,
];

/** Values that stand for a category: no scaling moves them. */
function neutralPlaces(table: Table | undefined): number[] {
  let next = 0;
  return (table?.columns ?? []).flatMap(({ categories }) => {
    const first = next;
    next += categories?.length ?? 1;
    return (categories ?? []).map((_, index) => first + index);
  });
}
