import { rmSync } from "node:fs";
import { lstat, mkdir, open, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { ArgumentError } from "../errors.js";
import { type FolderLock, lockFolder } from "./folder-lock.js";
import { atInterrupt } from "./interrupt.js";
import {
  type Content,
  makeFolder,
  modeOf,
  recoverFolder,
  replaceFiles,
  syncFolder,
  unfinishedIn,
  writeWhole,
} from "./whole-files.js";

/** A folder that files go into, each only when it is whole. */
export interface OutputFolder {
  readonly path: string;
  /**
   * Writes all of these files, by name, or none: each is written beside its place first, and all are moved there when the last one
   * is whole. After any failure the folder holds what it held before.
   * @param replaced files that these take the place of, by name: those that are not among these are taken away
   * @param signal ends it early
   */
  write(
    files: Readonly<Record<string, string | Uint8Array>>,
    replaced?: readonly string[],
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * Keeps other runs out until the lock is released, and takes away what a killed one has left.
   * @throws {ArgumentError} when another run has the folder
   */
  lock(): Promise<FolderLock>;
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
  const above = await attempt(first, async () => makeFolder(parent));
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
  return outputIn(path, await attempt(path, async () => makeFolder(path)));
}

/** @param created the topmost folder that was made for it, if any */
async function outputIn(path: string, created: string | undefined): Promise<OutputFolder> {
  const folder = resolve(path);
  const probe = unfinishedIn(folder);
  await attempt(path, async () => {
    await (await open(probe, "wx")).close();
    await rm(probe, { force: true });
  }).catch(async (error: unknown) => {
    await removeEmpty(folder, created);
    throw error;
  });
  return {
    path,
    write: (files, replaced = [], signal) => {
      const removed = replaced.filter((name) => !Object.hasOwn(files, name));
      return replaceFiles(folder, files, removed, signal);
    },
    lock: () =>
      attempt(path, async () => {
        const lock = await lockFolder(folder, path);
        await recoverFolder(folder).catch(async (error: unknown) => {
          await lock.release();
          throw error;
        });
        return lock;
      }),
    discardIfEmpty: () => removeEmpty(folder, created),
  };
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof ArgumentError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArgumentError(
      `Nothing can be written to the output folder "${path}": ${why}. Give another one with --out.`,
      { cause },
    );
  }
}

/** A single file that is written when its content is there. */
export interface OutputFile {
  readonly path: string;
  /** Writes it beside its place, and moves it there when it is whole; a pipe or a device is written to where it is. */
  write(content: Content): Promise<void>;
}

/**
 * Tries whether a file can be written, before what is to be in it is computed.
 * @throws {ArgumentError} when it can't
 */
export async function openOutputFile(path: string, remedy = "Give another file with --out."): Promise<OutputFile> {
  const place = await realpath(path).catch(() => resolve(path)); // a link stays one
  const found = await stat(place).catch(() => undefined);
  const isPlace = found !== undefined && !found.isFile() && !found.isDirectory();
  const unfinished = unfinishedIn(dirname(place), "part");
  const discard = () => rmSync(unfinished, { force: true });
  const trying = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (cause) {
      if (!isPlace) discard();
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ArgumentError(`"${path}" cannot be written: ${why}. ${remedy}`, { cause });
    }
  };
  await trying(async () => {
    if (found?.isDirectory()) throw new Error("it is a folder");
    if (isPlace) return;
    await (await open(unfinished, "wx")).close();
    discard();
  });
  return {
    path,
    write: (content) =>
      trying(async () => {
        if (isPlace) return writeThrough(place, content);
        const release = atInterrupt(discard);
        try {
          await writeWhole(unfinished, content, await modeOf(place));
          await rename(unfinished, place);
        } finally {
          release();
        }
        await syncFolder(dirname(place));
      }),
  };
}

/** @throws {ArgumentError} when there is anything at a path that nobody has named: only what is asked for is written over */
export async function checkNew(path: string): Promise<void> {
  if (!(await lstat(path).catch(() => undefined))) return;
  throw new ArgumentError(`"${path}" is there already. Give --out, to write over it or elsewhere.`);
}

/** To a pipe or a device: there is nothing to put in its place. */
async function writeThrough(path: string, content: Content): Promise<void> {
  const file = await open(path, "w");
  try {
    const pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
    for (const piece of pieces) await file.writeFile(piece);
  } finally {
    await file.close();
  }
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
