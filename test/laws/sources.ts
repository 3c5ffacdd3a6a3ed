import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Paths of the files in a folder and all below it, with `/`, relative to the folder. */
export function filesIn(folder: string): string[] {
  const top = join(root, folder);
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(top, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

/** The text of a file, by its path from the repository's root. */
export const textOf = (file: string): string => readFileSync(join(root, file), "utf8");
