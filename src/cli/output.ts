import { mkdir, open, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { ArgumentError } from "../errors.js";

/** A folder that files go into, each only when it is whole. */
export interface OutputFolder {
  readonly path: string;
  /**
   * Writes all of these files, by name. Each is written beside its place first, and all are moved there when the
   * last one is whole: a file of an earlier run is replaced by a whole new one or not at all.
   * @param replaced files that these take the place of, by name: those that are not among these are taken away
   */
  write(files: Readonly<Record<string, string | Uint8Array>>, replaced?: readonly string[]): Promise<void>;
  /** Takes the folder away again when it was made for this run and holds nothing. */
  discardIfEmpty(): Promise<void>;
}

/**
 * A new folder `runs/NAME-20260131-235959`, by the clock on the wall; of several that begin in one second, the second one's
 * name ends in `-2`.
 * @throws {ArgumentError} when nothing can be written there
 */
export async function newOutput(name: string, parent = "runs"): Promise<OutputFolder> {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  const first = `${parent}/${name}-${local.slice(0, 19).replaceAll("-", "").replaceAll(":", "").replace("T", "-")}`;
  const above = await attempt(first, () => mkdir(parent, { recursive: true }));
  for (let number = 1; ; number++) {
    const path = number === 1 ? first : `${first}-${number}`;
    const created = await attempt(path, () => mkdirNew(path));
    if (created) return outputIn(path, resolve(above ?? path));
  }
}

/** Whether the folder was not there and is now. */
async function mkdirNew(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Makes the folder (and those above it) where needed and tries it with a file.
 * @throws {ArgumentError} when nothing can be written there
 */
export async function openOutput(path: string): Promise<OutputFolder> {
  return outputIn(path, await attempt(path, () => mkdir(resolve(path), { recursive: true })));
}

/** @param created the topmost folder that was made for it, if any */
async function outputIn(path: string, created: string | undefined): Promise<OutputFolder> {
  const folder = resolve(path);
  const probe = join(folder, beside("probe"));
  await attempt(path, async () => {
    await (await open(probe, "wx")).close();
    await rm(probe);
  }).catch(async (error: unknown) => {
    await removeEmpty(folder, created);
    throw error;
  });
  return {
    path,
    write: async (files, replaced = []) => {
      await writeAll(folder, files);
      const left = replaced.filter((name) => !Object.hasOwn(files, name));
      await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
    },
    discardIfEmpty: () => removeEmpty(folder, created),
  };
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArgumentError(
      `Nothing can be written to the output folder "${path}": ${why}. Give another one with --out.`,
      { cause },
    );
  }
}

async function writeAll(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const moves = Object.keys(files).map((name) => ({ from: join(folder, beside(name)), to: join(folder, name) }));
  try {
    for (const [index, content] of Object.values(files).entries()) {
      const move = moves[index];
      if (move) await writeWhole(move.from, content);
    }
    for (const { from, to } of moves) await rename(from, to);
  } catch (error) {
    await Promise.all(moves.map(({ from }) => rm(from, { force: true })));
    throw error;
  }
}

/** A single file that is written when its content is there. */
export interface OutputFile {
  readonly path: string;
  /** Writes it beside its place, and moves it there when it is whole; a pipe or a device is written to where it is. */
  write(content: string | Uint8Array | Iterable<string>): Promise<void>;
}

/**
 * Tries whether a file can be written, before what is to be in it is computed.
 * @throws {ArgumentError} when it can't
 */
export async function openOutputFile(path: string, remedy = "Give another file with --out."): Promise<OutputFile> {
  const place = await realpath(path).catch(() => resolve(path)); // a link stays one
  const found = await stat(place).catch(() => undefined);
  const isPlace = found !== undefined && !found.isFile() && !found.isDirectory();
  const unfinished = isPlace ? place : join(dirname(place), beside(basename(place)));
  const trying = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (cause) {
      if (!isPlace) await rm(unfinished, { force: true }).catch(() => undefined);
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ArgumentError(`"${path}" cannot be written: ${why}. ${remedy}`, { cause });
    }
  };
  await trying(async () => {
    if (found?.isDirectory()) throw new Error("it is a folder");
    if (isPlace) return;
    await (await open(unfinished, "w")).close();
    await rm(unfinished);
  });
  return {
    path,
    write: (content) =>
      trying(async () => {
        await writeWhole(unfinished, content);
        if (!isPlace) await rename(unfinished, place);
      }),
  };
}

async function writeWhole(path: string, content: string | Uint8Array | Iterable<string>): Promise<void> {
  const file = await open(path, "w");
  try {
    const pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
    for (const piece of pieces) await file.writeFile(piece); // each goes on where the last one ended
    if ((await file.stat()).isFile()) await file.sync(); // on the disk before it takes the name: else a power cut could leave an empty file under it
  } finally {
    await file.close();
  }
}

function beside(name: string): string {
  return `.${name}.${process.pid}.tmp`;
}

/** Removes `folder` and the folders above it up to `topmost`, the first that was created, as long as they are empty. */
async function removeEmpty(folder: string, topmost: string | undefined): Promise<void> {
  if (!topmost) return;
  let current = folder;
  while (!relative(topmost, current).startsWith("..")) {
    const removed = await rmdir(current).then(
      () => true,
      () => false,
    );
    if (!removed) return;
    current = dirname(current);
  }
}
