import { FormatError } from "../errors.js";

/** How the bytes of a text stand for its characters, by the names of the Encoding Standard. */
export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
/** The name of an encoding. */
export type Encoding = (typeof ENCODINGS)[number];

/** How much of a text without a byte-order mark is looked at to see whether every other byte is 0. */
const LOOKED_AT = 1024;

/**
 * The text of a file. Without a word, its byte-order mark tells the encoding; else it is UTF-8 where it can be, and
 * windows-1252 (what spreadsheets of Western Europe write) where not.
 * @param name the file's name, for error messages
 * @throws {FormatError} for what is no text in the encoding
 */
export function decodeText(
  bytes: Uint8Array,
  name: string,
  encoding: Encoding | "auto" = "auto",
): { text: string; encoding: Encoding } {
  const told = encoding === "auto" ? markedEncoding(bytes) : encoding;
  const wide = told?.startsWith("utf-16") === true;
  const zero = wide ? -1 : bytes.indexOf(0);
  if (zero >= 0) {
    throw new FormatError(
      `${name} is not a text: byte ${zero} is 0. Give a table as CSV; a spreadsheet can export one.`,
    );
  }
  try {
    const sure = told ?? "utf-8";
    return { text: new TextDecoder(sure, { fatal: true }).decode(bytes), encoding: sure };
  } catch (cause) {
    if (told === undefined) return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
    throw new FormatError(`${name} is not a text in ${told}. Choose another encoding: ${ENCODINGS.join(", ")}.`, {
      cause,
    });
  }
}

/** What the first bytes say: a byte-order mark, or the zeros of UTF-16's second bytes. */
function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  const begin = bytes.subarray(0, LOOKED_AT);
  if (begin.length < 4 || bytes.length % 2 === 1 || !begin.includes(0)) return undefined;
  const zeros = (parity: number) => begin.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  const [even, odd] = [zeros(0), zeros(1)];
  if (even === 0 && odd > begin.length / 4) return "utf-16le";
  if (odd === 0 && even > begin.length / 4) return "utf-16be";
  return undefined;
}
