/** Lists and objects within each other: the deepest that is written here has nine. */
const DEEPEST = 32;
/** Objects, lists and texts: what a value of a few bytes makes of memory is bounded by their number. */
const MOST = 2 ** 20;
/** Items of all lists and objects: numbers may be several for each column of a table. */
const MOST_ITEMS = 2 ** 22;

/**
 * The value of a JSON text that may be a stranger's. Stricter than `JSON.parse`: no object has a key twice, of which that keeps
 * the last one silently, so that two readers take one text for two things; no text has half of a surrogate pair; and depth and
 * number of its parts are bounded.
 * @param whole whether its numbers are all whole, written in digits alone: serde, which reads safetensors, takes no `3.0` for a
 *   length, nor `-0`
 * @param most how many objects, lists and texts it may have
 * @throws {SyntaxError} that says what is wrong; nothing else, whatever the text
 */
export function parseJson(text: string, whole = false, most = MOST): unknown {
  /** For each open bracket: an object's keys so far, or nothing for a list. */
  const open: (Set<string> | undefined)[] = [];
  // Brackets, what is between items, the beginnings of texts, and what only numbers that are not whole have.
  const marks = whole ? /[{}[\]",+.E-]|e\d/g : /[{}[\]",]/g;
  for (let parts = 0, items = 0; ; ) {
    const mark = marks.exec(text)?.[0];
    if (mark === undefined) return JSON.parse(text);
    if (mark === "}" || mark === "]") {
      open.pop();
      continue;
    }
    if (mark === ",") {
      if (++items > Math.max(MOST_ITEMS, most)) throw wrong(`it has more than ${MOST_ITEMS} items`);
      continue;
    }
    if (++parts > most) throw wrong(`it has more than ${most} parts`);
    if (mark === "{" || mark === "[") {
      if (open.push(mark === "{" ? new Set() : undefined) > DEEPEST) throw wrong("it is nested too deeply");
    } else if (mark === '"') {
      const begin = marks.lastIndex;
      const end = endOfText(text, begin);
      marks.lastIndex = end;
      const keys = open.at(-1);
      const isKey = keys && isBeforeColon(text, end);
      if (!isKey && !text.slice(begin, end).includes("\\")) continue;
      const string = JSON.parse(text.slice(begin - 1, end)) as string; // "\u0061" and "a" are the same key
      if (/\p{Surrogate}/u.test(string)) throw wrong("a text has half of a surrogate pair");
      if (!isKey) continue;
      if (keys.has(string)) throw wrong(`the key ${JSON.stringify(string.slice(0, 60))} stands there twice`);
      keys.add(string);
    } else throw wrong("a number is not written in digits alone");
  }
}

const wrong = (what: string) => new SyntaxError(what);

/** Where a text ends that begins at `begin`, behind its opening quote: behind its closing one. */
function endOfText(text: string, begin: number): number {
  for (let at = begin; ; at++) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    let slash = at;
    while (text[slash - 1] === "\\" && slash > begin) slash--;
    if ((at - slash) % 2 === 0) return at + 1;
  }
}

function isBeforeColon(text: string, at: number): boolean {
  while (text.charCodeAt(at) <= 32) at++;
  return text[at] === ":";
}
