import type { Outline } from "../worker/protocol.js";
import { type Draft, opened } from "./draft.js";
import type { Reading } from "./reading.js";
import { withLinearCode } from "./waist.js";

/** What a message proposes, to be done at one click. */
export interface Remedy {
  /** On its button. */
  readonly label: string;
  /** What else is said about how own files are read. */
  readonly reading?: Partial<Reading>;
  /** What becomes of the settings. */
  readonly draft?: (draft: Draft, shape: readonly number[]) => Draft;
  /** How many numbers the code gets. */
  readonly codeSize?: number;
}

/** A message as the page shows it: without the options of the command line, which become buttons. */
export interface Advice {
  readonly text: string;
  readonly remedies: readonly Remedy[];
}

/** What is known where the message came up. */
export interface Surroundings {
  /** How own files are read; without it, they are not the visitor's. */
  readonly reading?: Reading | undefined;
  readonly outline?: Outline | undefined;
  /** Whether the files could not be read. */
  readonly failed?: boolean;
}

const WORDS: Readonly<Record<string, Readonly<Record<string, Remedy>>>> = {
  scale: {
    columns: { label: "Stretch each column to 0…1", reading: { scale: "columns" } },
    range: { label: "Stretch all values to 0…1 by one range", reading: { scale: "range" } },
    none: { label: "Take the values as they are", reading: { scale: "none" } },
  },
  missing: {
    mean: { label: "Put the column's mean there", reading: { missing: "mean" } },
    mask: { label: "Leave them out of the loss", reading: { missing: "mask" } },
  },
  text: { categories: { label: "Make a value of each text", reading: { text: "categories" } } },
  dates: {
    drop: { label: "Leave columns of dates out", reading: { dates: "drop" } },
    // Seconds are in the billions, which floats keep only when they are scaled.
    seconds: { label: "Take dates as seconds, scaled", reading: { dates: "seconds", scale: "columns" } },
  },
  loss: { mse: { label: "Squared error, and a linear last layer", draft: withLinearOutput } },
  channels: { colour: { label: "Keep colour", reading: { colour: true } } },
};

/** Options of the command line in a message, and an option of the library's, which the page has buttons for. */
const OPTIONS = / \([^()]*--[^()]*\)/g;
const LIBRARY = / with drop\b/g;
const OPTION = /--([a-z-]+) ("[^"]*"|[^\s,)]+(?:,[^\s,)]+)*)/g;
/** Choices by the library's names in a message, and by the page's. */
const CHOICES: Readonly<Record<string, string>> = {
  columns: "each column to 0…1",
  range: "all to 0…1 by one range",
  none: "as they are",
  mean: "the column's mean",
  mask: "not in the loss",
};
const CHOICE = /"(columns|range|none|mean|mask)"/g;
/** What is said of commas that may be of thousands or of decimals. */
const DECIMALS = /choose decimal "comma"/;
/** What the loss says of values that it cannot take. */
const OUTSIDE = /binary cross-entropy needs/;
/** What is said of a model through which a sample fits whole. */
const WIDE = /^No layer is narrower than a sample: samples have (\d+) values/;

/** What is said of a file that holds several arrays: which they are, and how the library and the command line are told. */
const ARRAYS = /holds several arrays: (.*)\. Choose the one with the samples: array: /s;
const ARRAYS_TOLD = /(?<=Choose the one with the samples): array: .*$/s;
const ARRAY = /("(?:[^"\\]|\\.)*") \(/g;

/** Numbers of a code that a ReLU leaves at 0. */
const DEAD = /of the code (is|are) 0 for every sample/;

/** As much of a message as says what is wrong, where all that it advises has buttons. */
const BEGUN = /^The data run from .*? is never learnt\./;

/** A first row that was said to be a sample, and holds texts. */
const FIRST_ROW = /, row 1, column \d+/;

