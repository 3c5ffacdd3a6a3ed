/** An experiment's result on its way from where the GPU is: typed arrays travel as files, all else as JSON. */
import type { ExperimentResult } from "../experiments/result.js";
import type { JobResult } from "./job.js";

/** Stands in the JSON for an array that travels as a file. */
interface ArrayRef {
  readonly array: string;
  readonly type: "uint8" | "float32";
}

/** Takes the typed arrays out of a result. */
export function detach(result: ExperimentResult): JobResult<unknown> {
  const files: Record<string, Uint8Array> = {};
  const value = mapped(result, (part) => {
    if (!(part instanceof Float32Array || part instanceof Uint8Array)) return undefined;
    const array = `array-${Object.keys(files).length}`;
    files[array] = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    return { array, type: part instanceof Uint8Array ? "uint8" : "float32" } satisfies ArrayRef;
  });
  return { value, files };
}

/** Puts them back. */
export function attach({ value, files }: JobResult<unknown>): ExperimentResult {
  return mapped(value, (part) => {
    if (!isArrayRef(part)) return undefined;
    const bytes = files[part.array];
    if (!bytes) throw new Error(`The experiment's ${part.array} did not arrive.`);
    return part.type === "uint8" ? bytes : new Float32Array(bytes.slice().buffer); // a float may not begin anywhere
  }) as ExperimentResult;
}

function isArrayRef(part: unknown): part is ArrayRef {
  return typeof part === "object" && part !== null && "array" in part && typeof part.array === "string";
}

/** A copy of plain data in which `replace` has replaced what it answered for. */
function mapped(part: unknown, replace: (part: unknown) => unknown): unknown {
  const replaced = replace(part);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(part)) return part.map((item) => mapped(item, replace));
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, mapped(value, replace)]));
}
