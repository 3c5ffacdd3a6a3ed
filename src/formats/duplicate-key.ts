/**
 * The first key that some object of a JSON text has twice, or `undefined`. `JSON.parse` keeps the last one silently,
 * and then two readers may take the same file for two different things.
 * @param json text that `JSON.parse` accepts.
 */
export function duplicateKey(json: string): string | undefined {
  /** For each open bracket: an object's keys so far, or nothing for an array. */
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === "{") open.push(new Set());
    else if (character === "[") open.push(undefined);
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const start = i;
      i = endOfString(json, start);
      const keys = open.at(-1);
      if (!keys || !isKey(json, i)) continue;
      const key = JSON.parse(json.slice(start, i + 1)) as string; // "\u0061" and "a" are the same key
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

/** Index of the quote that closes the string whose opening quote is at `start`. */
function endOfString(json: string, start: number): number {
  let i = start + 1;
  while (json[i] !== '"') i += json[i] === "\\" ? 2 : 1;
  return i;
}

/** True when a colon follows the string that ends at `end`. */
function isKey(json: string, end: number): boolean {
  let i = end + 1;
  while (json[i] === " " || json[i] === "\n" || json[i] === "\r" || json[i] === "\t") i++;
  return json[i] === ":";
}
