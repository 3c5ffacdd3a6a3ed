/** Lists and objects within each other: the deepest that is written here has nine. */
const DEEPEST = 32;
/** Objects, lists and texts: what a value of a few bytes makes of memory is bounded by their number. */
const MOST = 2 ** 20;

/**
 * The value of a JSON text that may be a stranger's. Stricter than `JSON.parse`: no object has a key twice, of which that keeps
 * the last one silently, so that two readers take one text for two things; no text has half of a surrogate pair; and depth and
 * number of its parts are bounded.
 * @param whole whether its numbers are all whole, written in digits alone: serde, which reads safetensors, takes no `3.0` for a
 *   length, nor `-0`
 * @throws {SyntaxError} that says what is wrong; nothing else, whatever the text
 */
export function parseJson(text: string, whole = false): unknown {
  /** For each open bracket: an object's keys so far, or nothing for a list. */
  const open: (Set<string> | undefined)[] = [];
  let parts = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (character === "{" || character === "[") {
      if (open.push(character === "{" ? new Set() : undefined) > DEEPEST) throw wrong("it is nested too deeply");
      parts++;
    } else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const start = i;
      let isEscaped = false;
      while (++i < text.length && text[i] !== '"') {
        if (text[i] !== "\\") continue;
        isEscaped = true;
        i++;
      }
      parts++;
      const keys = open.at(-1);
      const isOurs = keys !== undefined && isKey(text, i);
      if (!isEscaped && !isOurs) continue;
      const string = JSON.parse(text.slice(start, i + 1)) as string; // "\u0061" and "a" are the same key
      if (/\p{Surrogate}/u.test(string)) throw wrong("a text has half of a surrogate pair");
      if (!isOurs) continue;
      if (keys.has(string)) throw wrong(`the key ${JSON.stringify(string.slice(0, 60))} stands there twice`);
      keys.add(string);
    } else if (whole && (/[-+.E]/.test(character) || (character === "e" && /\d/.test(text[i - 1] ?? "")))) {
      throw wrong("a number is not written in digits alone");
    }
    if (parts > MOST) throw wrong(`it has more than ${MOST} parts`);
  }
  return JSON.parse(text);
}

const wrong = (what: string) => new SyntaxError(what);

/** True when a colon follows the string that ends at `end`. */
function isKey(text: string, end: number): boolean {
  let i = end + 1;
  while (text[i] === " " || text[i] === "\n" || text[i] === "\r" || text[i] === "\t") i++;
  return text[i] === ":";
}
