import type { Dataset } from "../dataset.js";
import type { Labels } from "./labels.js";
import type { Missing, Scaling } from "./preparation.js";
import { lostInFloats, type Statistics } from "./scaling.js";

/** What is said about data that were read. */

export const count = (number: number) => number.toLocaleString("en");

export function summaryOf(
  { count: rows, shape }: Pick<Dataset, "count" | "shape">,
  name: string,
  remarks: readonly string[],
): string {
  const samples = `${count(rows)} ${rows === 1 ? "sample" : "samples"}`;
  const size = shape.join(" × ");
  const values = `${size} ${size === "1" ? "value" : "values"}`;
  return `read ${samples} of ${values} from ${name}${remarks.length > 0 ? `: ${remarks.join(", ")}` : ""}`;
}

export function classCount(labels: Labels | undefined): string {
  if (!labels) return "";
  const classes = labels.classes?.length ?? new Set(labels.labels).size;
  return ` (${classes} ${classes === 1 ? "class" : "classes"})`;
}

export function scalingRemark({ method }: Scaling, what: "columns" | "values"): string[] {
  switch (method) {
    case "bytes":
      return ["pixels from 0 to 255 divided by 255"];
    case "none":
      return ["values as they are"];
    case "columns":
      return [`${what} scaled to 0…1`];
    case "range":
      return ["values scaled to 0…1 by one range"];
    case "standard":
      return [`${what} scaled to mean 0 and deviation 1`];
  }
}

export function missingRemark({ policy }: Missing, gaps: number): string[] {
  if (gaps === 0 || policy === "error") return [];
  const values = `${count(gaps)} missing ${gaps === 1 ? "value" : "values"}`;
  return [policy === "mean" ? `${values} replaced by the mean` : `${values} left out of the loss`];
}

/** Floats keep 24 bits: of timestamps in the billions, differences of a minute are gone. */
export function lostWarnings(
  { scaling, statistics }: { readonly scaling: Scaling; readonly statistics: Statistics | undefined },
  names: readonly string[],
): string[] {
  if (!statistics || scaling.method !== "none") return [];
  return lostInFloats(statistics)
    .slice(0, 3)
    .map((index) => {
      const [low, high] = [statistics.low[index] ?? 0, statistics.high[index] ?? 0];
      return (
        `${names[index] ?? `Value ${index}`} runs from ${low} to ${high}: 32-bit floats keep little of such differences. ` +
        'Scale it: "columns" stretches every column to 0…1 in full precision (--scale columns).'
      );
    });
}
