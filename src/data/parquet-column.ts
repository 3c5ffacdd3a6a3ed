import type { ParquetParsers, SchemaElement } from "hyparquet";
import { DataError } from "../errors.js";
import { secondsIn } from "./field.js";
import { MOST_TEXTS, NO_TEXT, ONE_OF_TOO_MANY, type TableColumn } from "./table.js";

/** A value as hyparquet gives it, dates and times unconverted. */
export type Value = number | bigint | boolean | string | Uint8Array | null | undefined;

type Unit = "MILLIS" | "MICROS" | "NANOS";
const PER_SECOND: Readonly<Record<Unit, bigint>> = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n };
const DAY_SECONDS = 86_400n;

/** What a value of a column becomes: a number, or a text. */
type Convert = (value: Exclude<Value, null | undefined>) => number | string;

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const asIs = (value: unknown) => value;

/** Gathers the values of a column. */
export interface ColumnReader {
  /** How hyparquet reads its values: dates and times stay as the file has them, since what they mean is in the schema. */
  readonly parsers: Partial<ParquetParsers>;
  /** Takes the values of the rows from `from` on. */
  take(values: ArrayLike<Value>, from: number): void;
  column(): TableColumn;
}

/**
 * @param rows of the whole table
 * @throws {DataError} for a type that is neither number nor text; the message names the column
 */
export function columnReader(element: SchemaElement, rows: number, file: string): ColumnReader {
  const convert = converterOf(element, file);
  const dictionary = new Map<string, number>();
  let numbers: Float64Array | undefined;
  let codes: Int32Array | undefined;
  let dates = 0;
  const text = (bytes: Uint8Array | undefined) => {
    try {
      return bytes && UTF8.decode(bytes);
    } catch {
      throw refused(element, file, "bytes that are no text");
    }
  };
  return {
    parsers: {
      timestampFromMilliseconds: asIs,
      timestampFromMicroseconds: asIs,
      timestampFromNanoseconds: asIs,
      dateFromDays: asIs,
      stringFromBytes: text,
      jsonFromBytes: text,
    },
    take(values, from) {
      numbers ??= new Float64Array(rows).fill(Number.NaN);
      for (let index = 0; index < values.length; index++) {
        const value = values[index];
        if (value === null || value === undefined) continue;
        const converted = convert(value);
        if (typeof converted === "number") {
          numbers[from + index] = converted;
          continue;
        }
        const seconds = secondsIn(converted);
        if (!Number.isNaN(seconds)) {
          numbers[from + index] = seconds;
          dates++;
          continue;
        }
        let code = dictionary.get(converted);
        if (code === undefined) {
          code = dictionary.size < MOST_TEXTS ? dictionary.size : ONE_OF_TOO_MANY;
          if (code !== ONE_OF_TOO_MANY) dictionary.set(converted, code);
        }
        codes ??= new Int32Array(rows).fill(NO_TEXT);
        codes[from + index] = code;
      }
    },
    column: () => ({
      numbers: numbers ?? new Float64Array(rows).fill(Number.NaN),
      dates,
      ...(codes && { texts: { codes, dictionary: [...dictionary.keys()] } }),
    }),
  };
}

function converterOf(element: SchemaElement, file: string): Convert {
  const { type, converted_type: older, logical_type: logical } = element;
  const kind = logical?.type;
  if (kind === "TIMESTAMP") return timestamp(logical.unit, logical.isAdjustedToUTC);
  if (older === "TIMESTAMP_MILLIS") return timestamp("MILLIS", true);
  if (older === "TIMESTAMP_MICROS") return timestamp("MICROS", true);
  if (type === "INT96") return timestamp("NANOS", false);
  if (kind === "TIME") return (value) => timeOfDay(BigInt(value as bigint), logical.unit);
  if (older === "TIME_MILLIS") return (value) => timeOfDay(BigInt(value as number), "MILLIS");
  if (older === "TIME_MICROS") return (value) => timeOfDay(BigInt(value as bigint), "MICROS");
  if (older === "DATE" || kind === "DATE") return (value) => calendarDay(Number(value));
  switch (type) {
    case "BOOLEAN":
    case "INT32":
    case "INT64":
    case "FLOAT":
    case "DOUBLE":
      return Number;
    case "BYTE_ARRAY":
    case "FIXED_LEN_BYTE_ARRAY":
      if (older === "DECIMAL" || kind === "FLOAT16") return Number;
      if (kind === "UUID" || older === "UTF8" || kind === "STRING") return String;
      if (older === "ENUM" || kind === "ENUM" || older === "JSON" || kind === "JSON") return String;
      // Older writers don't say that their bytes are text; where they are none, decoding them is an error.
      if (type === "BYTE_ARRAY" && kind === undefined && older === undefined) return String;
  }
  throw refused(element, file, `values of type ${kind ?? older ?? type}`);
}

function refused({ name }: SchemaElement, file: string, what: string): DataError {
  return new DataError(
    `${file} has ${what} in column ${JSON.stringify(name)}, which cannot be read. Numbers, booleans, texts, dates and times ` +
      "can: convert the column, or leave it out.",
  );
}

function timestamp(unit: Unit, utc: boolean): Convert {
  return (value) => {
    const count = BigInt(value as bigint);
    const seconds = floorDivide(count, PER_SECOND[unit]);
    const days = floorDivide(seconds, DAY_SECONDS);
    const time = timeOfDay(count - days * DAY_SECONDS * PER_SECOND[unit], unit);
    return `${calendarDay(Number(days))}T${time}${utc ? "Z" : ""}`;
  };
}

/** `2026-11-26`, by days since 1970. */
function calendarDay(days: number): string {
  const date = new Date(days * 86_400_000);
  if (Number.isNaN(date.getTime())) throw new Error(`a date ${days} days from 1970`);
  return date.toISOString().replace(/T.*/, "");
}

/** `13:05:00`, with as many digits after the seconds as it takes, by three. */
function timeOfDay(count: bigint, unit: Unit): string {
  const perSecond = PER_SECOND[unit];
  const seconds = Number(count / perSecond);
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.floor(part)).padStart(2, "0"),
  );
  const digits = String(perSecond + (count % perSecond))
    .slice(1)
    .replace(/(000)+$/, "");
  return clock.join(":") + (digits && `.${digits}`);
}

function floorDivide(a: bigint, b: bigint): bigint {
  return a / b - (a % b < 0n ? 1n : 0n);
}
