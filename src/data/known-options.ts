import { ArgumentError, shown } from "../errors.js";

const plain = (name: unknown) => `${name}`.toLowerCase().replace(/[^a-z\d]/g, "");

/** `mse` of `meanSquaredError` and `mean_squared_error`. */
const initials = (name: string) => plain(name.match(/(?<=^|_)[a-z]|[A-Z]/g)?.join(""));

/** Whether all of a name's letters stand in a longer one, in their order and from its first on: `mse` in `meanSquaredError`. */
function shortens(name: string, longer: string): boolean {
  let at = 0;
  for (const letter of longer) if (letter === name[at]) at++;
  return at === name.length && name[0] === longer[0];
}

/**
 * Ends a message about a name that is not known, where one that is known is spelt like it: otherwise, as Keras's are, with
 * underscores, shorter or at more length.
 */
export function meant(name: unknown, known: readonly string[]): string {
  if (typeof name !== "string") return "";
  const given = plain(name);
  const like =
    known.find((other) => plain(other) === given) ??
    known.find((other) => initials(name) === plain(other)) ??
    known.find((other) => shortens(given, plain(other)) || shortens(plain(other), given));
  return given && like ? ` Did you mean ${like}?` : "";
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
