import { mkdir, open, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { ArgumentError } from "../errors.js";

/** A folder that files go into, each only when it is whole. */
export interface OutputFolder {
  readonly path: string;
  /**
   * Writes all of these files, by name. Each is written beside its place first, and all are moved there when the
   * last one is whole: a file of an earlier run is replaced by a whole new one or not at all.
   */
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  /** Takes the folder away again when it was made for this run and holds nothing. */
  discardIfEmpty(): Promise<void>;
}

/** `runs/NAME-20260131-235959`, by the clock on the wall. */
export function defaultFolder(name: string): string {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return `runs/${name}-${local.slice(0, 19).replaceAll("-", "").replaceAll(":", "").replace("T", "-")}`;
}

/**
 * Makes the folder (and those above it) where needed and tries it with a file.
 * @throws {ArgumentError} when nothing can be written there
 */
export async function openOutput(path: string): Promise<OutputFolder> {
  const folder = resolve(path);
  const created = await attempt(path, () => mkdir(folder, { recursive: true }));
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
    write: (files) => writeAll(folder, files),
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

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(content);
    await file.sync(); // on the disk before it takes the name: else a power cut could leave an empty file under it
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
