/** Data on the disk: what is there, and its bytes. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { FolderFile, NamedBytes } from "../data.js";
import { DataError } from "../index.js";

/** A file is read into memory whole. */
const MOST_BYTES = 2 ** 30;

/** More than any data set of pictures in files has. */
const MOST_FILES = 2_000_000;

/** Every file of a folder and those below it, by its path from there: `cats/1.png`. */
export async function filesIn(folder: string): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  const folders = [folder];
  for (let current = folders.pop(); current !== undefined; current = folders.pop()) {
    const below = current;
    const entries = await readdir(below, { withFileTypes: true }).catch((cause) => {
      throw unreadable(below, cause);
    });
    for (const entry of entries) {
      const path = join(below, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) {
        files.push({ path: relative(folder, path).replaceAll("\\", "/"), read: () => readBytes(path) });
      }
    }
    if (files.length + folders.length > MOST_FILES) {
      throw new DataError(
        `"${folder}" has more than ${MOST_FILES} files and folders below it. Give a folder of pictures.`,
      );
    }
  }
  return files;
}

/** @throws {DataError} for what is no folder */
export async function folderOf(path: string): Promise<FolderFile[]> {
  if ((await look(path)).folder) return filesIn(path);
  throw new DataError(`"${path}" is a file: the targets of a folder of pictures are a folder of as many pictures.`);
}

/** What can be given where data are asked for. */
const DATA = 'a file (CSV, Parquet, NPY, NPZ, IDX) or of a folder of pictures, or "mnist"';

/** @param what the path should have been of, for what is not there */
export async function look(path: string, what = DATA): Promise<{ folder: boolean; size: number }> {
  const found = await stat(path).catch((cause) => {
    throw unreadable(path, cause, what);
  });
  if (!found.isDirectory() && !found.isFile()) {
    throw new DataError(`"${path}" is a device or a pipe: data are read from files. Save them to one first.`);
  }
  return { folder: found.isDirectory(), size: found.size };
}

export function checkSize(path: string, size: number): void {
  if (size <= MOST_BYTES) return;
  throw new DataError(
    `"${path}" has ${(size / 2 ** 30).toFixed(1)} GiB; files of at most ${MOST_BYTES / 2 ** 30} GiB are read. Take a part of it.`,
  );
}

export async function namedBytes(path: string): Promise<NamedBytes> {
  const { folder } = await look(path);
  if (folder) throw new DataError(`"${path}" is a folder. Give a file.`);
  return { name: path, bytes: await readBytes(path) };
}

/** @throws {DataError} for what is not there, or is no file: a device never ends, and a pipe may never begin */
export async function readBytes(path: string): Promise<Uint8Array> {
  const { size } = await look(path);
  checkSize(path, size);
  // Files of /proc say that they are empty, and some of them never end.
  if (size === 0) return new Uint8Array();
  const buffer = await readFile(path).catch((cause) => {
    throw unreadable(path, cause);
  });
  // A plain array: Buffer's slice() would not copy, as everyone else's does.
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function unreadable(path: string, cause: NodeJS.ErrnoException, what = DATA): DataError {
  return cause.code === "ENOENT"
    ? new DataError(`There is no file "${path}". Give the path of ${what}.`, { cause })
    : new DataError(`"${path}" cannot be read: ${cause.message}.`, { cause });
}
