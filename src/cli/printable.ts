/**
 * Control characters but line ends and tabs, C1 controls, other ends of lines, and marks that turn the direction of what follows.
 */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** More than anyone reads of a complaint: a name in a file may be as long as the file. */
const MOST = 8000;

/**
 * Text from outside (names of files, columns, tensors and fields, bytes that an error quotes) as a terminal may show it: its
 * control characters as escapes, so that a file can't move the cursor, clear the screen or set the window's title.
 */
export function printable(text: string): string {
  return text.replace(CONTROLS, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
}

/** An event as a line of JSON: one that a terminal may show as well. Readers get the same characters back. */
export function jsonLine(event: object): string {
  // In JSON, all of these are within texts.
  return `${JSON.stringify(event).replace(CONTROLS, (character) => `\\u${hex(character.charCodeAt(0), 4)}`)}\n`;
}

/** What is wrong, for people: of one that quotes a whole file, the beginning and the end. */
export function complaint(text: string): string {
  const shown = text.length > MOST ? `${text.slice(0, MOST / 2)} … ${text.slice(-MOST / 2)}` : text;
  return printable(shown);
}

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, "0");
