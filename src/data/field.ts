/** What a field of a table holds. */

export type Decimal = "point" | "comma";

/** What stands for a missing value: as pandas reads them, and the question mark and dashes of older data sets. */
const MISSING = /^(|nan|-nan|na|<na>|n\/a|#n\/a|#na|null|none|nil|\?|-{1,3})$/i;
const INFINITE = /^([+-]?)inf(inity)?$/i;
const COMMA_NUMBER = /^[+-]?\d+,\d+(e[+-]?\d+)?$/i;
const WITH_DECIMALS = /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i;
/** ISO 8601: a date, or a date and a time of day. */
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?)?\s?(Z|[+-]\d{2}:?\d{2})?$/;

export const isMissing = (field: string) => MISSING.test(field.trim());

/** A number that has decimals behind a comma, and could be nothing else. */
export const hasDecimalComma = (field: string) => COMMA_NUMBER.test(field.trim());

/** A number that has decimals behind a point. */
export const hasDecimalPoint = (field: string) => WITH_DECIMALS.test(field.trim());

/** `1,000`, which is a thousand to some and one to others. */
export const isThousandsOrOne = (field: string) => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(field.trim());

/** The number that a field holds; NaN where it holds none, for a blank one too. */
export function numberIn(field: string, decimal: Decimal): number {
  const value = Number(field);
  if (value === 0 || !Number.isFinite(value)) return unusualNumber(field, value, decimal);
  // JavaScript reads more than a table means by a number: 0x10, 0b1, 0o7.
  return isPrefixed(field) || (decimal === "comma" && field.includes(".")) ? Number.NaN : value;
}

function unusualNumber(field: string, value: number, decimal: Decimal): number {
  const text = field.trim();
  if (value === 0) return text === "" || isPrefixed(field) ? Number.NaN : value;
  if (decimal === "comma" && COMMA_NUMBER.test(text)) return Number(text.replace(",", "."));
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  // Written out in digits, but past the largest number: an error later on, as for every value that is not finite.
  // Each digit belongs to one place of the pattern alone: a long field is looked through once.
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? value : Number.NaN;
}

function isPrefixed(field: string): boolean {
  const first = field.charCodeAt(0);
  if (first <= 32) return /^\s*0[xbo]/i.test(field);
  return first === 48 && /^0[xbo]/i.test(field);
}

/** Seconds since 1970 of an ISO 8601 date, in UTC unless it says otherwise; NaN for what is none. */
export function secondsIn(field: string): number {
  // Most texts are none: a look at two characters spares the search.
  const text = field.trim();
  if (text[4] !== "-" || text[7] !== "-") return Number.NaN;
  const found = DATE.exec(text);
  if (!found) return Number.NaN;
  const [, day = "", time = "00:00", fraction = "0", zone = "Z"] = found;
  // 31 February would be 2 March.
  const [year = 0, month = 0, dayOfMonth = 0] = day.split("-").map(Number);
  if (dayOfMonth > new Date(Date.UTC(year, month, 0)).getUTCDate()) return Number.NaN;
  const offset = zone.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2");
  // Dates of JavaScript know milliseconds; what is finer is added.
  return Date.parse(`${day}T${time}${offset}`) / 1000 + Number(`0.${fraction}`);
}
