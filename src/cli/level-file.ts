import { readFileSync, statSync } from "node:fs";
import { LEVELS, type Level, parseJson, type TunedLevel } from "../index.js";

/** Bytes of a file that says which kernels to take: that of a thousand operations is a tenth of it. */
const LARGEST_FILE = 2 ** 21;

/** What `isthmus plan --tuned --out` writes, and `--level` takes. */
export const levelFile = (level: Level | TunedLevel): string =>
  `${JSON.stringify(typeof level === "string" ? { level, operations: {} } : level, null, 2)}\n`;

/** Reads it. @throws {Error} that says what is wrong with the file */
export function readLevelFile(path: string): TunedLevel {
  const { size } = statSync(path);
  if (size > LARGEST_FILE) throw new Error(`it has ${size} bytes, at most ${LARGEST_FILE} are read`);
  const given = parseJson(readFileSync(path, "utf8"));
  if (!isTunedLevel(given)) {
    throw new Error(`it must be {"level": …, "operations": {…}}, each level one of ${LEVELS.join(", ")}`);
  }
  return given;
}

/** In words: `tiled-64, 2 operations with kernels of other levels`. */
export function levelText(level: Level | TunedLevel | "auto"): string {
  if (typeof level === "string") return level;
  const others = Object.keys(level.operations).length;
  return `${level.level}, ${others} ${others === 1 ? "operation" : "operations"} with kernels of other levels`;
}

/** Whether something that was JSON says a level, and others for some operations. */
export function isTunedLevel(given: unknown): given is TunedLevel {
  if (typeof given !== "object" || given === null) return false;
  const { level, operations, ...others } = given as Partial<TunedLevel>;
  if (typeof operations !== "object" || operations === null || Array.isArray(operations)) return false;
  const isLevel = (name: unknown) => LEVELS.includes(name as Level);
  return isLevel(level) && Object.values(operations).every(isLevel) && Object.keys(others).length === 0;
}
