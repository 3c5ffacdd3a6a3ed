import type { GivenFile, Outline } from "../worker/protocol.js";
import { AS_FOUND, type Reading } from "./reading.js";

/** Where the data come from, as it was chosen: kept while the page is open, whichever view is shown. */
export interface DataChoice {
  /** The visitor's own files, not MNIST. */
  readonly own: boolean;
  /** Side of the square that pictures are cropped to, as typed. */
  readonly size: string;
  /** What is said about how they are read, but for that size. */
  readonly reading: Reading;
  /** What was given last, labels and all: read again when a choice changes. */
  readonly files: readonly GivenFile[];
  /** Paths of what was given with them and cannot be read. */
  readonly unread?: readonly string[];
}

/** How data were chosen that were read, and what was found in them. */
export interface InUse {
  readonly choice: DataChoice;
  readonly outline: Outline | undefined;
}

export const MNIST_CHOICE: DataChoice = { own: false, size: "28", reading: AS_FOUND, files: [] };

const LARGEST_SIDE = 256;

/** The size as a number; nothing while it is none. */
export function sideOf({ size }: DataChoice): number | undefined {
  const side = Number(size);
  return Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE ? side : undefined;
}

export function isPicture(file: File): boolean {
  return file.type.startsWith("image/") || /\.(png|jpe?g|webp|gif|bmp|avif)$/i.test(file.name);
}

export const SIDE_RULE = `A whole number from 1 to ${LARGEST_SIDE}, please.`;

/** What holds a table, by its name. */
const TABLE = /\.(csv|tsv|txt|parquet)$/i;

/**
 * The choice with other files: what was said about how the last ones are read holds for files of the same names only,
 * and there for columns of the same names. But how columns are scaled belongs to the settings, which stay: one table after another is
 * scaled alike. Which array is meant is asked again.
 */
export function withFiles(
  { unread: _, ...choice }: DataChoice,
  files: readonly GivenFile[],
  unread: readonly string[] = [],
): DataChoice {
  const left = unread.length > 0 ? { unread } : {};
  const paths = (given: readonly GivenFile[]) => given.map(({ path }) => path).join("\n");
  const { colour, scale } = choice.reading;
  if (paths(files) === paths(choice.files)) {
    return { ...choice, files, ...left, reading: { ...choice.reading, array: AS_FOUND.array } };
  }
  const areTables = [files, choice.files].every((all) => all.length > 0 && all.every(({ path }) => TABLE.test(path)));
  return { ...choice, files, ...left, reading: { ...AS_FOUND, colour, ...(areTables && { scale }) } };
}

/** Of its files, beside the page. */
export const mnistFolder = (): string => new URL("mnist/", document.baseURI).href;
