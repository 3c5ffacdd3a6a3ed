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
}

type Report = (progress: ReadProgress) => unknown;

/** What says that a file is to validate on. */
const VALIDATION = /(^|[^a-z])(test|testing|valid|validation|val|holdout|dev)([^a-z]|$)/i;

/**
 * Finds out what each file is for, and opens them.
 * @param report is told what was found in them before anything is decided
 * @throws {DataError}, {@link FormatError} naming the file
 */
export async function openFiles(files: readonly GivenFile[], reading: Reading, report: Report): Promise<OpenedFiles> {
  const { contentOf, kindOf } = await import("../../data.js");
  if (files.length > 2) {
    throw new DataError(
      `${files.length} files of data at a time are too many: drop one, or two of which one holds the labels of the other or is to ` +
        "validate on, or pictures only.",
    );
  }
  const { transpose, array } = reading;
  const options = { ...tableOptions(reading), ...(transpose && { transpose }), ...(array && { array }) };
  const named = await Promise.all(files.map(async ({ file, path }) => ({ name: path, bytes: await bytesOf(file) })));
  const title = named.map(({ name }) => name).join(", ");
  const isText = named.some(({ bytes, name }) => kindOf(bytes, name) === "text");
  // Of a table that cannot be read at all, it can be said how it is written.
  if (isText)
    await report({ type: "found", outline: { kind: "table", files: named.map(({ name }) => name), columns: [] } });
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
    return { title, main: { name: one.name, content }, labels };
  }
  const samples = opened.map(({ name }) => name);
  await report({ type: "found", outline: outlineOf(one.content, samples) });
  if (!other) return { title, main: one };
  const { main, second } = roles([one, other], reading);
  if (main !== one) await report({ type: "found", outline: outlineOf(main.content, samples) });
  return { title, main, second };
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

/** @throws {DataError} for a file that has gone */
export async function bytesOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new DataError(`${file.name} cannot be read: it was moved, or is a folder. Choose it again.`, { cause });
  }
}
