import { ArgumentError, shown } from "../errors.js";
import { meant } from "./known-options.js";
import { DATE_POLICIES, TEXT_POLICIES } from "./preparation/roles.js";
import { ENCODINGS } from "./text.js";

/** What an option of reading may be: a sentence for people, and the test. */
type Rule = readonly [rule: string, holds: (value: unknown) => boolean];

const oneOf = (words: readonly string[]): Rule => [
  `one of ${words.join(", ")}`,
  (value) => typeof value === "string" && words.includes(value),
];
/** Whether it is there, only the table says. */
const isColumn = (value: unknown) => typeof value === "string" || typeof value === "number";
const columns: Rule = [
  'a list of columns, such as ["time", 3]',
  (value) => Array.isArray(value) && value.every(isColumn),
];
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const file: Rule = [
  "a file as { name, bytes }",
  (value) => {
    const { name, bytes } = (isObject(value) ? value : {}) as { name?: unknown; bytes?: unknown };
    return typeof name === "string" && (bytes instanceof ArrayBuffer || ArrayBuffer.isView(bytes));
  },
];

const RULES: Readonly<Record<string, Rule>> = {
  labelColumn: ["a column's name, its index from 0, or null for none", (value) => value === null || isColumn(value)],
  columns,
  drop: columns,
  text: oneOf(TEXT_POLICIES),
  dates: oneOf(DATE_POLICIES),
  header: ['true, false or "auto"', (value) => typeof value === "boolean" || value === "auto"],
  separator: [
    "one character that is in no number, such as a comma",
    (value) => typeof value === "string" && /^[^\w."\n\r]$/.test(value),
  ],
  decimal: oneOf(["auto", "point", "comma"]),
  encoding: oneOf(["auto", ...ENCODINGS]),
  limit: ["a positive whole number", (value) => Number.isInteger(value) && (value as number) > 0],
  labels: file,
  targets: file,
  array: ["the name of an array", (value) => typeof value === "string"],
  transpose: ["true or false", (value) => typeof value === "boolean"],
  // Which words are known, those say who read them.
  scale: ["a word", (value) => typeof value === "string"],
  missing: ["a word", (value) => typeof value === "string"],
  shape: [
    "the shape of a sample, such as [28, 28]",
    (value) =>
      Array.isArray(value) && value.length > 0 && value.every((length) => Number.isInteger(length) && length > 0),
  ],
  validationSplit: [
    "a share between 0 and 1, or { fraction, seed }",
    (value) => (typeof value === "number" && value > 0 && value < 1) || isObject(value),
  ],
};

/**
 * Refuses options of reading that are not known, or are what they may not be.
 * @param known names of those that are meant here
 * @throws {ArgumentError} that names the option
 */
export function checkReading(options: unknown, known: readonly string[] = Object.keys(RULES)): void {
  if (!isObject(options)) throw new ArgumentError("Options of reading data are given as an object.");
  for (const [name, value] of Object.entries(options as object)) {
    const rule = known.includes(name) ? RULES[name] : undefined;
    if (!rule)
      throw new ArgumentError(
        `Reading data has no option "${name}"; it takes ${known.join(", ")}.${meant(name, known)}`,
      );
    if (value === undefined || rule[1](value)) continue;
    throw new ArgumentError(`${name} must be ${rule[0]}; got ${shown(value)}.`);
  }
}
