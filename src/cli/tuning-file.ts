import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import type { TuningStore } from "../index.js";
import { makeFolder } from "./whole-files.js";

/** More choices than any one machine's adapters and models make; the oldest go first. */
const MOST_CHOICES = 500;

/**
 * What the tuner has found out on this machine, in a small JSON file: the headless `localStorage`. Damage, and a place
 * that cannot be read or written, cost the next run a measurement, nothing else: nothing here throws.
 */
export class TuningFile implements TuningStore {
  private choices: ReadonlyMap<string, string>;

  /** @param path of the file, which need not exist; default: the user's own */
  constructor(private readonly path: string | undefined = tuningPath()) {
    this.choices = read(path);
  }

  getItem(key: string): string | null {
    return this.choices.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    // Read again: other runs may have written since.
    const choices = new Map([...this.choices, ...read(this.path)]);
    choices.delete(key); // so that it becomes the newest
    this.choices = new Map([...choices, [key, value] as const].slice(-MOST_CHOICES));
    if (this.path !== undefined) write(this.path, this.choices);
  }

  /** Everything there is, to be handed to a page. */
  content(): Record<string, string> {
    return Object.fromEntries(this.choices);
  }
}

/**
 * The user's own file: `isthmus/tuning.json` in `XDG_CACHE_HOME` (XDG Base Directory Specification: only if it is
 * absolute) or in `~/.cache`. None for a user without a home, as in some containers.
 */
export function tuningPath(env: NodeJS.ProcessEnv = process.env, home: () => string = homedir): string | undefined {
  const cache = env.XDG_CACHE_HOME;
  if (cache && isAbsolute(cache)) return join(cache, "isthmus", "tuning.json");
  try {
    return join(home(), ".cache", "isthmus", "tuning.json");
  } catch {
    return undefined;
  }
}

/** The choices in the file; none where there is no file or it makes no sense. */
function read(path: string | undefined): Map<string, string> {
  if (path === undefined) return new Map();
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof content !== "object" || content === null || Array.isArray(content)) return new Map();
    return new Map(Object.entries(content).filter(([, value]) => typeof value === "string"));
  } catch {
    return new Map();
  }
}

/** Written beside and renamed, so that nobody ever reads half of it. */
function write(path: string, choices: ReadonlyMap<string, string>): void {
  const unfinished = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    makeFolder(dirname(path));
    writeFileSync(unfinished, `${JSON.stringify(Object.fromEntries(choices), null, 2)}\n`, { flag: "wx" });
    renameSync(unfinished, path);
  } catch {
    try {
      rmSync(unfinished, { force: true });
    } catch {
      // It was never there: its folder could not be written.
    }
  }
}
