import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Made from the sources when the site is built. */
const MADE = ["api", "atlas", "measured", "parts"];

/** The pages that are written by hand, from the repository's root. */
export const PAGES = pagesIn("docs");

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name).replaceAll("\\", "/");
    if (entry.isDirectory())
      return /^(\.|node_modules)/.test(entry.name) || MADE.includes(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** A fenced block of code. */
export interface Block {
  /** `docs/start/node.md:12`, where it begins. */
  readonly at: string;
  readonly language: string;
  /** How it is marked: `run`, `run=chrome`. */
  readonly mark: string;
  readonly code: string;
  /** What stands in a comment before it, `<!-- ts: … -->`, for the compiler alone. */
  readonly given: string;
}

export function blocksOf(page: string): Block[] {
  const text = readFileSync(page, "utf8");
  const fences = text.matchAll(/(?:^<!-- ts: (.*?) -->\n\n)?^```(\w+) ?(\S*)\n(.*?)^```$/gms);
  return [...fences].map(({ index, 1: given = "", 2: language = "", 3: mark = "", 4: code = "" }) => {
    const line = text.slice(0, index).split("\n").length + (given ? 2 : 0);
    return { at: `${page}:${line}`, language, mark, code, given };
  });
}

export const BLOCKS = PAGES.flatMap(blocksOf);

/** What a block says that its calls of `console.log` print: comments that begin with an arrow. */
export const promised = (code: string) => [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text = ""]) => text);
