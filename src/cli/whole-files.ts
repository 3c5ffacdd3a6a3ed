/**
 * Files that are replaced whole, several of them all at once: after a fault at any moment a folder holds all of what it held
 * before, or all that is new.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { copyFile, link, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** What a file is made of. */
export type Content = string | Uint8Array | Iterable<string>;

/** While files are written, and until they have taken their places: what a killed run leaves is swept by the next one. */
const UNFINISHED = /^\.isthmus(-[0-9a-f]{16}\.tmp|\.lock\.[0-9a-f]{16}(\.stale)?)$/;
/** What was there before, until all that is new has taken its place: an interrupted change is undone by it. */
const UNDO = /^\.isthmus-[0-9a-f]{16}\.undo$/;
/** Unfinished files of earlier versions. */
const OLD_UNFINISHED =
  /^\.(history\.csv|model\.safetensors|reconstructions\.png|report\.html|result\.json|checkpoint\.safetensors|probe)\.\d+\.tmp$/;

/**
 * A name in a folder, which nobody can have guessed and put a link at.
 * @param ending `tmp` of what is swept when a run takes the folder
 */
export const unfinishedIn = (folder: string, ending: "tmp" | "part" = "tmp") =>
  join(folder, `.isthmus-${randomBytes(8).toString("hex")}.${ending}`);

/**
 * Writes files into a folder, by name, and takes others away: all of it or nothing.
 * @param removed names of files that go with the change
 * @param signal ends it before its end; all is then as it was
 */
export async function replaceFiles(
  folder: string,
  files: Readonly<Record<string, Content>>,
  removed: readonly string[] = [],
  signal?: AbortSignal,
): Promise<void> {
  const names = Object.keys(files);
  const only = names[0];
  if (names.length === 1 && only !== undefined && removed.length === 0) {
    return replaceFile(join(folder, only), files[only] ?? "", signal);
  }
  const stage = unfinishedIn(folder);
  const undo = stage.replace(/tmp$/, "undo");
  try {
    for (const part of [stage, join(stage, "new"), join(stage, "old")]) await mkdir(part);
    for (const [name, content] of Object.entries(files)) {
      signal?.throwIfAborted();
      await writeWhole(join(stage, "new", name), content, await modeOf(join(folder, name)));
    }
    for (const name of [...names, ...removed]) await remember(join(folder, name), join(stage, "old", name));
    for (const part of [join(stage, "old"), stage]) await syncFolder(part);
    signal?.throwIfAborted();
    await rename(stage, undo);
  } catch (error) {
    await rm(stage, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  try {
    await syncFolder(folder);
    for (const name of names) await rename(join(undo, "new", name), join(folder, name));
    for (const name of removed) await rm(join(folder, name), { force: true });
    await syncFolder(folder);
    await rename(undo, stage); // from here on, it is done
  } catch (error) {
    await undone(folder, basename(undo)).catch(() => undefined); // else by the next run
    throw error;
  }
  await syncFolder(folder).catch(() => undefined);
  await rm(stage, { recursive: true, force: true }).catch(() => undefined); // else swept later
}

/** Writes one file, beside its place, and moves it there when it is whole. A link in its place gives way: nothing is written through it. */
async function replaceFile(path: string, content: Content, signal?: AbortSignal): Promise<void> {
  const unfinished = unfinishedIn(dirname(path));
  try {
    await writeWhole(unfinished, content, await modeOf(path));
    signal?.throwIfAborted();
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Makes a new file, and has it on the disk: before it takes a name, or a power cut could leave an empty one under it.
 * @throws when there is anything at the path, a link included
 */
export async function writeWhole(path: string, content: Content, mode?: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    const pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
    for (const piece of pieces) await file.writeFile(piece); // each goes on where the last one ended
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What others may do with the file that is replaced; nothing where there is none. */
export async function modeOf(path: string): Promise<number | undefined> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() ? found.mode & 0o777 : undefined;
}

/**
 * Makes a folder, and those above it where needed. (Node's own way never ends where a system says that a folder's own is not
 * there, as Linux does in `/proc`.)
 * @returns the topmost that was made, if any
 */
export function makeFolder(path: string): string | undefined {
  const below: string[] = [];
  let above = resolve(path);
  // What has nothing above it is a disk: one that is not there can't be made.
  for (; !existsSync(above) && dirname(above) !== above; above = dirname(above)) below.unshift(above);
  if (!statSync(above).isDirectory()) throw new Error(`"${above}" is no folder`);
  const made = below.filter((folder) => {
    try {
      mkdirSync(folder);
      return true;
    } catch (error) {
      // Another run may have made it meanwhile.
      if ((error as NodeJS.ErrnoException).code === "EEXIST" && statSync(folder).isDirectory()) return false;
      throw error;
    }
  });
  return made[0];
}

/** A folder's names are on the disk as well. Some systems and disks can't say so, and have no need to. */
export async function syncFolder(path: string): Promise<void> {
  const cannot = ["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP", "ENOSYS"];
  const unless = (error: NodeJS.ErrnoException) => {
    if (!cannot.includes(error.code ?? "")) throw error;
  };
  const folder = await open(path, "r").catch(unless);
  try {
    await folder?.sync().catch(unless);
  } finally {
    await folder?.close();
  }
}

/** Keeps a file under a second name; where there is none, a folder of the name says so. */
async function remember(path: string, copy: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (!found) await mkdir(copy);
  else if (found.isDirectory()) throw new Error(`${path} is a folder`);
  else await link(path, copy).catch(() => copyFile(path, copy)); // not every disk has second names
}

/** Puts back what was there before a change that has not come to its end. The folder may be a stranger's: no link is followed. */
async function undone(folder: string, name: string): Promise<void> {
  const undo = join(folder, name);
  const found = await lstat(join(undo, "old")).catch(() => undefined);
  const old = found?.isDirectory() ? await readdir(join(undo, "old"), { withFileTypes: true }) : [];
  for (const entry of old) {
    const place = join(folder, entry.name);
    if (entry.isDirectory()) await rm(place, { force: true });
    else await rename(join(undo, "old", entry.name), place);
  }
  await syncFolder(folder);
  const stage = undo.replace(/undo$/, "tmp");
  await rename(undo, stage);
  await rm(stage, { recursive: true, force: true });
}

/** Undoes and sweeps what killed runs have left in a folder, which is nobody else's now. */
export async function recoverFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (UNDO.test(name) && entry.isDirectory()) await undone(folder, name);
    else if (UNFINISHED.test(name) || OLD_UNFINISHED.test(name)) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}