/** A message and what it proposes. */
export function adviceOf(message: string, { reading, outline, failed }: Surroundings): Advice {
  const options = [...message.matchAll(OPTIONS)].flatMap(([group]) => [...group.matchAll(OPTION)]);
  const named = options.flatMap(([, name = "", value = ""]) => remedyFor(name, value, reading, outline) ?? []);
  const outside = OUTSIDE.test(message);
  const scale = outline?.kind === "table" ? "columns" : "range";
  if (DECIMALS.test(message) && reading) named.push({ label: "Its commas are decimal", reading: { decimal: "comma" } });
  if (failed && reading && reading.header === false && FIRST_ROW.test(message)) {
    named.unshift({ label: "The first row names the columns", reading: { header: true } });
  }
  if (failed && reading && reading.encoding !== "auto") {
    named.unshift({ label: "Find out how characters are encoded", reading: { encoding: "auto" } });
  }
  const several = ARRAYS.exec(message)?.[1];
  if (several !== undefined && reading) named.push(...arraysIn(several));
  const width = Number(WIDE.exec(message)?.[1]);
  if (width > 2 && outline?.kind === "table") named.push(narrowed(Math.max(2, Math.floor(width / 3))));
  if (DEAD.test(message)) named.push(ALIVE);
  const proposed = outside ? [...named, remedyFor("scale", scale, reading, outline), WORDS.loss?.mse] : named;
  const remedies = [
    ...new Map(proposed.flatMap((remedy) => (remedy ? [[remedy.label, remedy] as const] : []))).values(),
  ];
  // What the rest says of it, the buttons say.
  const words = ((remedies.length > 0 && BEGUN.exec(message)?.[0]) || message)
    .replaceAll(OPTIONS, "")
    .replaceAll(LIBRARY, "");
  return {
    text: reading
      ? words.replaceAll(CHOICE, (_, name: string) => `“${CHOICES[name]}”`).replace(ARRAYS_TOLD, ".")
      : words,
    remedies: remedies.filter((remedy) => !remedies.some((other) => other !== remedy && isPartOf(remedy, other))),
  };
}

/** Whether another remedy says the same and more: dates as seconds are scaled, too. */
function isPartOf({ reading }: Remedy, other: Remedy): boolean {
  const said = Object.entries(reading ?? {});
  return said.length > 0 && said.every(([name, value]) => other.reading?.[name as keyof Reading] === value);
}

function remedyFor(
  option: string,
  value: string,
  reading: Reading | undefined,
  outline: Outline | undefined,
): Remedy | undefined {
  const known = WORDS[option]?.[value];
  if (known) return known.reading && !reading ? undefined : known;
  if (!outline || !reading) return undefined;
  const column = placeOf(value.replace(/^"|"$/g, ""), outline);
  if (column === undefined) return option === "drop" ? withoutAll(value.split(","), reading, outline) : undefined;
  const name = outline.columns[column]?.name ?? "it";
  if (option === "label-column") return { label: `“${name}” holds the labels`, reading: { label: column } };
  return option === "drop" ? { label: `Leave “${name}” out`, reading: without(reading, column) } : undefined;
}

/** A button for each array. */
const arraysIn = (list: string): Remedy[] =>
  [...list.matchAll(ARRAY)].map(([, name = ""]) => {
    const array = JSON.parse(name) as string;
    return { label: `The samples are “${array}”`, reading: { array } };
  });

/** Several columns left out, where the message names them all. */
function withoutAll(names: readonly string[], reading: Reading, outline: Outline): Remedy | undefined {
  const places = names.flatMap((name) => placeOf(name, outline) ?? []);
  if (places.length < names.length) return undefined;
  return { label: `Leave these ${places.length} columns out`, reading: without(reading, ...places) };
}

/** A column by its name, or by its number from 1. */
function placeOf(called: string, { columns }: Outline): number | undefined {
  const named = columns.findIndex(({ name }) => name === called);
  const place = named >= 0 ? named : Number(called) - 1;
  return columns[place] ? place : undefined;
}

/** Columns are left out, and said to be, so that they are named among those that are. */
export function without({ columns, drop }: Reading, ...places: readonly number[]): Partial<Reading> {
  const stays = (other: number) => !places.includes(other);
  const left = { drop: [...drop.filter(stays), ...places] };
  return columns === "auto" ? left : { ...left, columns: columns.filter(stays) };
}

/** A column is learnt, beside those that are already. @param all the columns there are, but for that of the labels */
export function withColumn(
  { columns, drop }: Reading,
  place: number,
  used: readonly number[],
  all: readonly number[],
): Partial<Reading> {
  if (columns === "auto" && drop.includes(place)) return { drop: drop.filter((other) => other !== place) };
  const chosen = [...used, place].sort((a, b) => a - b);
  return { columns: chosen, drop: all.filter((other) => !chosen.includes(other)) };
}

/** A narrow place in place of a wide one; a waist has two numbers at least. */
const narrowed = (size: number): Remedy => ({ label: `A code of ${size} numbers`, codeSize: size });

/** A code that nothing holds at 0. */
const ALIVE: Remedy = {
  label: "A code of any numbers, without a ReLU",
  draft: (draft, shape) => withLinearCode(draft, shape) ?? draft,
};

/** Values of any size: squared error, and a last layer that can give them. */
function withLinearOutput(draft: Draft, shape: readonly number[]): Draft {
  const own = opened(draft, shape);
  const at = own.decoder.findLastIndex(({ values }) => values.activation !== undefined);
  const decoder = own.decoder.map((layer, index) =>
    index === at ? { ...layer, values: { ...layer.values, activation: "linear" } } : layer,
  );
  return { ...own, decoder, loss: "meanSquaredError" };
}
