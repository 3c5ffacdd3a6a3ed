import { ArgumentError, shown } from "../errors.js";

const plain = (name: string) => name.toLowerCase().replace(/[^a-z\d]/g, "");

/** Without what makes no other thing of it: `epoch` of `epochs`, `input` of `inputShape`, `train` of `training`. */
const stem = (name: string) => plain(name).replace(/(?<=.)(?:s|shape|dim|divergence)$|ing(?=\d|$)/g, "");

/** A name's words, in small letters. Keras writes cross-entropy as one, and shortens it as two. */
const wordsOf = (name: string) => name.split(/[^A-Za-z\d]+|(?=[A-Z])|(?=entropy)/).map(plain);

/** `mse` of `meanSquaredError` and `mean_squared_error`. */
const initials = (name: string) =>
  wordsOf(name)
    .map((word) => word[0])
    .join("");

/** Whether a name is the beginnings of words, one after the other, perhaps of the first ones only: `valdata`, `acc`. */
const abbreviates = (given: string, [word, ...more]: readonly string[]): boolean =>
  given === "" ||
  (word !== undefined &&
    [...word].some((_, at) => given.startsWith(word.slice(0, at + 1)) && abbreviates(given.slice(at + 1), more)));

/** Whether a single letter of a name is missing, not its first: ELU is no slip for ReLU. */
const lacksLetter = (given: string, name: string) =>
  [...name].some((_, at) => at > 0 && name.slice(0, at) + name.slice(at + 1) === given);

/**
 * Ends a message about a name that is not known, where one that is known is spelt like it: otherwise, as Keras's are, with
 * underscores, or shortened. A wrong guess is worse than none: several that are as like give none, and what is longer is mostly
 * another thing, as `relu6`, `adamax`, `median` and `mape` are.
 */
export function meant(name: unknown, known: readonly string[]): string {
  if (typeof name !== "string") return "";
  const given = plain(name);
  const rules = [
    (other: string) => stem(other) === stem(name),
    (other: string) => given.length > 1 && (initials(name) === plain(other) || initials(other) === given),
    (other: string) => given.length > 2 && (lacksLetter(given, plain(other)) || abbreviates(given, wordsOf(other))),
  ];
  const alike = given && rules.map((rule) => known.filter(rule)).find(({ length }) => length === 1);
  return alike ? ` Did you mean ${alike[0]}?` : "";
}

/** @throws {ArgumentError} unless a word is one of those that are known; `what` begins the message: "Unknown loss" */
export function checkWord<Word extends string>(
  what: string,
  word: unknown,
  known: readonly Word[],
): asserts word is Word {
  if (known.includes(word as Word)) return;
  throw new ArgumentError(`${what} ${shown(word)}; known: ${known.join(", ")}.${meant(word, known)}`);
}

/** @throws {ArgumentError} unless what `what` takes as options is an object: not a word, a number, an array or values */
export function checkObject(what: string, options: unknown, example: string): void {
  if (typeof options === "object" && options && !Array.isArray(options) && !ArrayBuffer.isView(options)) return;
  throw new ArgumentError(`${what} takes its options as an object, such as { ${example}: … }; got ${shown(options)}.`);
}

/** @throws {ArgumentError} when an object has properties that are not known */
export function checkNames(
  what: string,
  given: object,
  known: readonly string[],
  [noun, verb] = ["field", "has"],
): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ArgumentError(
    `${what} has no ${noun} "${unknown}"; it ${verb} ${known.join(", ") || "none"}.${meant(unknown, known)}`,
  );
}

/** @throws {ArgumentError} unless `options`, of the function `what`, is an object with `known` properties only */
export function checkOptions(what: string, options: object, known: readonly string[]): void {
  checkObject(what, options, `${known[0]}`);
  checkNames(what, options, known, ["option", "takes"]);
}
