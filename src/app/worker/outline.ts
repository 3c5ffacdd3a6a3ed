import type { Content, Encoding, TableContent } from "../../data.js";
import type { Reading } from "../state/reading.js";
import type { FoundColumn, Outline, Written } from "./protocol.js";

/** More columns are no list to choose from. */
const MOST_COLUMNS = 1000;
const LONGEST_EXAMPLE = 24;

/**
 * What there is to choose about files.
 * @param files names of all that hold samples
 */
export function outlineOf(content: Content, files: readonly string[]): Outline {
  return { kind: content.kind, files, columns: content.kind === "table" ? columnsOf(content) : [] };
}

const ENCODINGS: readonly Encoding[] = ["utf-16le", "utf-16be", "windows-1252"];
const SEPARATORS: Readonly<Record<string, string>> = { semicolons: ";", tabs: "\t", bars: "|", blanks: " " };

/** How a table is written, for programs that read it again. */
export function writtenAs({ table: { names, remarks } }: TableContent, { separator, encoding }: Reading): Written {
  const [, named = ""] = /separated by (.+)/.exec(remarks.join("\n")) ?? [];
  return {
    header: names !== undefined,
    separator: separator === "auto" ? (SEPARATORS[named] ?? ",") : separator,
    decimal: remarks.includes("decimal commas") ? "comma" : "point",
    encoding: encoding === "auto" ? (ENCODINGS.find((name) => remarks.includes(name)) ?? "utf-8") : encoding,
  };
}

/** What the columns of a table are called: by their names, or by their places from 1. */
export function namesOf({ table: { names, columns } }: TableContent): string[] {
  return columns.map((_, place) => names?.[place] || `column ${place + 1}`);
}

function columnsOf(content: TableContent): FoundColumn[] {
  const { columns } = content.table;
  const names = namesOf(content);
  return columns.slice(0, MOST_COLUMNS).map(({ numbers, texts, dates }, place) => {
    const text = texts?.dictionary[texts.codes[0] ?? -1];
    const number = numbers[0] ?? Number.NaN;
    const shown = text ?? (Number.isNaN(number) ? "" : dates > 0 ? dateText(number) : String(number));
    return {
      name: names[place] ?? "",
      holds: texts ? "texts" : dates > 0 ? "dates" : "numbers",
      example: shown.length > LONGEST_EXAMPLE ? `${shown.slice(0, LONGEST_EXAMPLE)}…` : shown,
    };
  });
}

const dateText = (seconds: number) => new Date(1000 * seconds).toISOString().replace(/T00:00:00\.000Z$|\.000Z$/, "");
