import type { Content, NamedBytes } from "../../data.js";
import { DataError } from "../../index.js";
import { type Reading, tableOptions } from "../state/reading.js";
import { outlineOf } from "./outline.js";
import type { GivenFile, ReadProgress } from "./protocol.js";

/** A file, and what it holds. */
export interface OpenedFile {
  readonly name: string;
  readonly content: Content;
}

/** The visitor's files, each in its role. */
export interface OpenedFiles {
  /** What the data are called. */
  readonly title: string;
  readonly main: OpenedFile;
  /** The file of samples to validate on. */
  readonly second?: NamedBytes;
  /** The file of labels. */
  readonly labels?: { readonly name: string };
  /** What became of other files. */
  readonly remarks: readonly string[];
}

type Report = (progress: ReadProgress) => unknown;

/** Labels are bytes. */
const MOST_CLASSES = 256;
/** What says that a file is to validate on. */
const VALIDATION = /(^|[^a-z])(test|testing|valid|validation|val|holdout|dev)([^a-z]|$)/i;

/**
 * Finds out what each file is for, and opens them.
 * @param report is told what was found in them before anything is decided, and how many pictures were read
 * @throws {DataError}, {@link FormatError} naming the file
 */
export async function openFiles(files: readonly GivenFile[], reading: Reading, report: Report): Promise<OpenedFiles> {
  const [first] = files;
  if (!first) throw new DataError("There is no file. Drop at least one.");
  const pictures = files.filter(({ file }) => isPicture(file));
  const others = files.filter(({ file }) => !isPicture(file));
  const isFolder = files.some(({ path }) => path.includes("/"));
  if (pictures.length > 0 && (isFolder || others.length === 0)) return openPictures(pictures, others, reading, report);
  const [picture] = pictures;
  if (picture) {
    throw new DataError(
      `${picture.path} is a picture, ${others[0]?.path} is none. Drop pictures only, a folder of them, or files of data.`,
    );
  }
  return openSamples(files, reading, report);
}

/** Subfolders that each picture lies in one of are classes: their names, and the class of each picture. */
function labelsFrom(paths: readonly string[]): { labels: Uint8Array; classes: readonly string[] } | undefined {
  const parts = paths.map((path) => path.split("/"));
  const shared = parts[0]?.findIndex((part, depth) => parts.some((other) => other[depth] !== part)) ?? -1;
  const folders = parts.map((path) => (path.length > shared + 1 ? path[shared] : undefined));
  const classes = [...new Set(folders)].sort((a = "", b = "") => a.localeCompare(b, "en", { numeric: true }));
  const names = classes.filter((folder) => folder !== undefined);
  if (names.length < classes.length || names.length < 2 || names.length > MOST_CLASSES) return undefined;
  return { labels: Uint8Array.from(folders, (folder) => names.indexOf(folder ?? "")), classes: names };
}

function isPicture(file: File): boolean {
  return file.type.startsWith("image/") || /\.(png|jpe?g|webp|gif|bmp|avif)$/i.test(file.name);
}

async function openPictures(
  pictures: readonly GivenFile[],
  others: readonly GivenFile[],
  { size, colour }: Reading,
  report: Report,
): Promise<OpenedFiles> {
  const { imagesFromFiles } = await import("../../data.js");
  const sorted = [...pictures].sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
  const { data, shape, count } = await imagesFromFiles(
    sorted.map(({ file }) => file),
    { size, channels: colour ? 3 : 1, onProgress: (read) => report({ type: "read", files: read }) },
  );
  const content: Content = {
    kind: "pictures",
    grid: {
      data: data as Uint8Array,
      rows: count,
      width: data.length / count,
      place: (row, column) => `${sorted[row]?.path}, value ${column}`,
    },
    shape,
    floats: false,
    ...labelsFrom(sorted.map(({ path }) => path)),
    remarks: [],
  };
  await report({ type: "found", outline: outlineOf(content, []) });
  const name = sorted.length === 1 ? (sorted[0]?.path ?? "") : `${sorted.length.toLocaleString("en")} pictures`;
  const passed = others.length;
  return {
    title: name,
    main: { name, content },
    remarks:
      passed === 0
        ? []
        : [
            `${passed === 1 ? "1 file was no picture and was" : `${passed.toLocaleString("en")} files were no pictures and were`} left out`,
          ],
  };
}

async function openSamples(files: readonly GivenFile[], reading: Reading, report: Report): Promise<OpenedFiles> {
  const { contentOf, kindOf } = await import("../../data.js");
  if (files.length > 2) {
    throw new DataError(
      `${files.length} files of data at a time are too many: drop one, or two of which one holds the labels of the other or is to ` +
        "validate on, or pictures only.",
    );
  }
  const options = { ...tableOptions(reading), ...(reading.transpose && { transpose: true }) };
  const named = await Promise.all(files.map(async ({ file, path }) => ({ name: path, bytes: await bytesOf(file) })));
  const title = named.map(({ name }) => name).join(", ");
  const tried = await Promise.allSettled(
    named.map(async (given) => ({ ...given, content: await contentOf(given.bytes, given.name, options) })),
  );
  const opened = tried.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = tried.findIndex(({ status }) => status === "rejected");
  const labels = named[failed];
  const [one, other] = opened;
  if (!one || (labels && kindOf(labels.bytes, labels.name) === "text"))
    throw (tried[failed] as PromiseRejectedResult).reason;
  if (labels) {
    // What holds no samples holds the labels of the other, or says itself why not.
    const content = await contentOf(one.bytes, one.name, { ...options, labels });
    await report({ type: "found", outline: outlineOf(content, []) });
    return { title, main: { name: one.name, content }, labels, remarks: [] };
  }
  const samples = opened.map(({ name }) => name);
  await report({ type: "found", outline: outlineOf(one.content, samples) });
  return { title, ...(other ? roles([one, other], reading) : { main: one }), remarks: [] };
}

/** Which of two is trained on, and which is validated on. @throws {DataError} where nothing says so */
function roles(
  [one, other]: readonly [OpenedFile & NamedBytes, OpenedFile & NamedBytes],
  { validateOn }: Reading,
): Pick<Required<OpenedFiles>, "main" | "second"> {
  const isAside = ({ name }: NamedBytes) => (validateOn === "auto" ? VALIDATION.test(name) : name === validateOn);
  if (isAside(one) === isAside(other)) {
    throw new DataError(
      `${one.name} and ${other.name} both hold samples, and one file at a time is trained on. Drop one alone; or say which one to ` +
        "validate on.",
    );
  }
  return isAside(one) ? { main: other, second: one } : { main: one, second: other };
}

async function bytesOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new DataError(`${file.name} cannot be read: it was moved, or is a folder. Choose it again.`, { cause });
  }
}
