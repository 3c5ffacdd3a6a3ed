import { ArgumentError, shown } from "../errors.js";

const plain = (name: string) => name.toLowerCase().replaceAll("_", "");

/** Ends a message about a name that is not known, where one that is known is spelt like it, as Keras's are: with underscores. */
export function meant(name: string, known: readonly string[]): string {
  const like = known.find((other) => plain(other) === plain(name));
  return like ? ` Did you mean ${like}?` : "";
}

/** @throws {ArgumentError} unless what `what` takes as options is an object: not a word, a number, an array or values */
export function checkObject(what: string, options: unknown, example: string): void {
  if (typeof options === "object" && options && !Array.isArray(options) && !ArrayBuffer.isView(options)) return;
  throw new ArgumentError(
    `${what} takes its options as an object, such as { ${example}: … }; got ${ArrayBuffer.isView(options) ? "values" : shown(options)}.`,
  );
}

/** @throws {ArgumentError} unless `options`, of the function `what`, is an object with `known` properties only */
export function checkOptions(what: string, options: object, known: readonly string[]): void {
  checkObject(what, options, `${known[0]}`);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ArgumentError(`${what} has no option "${unknown}"; it takes ${known.join(", ")}.${meant(unknown, known)}`);
}
