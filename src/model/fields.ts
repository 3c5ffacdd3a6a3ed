import { checkNames, meant } from "../data/known-options.js";
import { ArgumentError, shown } from "../errors.js";

/**
 * One field of something that a user writes, in code or in a JSON file: what it may be, and what it is when left out.
 */
export interface Field<T> {
  /** Ends the sentence "units must be …". */
  readonly rule: string;
  /** Those that it may be, where it is one of some. */
  readonly words?: readonly string[];
  /** The value in its stored form, or `undefined` when it breaks the rule. */
  readonly read: (value: unknown) => T | undefined;
  /** Whether it may be left out. */
  readonly optional: boolean;
  /** Its value when left out; without one, it then stays out. */
  readonly fallback?: T;
}

/** A field for each property of `Value` but its type. */
export type Fields<Value> = { readonly [Name in keyof Omit<Value, "type">]-?: Field<NonNullable<Value[Name]>> };

/**
 * Reads fields by their rules: fills in what was left out, and refuses what is wrong or unknown.
 * @param where begins the error: `encoder[0]`
 * @param what names the thing with its article: `a dense layer`
 * @throws {ArgumentError} that names the field
 */
export function readFields<Value extends object>(
  given: Readonly<Record<string, unknown>>,
  fields: Fields<Value>,
  where: string,
  what: string,
): Omit<Value, "type"> {
  const known = Object.entries(fields) as [string, Field<unknown>][];
  const { type: _, ...others } = given;
  checkNames(`${where}: ${what}`, others, Object.keys(fields));
  const values: Record<string, unknown> = {};
  for (const [name, { rule, words = [], read, optional, fallback }] of known) {
    const value = given[name];
    if (value === undefined && optional) {
      if (fallback !== undefined) values[name] = fallback;
      continue;
    }
    const stored = read(value);
    if (stored === undefined)
      throw new ArgumentError(`${where}: ${name} must be ${rule}; got ${shown(value)}.${meant(value, words)}`);
    values[name] = stored;
  }
  return values as Omit<Value, "type">;
}

// What these make is plain data: a bundler may leave out the fields of layers that nobody uses.

/** The field, which may be left out, and is then `fallback` (or, without one, not there). */
/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(field: Field<T>, fallback?: T): Field<T> {
  return { ...field, optional: true, ...(fallback !== undefined && { fallback }) };
}

/* @__NO_SIDE_EFFECTS__ */
function field<T>(rule: string, read: (value: unknown) => T | undefined): Field<T> {
  return { rule, read, optional: false };
}

/** Lengths, sizes and strides reach the GPU as 32-bit integers, which must hold sums of two of them. */
export const isPositiveInteger = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31;

const WHOLE = "a positive integer below 2^31";

export const positiveInteger = field(WHOLE, (value) => (isPositiveInteger(value) ? value : undefined));

export const flag = field("true or false", (value) => (typeof value === "boolean" ? value : undefined));

/** A finite number for which `holds`; `rule` says which. */
/* @__NO_SIDE_EFFECTS__ */
export function numberThat(rule: string, holds: (value: number) => boolean): Field<number> {
  return field(rule, (value) =>
    typeof value === "number" && Number.isFinite(value) && holds(value) ? value : undefined,
  );
}

/** Height and width, written as one number when they are the same. */
export const heightAndWidth = field(`${WHOLE}, or [height, width] of two`, (value) => {
  if (isPositiveInteger(value)) return [value, value] as const;
  if (!Array.isArray(value) || value.length !== 2 || !value.every(isPositiveInteger)) return undefined;
  return [value[0], value[1]] as readonly [number, number];
});

/** As many as NumPy has. */
export const MOST_AXES = 64;

/** The shape of a sample; one axis may be −1: whatever is left. */
export const shape = field(
  `a list of at most ${MOST_AXES} positive integers below 2^31, of which one may be -1`,
  (value) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > MOST_AXES) return undefined;
    const open = value.filter((length) => length === -1).length;
    return open <= 1 && value.every((length) => length === -1 || isPositiveInteger(length))
      ? (value as readonly number[])
      : undefined;
  },
);

/** Two numbers, the first below the second. */
export const range = field("[low, high] with low below high", (value) => {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite)) return undefined;
  const [low, high] = value as [number, number];
  return low < high ? ([low, high] as const) : undefined;
});

/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const T extends string>(values: readonly T[]): Field<T> {
  const known = field(`one of ${values.join(", ")}`, (value) => values.find((word) => word === value));
  return { ...known, words: values };
}

/** An object with fields of its own. */
/* @__NO_SIDE_EFFECTS__ */
export function group<Value extends object>(what: string, fields: Fields<Value>): Field<Omit<Value, "type">> {
  const names = Object.keys(fields).join(", ");
  return field(`an object with ${names}`, (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return readFields(value as Record<string, unknown>, fields, what, what);
  });
}
