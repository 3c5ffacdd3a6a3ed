import { DataError } from "../errors.js";
import type { NumberArray } from "./grid.js";

/** An array of a file that holds several. */
export interface ChosenArray {
  readonly array: NumberArray;
  /** Its name in the file. */
  readonly key: string;
  /** The array whose name says that it holds the labels of `array`; whether it fits is not looked at. */
  readonly labels?: NumberArray;
  readonly labelsKey?: string;
  /** Name of the array to test on, where `array` is the one to train on: give it as `wanted`, and its labels come along. */
  readonly test?: string;
  /** Names of all arrays but `array`. */
  readonly others: readonly string[];
}

interface Usual {
  readonly data: string;
  readonly labels: readonly string[];
  readonly test?: string;
}

/** Names that are usual for samples (Keras's data sets, MedMNIST, scikit-learn), and for what belongs to them. */
const USUAL: readonly Usual[] = [
  { data: "x_train", labels: ["y_train"], test: "x_test" },
  { data: "X_train", labels: ["y_train", "Y_train"], test: "X_test" },
  { data: "train_images", labels: ["train_labels"], test: "test_images" },
  { data: "x", labels: ["y", "labels", "targets"] },
  { data: "X", labels: ["y", "Y", "labels", "targets"] },
  { data: "data", labels: ["labels", "targets", "target", "y"] },
  { data: "images", labels: ["labels", "targets", "y"] },
  { data: "train", labels: ["labels", "targets", "y"], test: "test" },
];

/** Sets that are chosen only when they are wanted. */
const LATER: readonly Usual[] = [
  { data: "x_test", labels: ["y_test"] },
  { data: "x_val", labels: ["y_val"] },
  { data: "X_test", labels: ["y_test", "Y_test"] },
  { data: "X_val", labels: ["y_val", "Y_val"] },
  { data: "test_images", labels: ["test_labels"] },
  { data: "val_images", labels: ["val_labels"] },
];

/**
 * The name of the array that holds the samples: the wanted one, the only one, or the only one with a usual name.
 * @param describe says what an array is, for the list in an error
 * @throws {DataError} when that is none or more than one; the message lists the arrays and says how to choose
 */
export async function chooseArray(
  keys: readonly string[],
  name: string,
  describe: (key: string) => string | Promise<string>,
  wanted?: string,
): Promise<string> {
  if (wanted !== undefined && keys.includes(wanted)) return wanted;
  const [only, ...more] = wanted === undefined ? keys : [];
  if (only !== undefined && more.length === 0) return only;
  const usual = wanted === undefined ? USUAL.filter(({ data }) => keys.includes(data)) : [];
  if (usual[0] && usual.length === 1) return usual[0].data;
  const shown = keys.slice(0, MOST_SHOWN);
  const list = await Promise.all(shown.map(async (key) => `${JSON.stringify(key)} (${await describe(key)})`));
  const rest = keys.length > shown.length ? ` and ${keys.length - shown.length} more` : "";
  throw new DataError(
    `${name} ${wanted === undefined ? "holds several arrays" : `has no array ${JSON.stringify(wanted)}; it holds`}: ${list.join(", ")}${rest}. ` +
      `Choose the one with the samples: array: ${JSON.stringify(keys[0])}, or on the command line --array ${keys[0]}.`,
  );
}

const MOST_SHOWN = 12;

/** The names of what belongs to an array: its labels, and the array to test on. */
export function partnersOf(key: string, keys: readonly string[]): { labels?: string; test?: string } {
  const usual = [...USUAL, ...LATER].find(({ data }) => data === key);
  const labels = usual?.labels.find((name) => keys.includes(name));
  const test = usual?.test !== undefined && keys.includes(usual.test) ? usual.test : undefined;
  return { ...(labels !== undefined && { labels }), ...(test !== undefined && { test }) };
}
