import type { GivenFile } from "../worker/protocol.js";
import type { Drop } from "./stray-drops.js";

/** Without hidden ones, such as .DS_Store, which systems put into folders unasked; all where there are no others. */
export function withoutHidden(files: readonly GivenFile[]): readonly GivenFile[] {
  const visible = files.filter(({ file }) => !file.name.startsWith("."));
  return visible.length > 0 ? visible : files;
}

/** Files of a picker, by their paths in the folder where one was picked. */
export function pickedFiles(files: Iterable<File> | null): GivenFile[] {
  return Array.from(files ?? [], (file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/** What was dropped: its files, and the paths of what cannot be read, or is too much. */
export interface Dropped {
  readonly files: readonly GivenFile[];
  readonly unread: readonly string[];
}

/** More files and folders than MNIST has pictures are hardly meant: a whole disk was dropped. */
const MOST_ENTRIES = 200_000;

/** Files of a drop, those in folders (and their folders) too. Never rejects. */
export async function droppedFiles({ entries: dropped, files }: Drop): Promise<Dropped> {
  if (dropped.length === 0) return { files: pickedFiles(files), unread: [] };
  const entries = [...dropped];
  const found: GivenFile[] = [];
  const unread: string[] = [];
  // Those that folders hold are put behind, so that no folder is too deep.
  for (const entry of entries) {
    const path = entry.fullPath.replace(/^\//, "");
    try {
      if (isFile(entry)) {
        const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
        found.push({ file, path });
      } else if (isFolder(entry)) {
        if (!(await openFolder(entry, entries))) unread.push(`${path} (it holds too many files)`);
      }
    } catch {
      // Moved since, or not allowed.
      unread.push(path);
    }
  }
  return { files: found, unread };
}

/** @returns whether there was room for all that it holds */
async function openFolder(folder: FileSystemDirectoryEntry, entries: FileSystemEntry[]): Promise<boolean> {
  const reader = folder.createReader();
  // A reader gives a folder in parts, at most 100 entries each, and an empty part at its end.
  while (true) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return true;
    if (entries.length + part.length > MOST_ENTRIES) return false;
    for (const entry of part) entries.push(entry);
  }
}

/** What is said of what is left out; nothing where nothing is. */
export function unreadText(unread: readonly string[]): string | undefined {
  if (unread.length === 0) return undefined;
  return `${namesText(unread)} cannot be read, and ${unread.length === 1 ? "is" : "are"} left out: moved since, or not allowed. Drop what is missing again.`;
}

/** The first of some files by its name, and how many others. */
export function namesText([first = "", ...others]: readonly string[]): string {
  const name = first.length > 80 ? `${first.slice(0, 80)}…` : first;
  return others.length === 0 ? `“${name}”` : `“${name}” and ${others.length.toLocaleString("en")} more`;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
