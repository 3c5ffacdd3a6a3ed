import { type FlagScores, flagScores, rocAuc } from "../data.js";
import { ArgumentError, type Dataset } from "../index.js";
import { listed } from "./format.js";

/** What flags are worth, against labels. */
export interface Verdict extends FlagScores {
  readonly rocAuc: number;
}

/** Which samples labels call unusual; or why that isn't known. */
export type Truth = { readonly unusual: Uint8Array } | { readonly unknown: string };

/**
 * Which samples are unusual, as labels tell: all but those of the normal classes; without such, 1 is unusual and 0 normal.
 * @param normal names of the classes that are normal
 * @throws {ArgumentError} for a class that is not there, or where there are no labels
 */
export function truthOf({ labels, classes }: Dataset, normal: readonly string[] | undefined): Truth {
  if (!labels) {
    if (normal) {
      throw new ArgumentError(
        "--normal names classes, and the data have no labels. Say where they are with --label-column.",
      );
    }
    return { unknown: "There are no labels to hold this against; --label-column says where some are." };
  }
  const present = [...new Set(labels)].sort((a, b) => a - b);
  const nameOf = (label: number) => classes?.[label] ?? String(label);
  if (normal) {
    const known = [...new Set([...(classes ?? []), ...present.map(nameOf)])];
    const missing = normal.find((name) => !known.includes(name));
    if (missing !== undefined) {
      throw new ArgumentError(`There is no class "${missing}" for --normal; there are ${listed(known)}.`);
    }
    return withBoth(labels.map((label) => (normal.includes(nameOf(label)) ? 0 : 1)));
  }
  const names = present.map(nameOf);
  if (names.every((name) => name === "0" || name === "1")) {
    return withBoth(labels.map((label) => (nameOf(label) === "1" ? 1 : 0)));
  }
  return {
    unknown: `To hold this against the labels, say which classes are normal: --normal NAME[,NAME]; there are ${listed(names)}.`,
  };
}

function withBoth(unusual: Uint8Array): Truth {
  const some = unusual.includes(1);
  if (some && unusual.includes(0)) return { unusual };
  return {
    unknown: `All samples are labelled ${some ? "unusual" : "normal"}: whether errors tell them apart can't be said.`,
  };
}

/** @throws {DataError} for an error that is no number */
export function verdictOf(errors: Float32Array, flags: Uint8Array, unusual: Uint8Array): Verdict {
  return { rocAuc: rocAuc(errors, unusual), ...flagScores(flags, unusual) };
}

/** `ROC AUC 0.981, precision 0.87 …`, for people. */
export function verdictText({
  rocAuc,
  precision,
  recall,
  f1,
  truePositives,
  falseNegatives,
  falsePositives,
}: Verdict): string {
  const digits = (value: number) => value.toFixed(3);
  return (
    `Against the labels: ROC AUC ${digits(rocAuc)}, precision ${digits(precision)}, recall ${digits(recall)}, F1 ${digits(f1)} ` +
    `(${truePositives} of ${truePositives + falseNegatives} unusual samples found, ${falsePositives} false ${falsePositives === 1 ? "alarm" : "alarms"}).`
  );
}
