import { sizeOf } from "../../index.js";
import { valueText } from "./sample-table.js";
import type { TableData } from "./table-columns.js";

/** How the values of one column are written. */
export interface ValueWriter {
  /** For the eye: to a ten-thousandth of the column's range; dates as dates. */
  readonly text: (value: number) => string;
  /** How far apart two values are. */
  readonly difference: (value: number) => string;
  /** For a file: all digits that a 32-bit float has of the range, or of the value where nothing was scaled. */
  readonly digits: (value: number) => string;
}

/** Decimal places that a ten-thousandth of the range takes, and what is left of a range in 32 bits. */
const [SHOWN, KEPT] = [4, 7];
const MOST_PLACES = 100;
/** Seconds that dates are rounded to; the smallest that 32-bit floats can tell apart. All of them divide a day. */
const STEPS = [0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 86_400];

/** For each value of a sample, how it is written; ranges are those of the training data, in the units of the file. */
export function valueWriters({ own, shape }: TableData): ValueWriter[] {
  const size = sizeOf(shape);
  const { ranges, table, scaling } = own?.preparation ?? {};
  const uses = table?.columns.flatMap(({ as, categories = [] }) =>
    as === "categories" ? categories.map(() => as) : as,
  );
  return Array.from({ length: size }, (_, place) => {
    const [low, high] = [ranges?.low[place], ranges?.high[place]];
    if (low === undefined || high === undefined) return { text: valueText, difference: valueText, digits: shortest };
    // What does not vary has the digits of its size.
    const range = high - low || Math.abs(high) || 1;
    const rounded = (digits: number) => (value: number) =>
      Number.isFinite(value) ? String(Number(value.toFixed(placesOf(range, digits)))) : "–";
    const shown = (value: number) => rounded(SHOWN)(value).replaceAll("-", "−");
    const digits = scaling?.method === "none" ? shortest : rounded(KEPT);
    if (uses?.[place] !== "seconds") return { text: shown, difference: shown, digits };
    const step = STEPS.find((each) => each >= Math.max(range * 1e-7, Math.min(1, range * 1e-4))) ?? 86_400;
    return {
      text: (value) => dateText(value, step) ?? shown(value),
      difference: (value) => `${shown(value)} s`,
      digits,
    };
  });
}

function placesOf(range: number, digits: number): number {
  return Math.min(MOST_PLACES, Math.max(0, Math.ceil(digits - Math.log10(range))));
}

/** Seconds since 1970 as ISO 8601 has them; nothing beyond its years. */
function dateText(seconds: number, step: number): string | undefined {
  const date = new Date(1000 * Math.round(seconds / step) * step);
  if (Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().replace(/T00:00:00\.000Z$|\.000Z$/, "");
}

/** As few digits as read back as the same 32-bit float. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
