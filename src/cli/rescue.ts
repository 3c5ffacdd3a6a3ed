/** What becomes of results that can't be written where they were promised: they are put elsewhere, and it is said where. */
import { lstat, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { IsthmusError } from "../errors.js";
import { whyNot } from "./failures.js";
import type { OutputFolder } from "./output.js";
import { replaceFiles } from "./whole-files.js";

/** Files that were promised are not where they should be, or are older than they say. */
export class WriteError extends IsthmusError {
  override name = "WriteError";
}

type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes files, and looks whether they are there.
 * @returns what went wrong, if anything did: the folder then holds what it held before
 * @throws the signal's reason, when it ends this
 */
export async function tryWriting(
  folder: OutputFolder,
  files: Files,
  replaced: readonly string[] = [],
  signal?: AbortSignal,
): Promise<unknown> {
  try {
    await folder.write(files, replaced, signal);
    for (const [name, content] of Object.entries(files)) await checkThere(folder, name, content);
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    return error ?? new Error("no reason given");
  }
}

/** @throws {IsthmusError} when a file is not there any more, or of another length */
export async function checkThere({ path }: OutputFolder, name: string, content: string | Uint8Array): Promise<void> {
  const found = await lstat(join(path, name));
  const length = typeof content === "string" ? Buffer.byteLength(content) : content.length;
  if (found.size !== length) throw new IsthmusError(`${name} is another's by now`);
}

/**
 * Puts what could not be written where it was promised into another folder.
 * @param missing names of what is not in its place
 * @param out its place
 * @param goOn says what can be done with the other folder
 * @returns what happened, where it is now and what to do, in words
 */
export async function putElsewhere(
  missing: readonly string[],
  files: Files,
  out: string,
  error: unknown,
  goOn: (place: string) => string = () => "",
): Promise<string> {
  const what = `${missing.join(", ")} could not be written to ${out}: ${whyNot(error)}. What that holds is of an earlier state, if anything.`;
  const place = await writeElsewhere(files);
  if (place === undefined) {
    return `${what} There was no room in the current folder or for temporary files either: the results are lost. Make room, and try again.`;
  }
  return (
    `${what}\nThe results are kept in ${place} instead: ${Object.keys(files).join(", ")}\n${goOn(place)}` +
    `To put them where they belong, once that can be written: mkdir -p ${quoted(out)} && cp ${quoted(place)}/* ${quoted(out)}/`
  );
}

/**
 * Writes files into a new folder: in the current one, else where the system has its temporary files.
 * @returns its path; nothing where there is no room either
 */
async function writeElsewhere(files: Files): Promise<string | undefined> {
  for (const parent of [process.cwd, tmpdir]) {
    let folder: string | undefined;
    try {
      folder = await mkdtemp(join(parent(), "isthmus-rescued-"));
      await replaceFiles(folder, files);
      const shorter = relative("", folder);
      return shorter.startsWith("..") ? folder : shorter;
    } catch {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
  return undefined;
}

/** A path as a shell takes it. */
export const quoted = (path: string) => (/^[\w./@%+:,=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
