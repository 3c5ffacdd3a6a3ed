/**
 * Rewrites of a whole table's text, byte by byte: a regular expression that replaces each of millions of line ends or blanks keeps
 * a string for every piece between them.
 */

const [TAB, LINE_FEED, RETURN, BLANK, REMARK] = [9, 10, 13, 32, 35];

/** A text whose lines end with a line feed, whichever way they ended: `\r\n`, `\r` or `\n`. */
export function withLineFeeds(text: string): string {
  return rewritten(text, (bytes) => {
    let length = 0;
    for (let at = 0; at < bytes.length; at++) {
      const isReturn = bytes[at] === RETURN;
      bytes[length++] = isReturn ? LINE_FEED : (bytes[at] as number);
      if (isReturn && bytes[at + 1] === LINE_FEED) at++;
    }
    return length;
  });
}

/**
 * A text whose runs of blanks and tabs separate the fields, as one that single blanks separate; lines that begin with # are
 * remarks and left out. Lines end with a line feed.
 */
export function singleBlanks(text: string): string {
  return rewritten(text, (bytes) => {
    let length = 0;
    let beginsLine = true;
    let hasBlank = false;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (beginsLine && byte === REMARK && (at === 0 || bytes[at - 1] === LINE_FEED)) {
        while (at < bytes.length && bytes[at] !== LINE_FEED) at++;
      } else if (byte === BLANK || byte === TAB) {
        hasBlank = true;
      } else {
        // Blanks at the beginning and the end of a line separate nothing.
        if (hasBlank && !beginsLine && byte !== LINE_FEED) bytes[length++] = BLANK;
        bytes[length++] = byte;
        beginsLine = byte === LINE_FEED;
        hasBlank = false;
      }
    }
    return length;
  });
}

/** @param rewrite changes the bytes of the text in their place, into no more than they are, and says how many are left */
function rewritten(text: string, rewrite: (bytes: Uint8Array) => number): string {
  const bytes = new TextEncoder().encode(text);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, rewrite(bytes)));
}
