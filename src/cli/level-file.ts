import { readFileSync, statSync } from "node:fs";
import { describePlan, LEVELS, type Level, type PlanKind, parseJson, type TunedLevel } from "../index.js";
import { countOf } from "./format.js";
import type { ModelSpec } from "./model.js";

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

/**
 * What to say where none of the operations that a file names is a model's, at that many samples a batch: it was made for another model
 * or another batch size. Nothing where one is, and for a level by its name.
 */
export async function withoutUse(
  { level: _, precision, ...model }: ModelSpec,
  level: Level | TunedLevel | "auto" | undefined,
  batchSize: number,
  kind: PlanKind = "train",
): Promise<string | undefined> {
  const named = typeof level === "object" ? Object.keys(level.operations).length : 0;
  if (typeof level !== "object" || named === 0) return undefined;
  const planned = async (at: Level | TunedLevel) =>
    JSON.stringify(await describePlan(model, { kind, batchSize, level: at, precision }));
  if ((await planned(level)) !== (await planned(level.level))) return undefined;
  return (
    `Of the ${countOf(named, "operations")} that the level's file has kernels for, this model has none at batch size ${batchSize}: all ` +
    `kernels are those of level ${level.level}. \`isthmus plan --tuned --out FILE\`, for this model and batch size, makes a file for it.`
  );
}

/** Whether something that was JSON says a level, and others for some operations. */
export function isTunedLevel(given: unknown): given is TunedLevel {
  if (typeof given !== "object" || given === null) return false;
  const { level, operations, ...others } = given as Partial<TunedLevel>;
  if (typeof operations !== "object" || operations === null || Array.isArray(operations)) return false;
  const isLevel = (name: unknown) => LEVELS.includes(name as Level);
  return isLevel(level) && Object.values(operations).every(isLevel) && Object.keys(others).length === 0;
}
