import { parseAst } from "vite";

/**
 * Minified code in lines of about `width` characters. When an error is not caught, Node shows the line that it was thrown in:
 * of a file in one line, all of it, and the message is lost behind. Nothing but line ends is added, and only behind a comma,
 * a semicolon or a brace, where JavaScript gives them no meaning.
 * @param {string} code an ES module
 */
export function inShortLines(code, width = 240) {
  const places = [...new Set(startsOf(parseAst(code)))]
    .filter((place) => /[,;{]/.test(code[place - 1] ?? ""))
    .sort((a, b) => a - b);
  const lines = [];
  let begin = 0;
  for (const [index, place] of places.entries()) {
    const next = places[index + 1] ?? code.length;
    if (next - Math.max(begin, code.lastIndexOf("\n", place - 1) + 1) <= width) continue;
    lines.push(code.slice(begin, place));
    begin = place;
  }
  return [...lines, code.slice(begin)].join("\n");
}

/**
 * Where the nodes of a syntax tree begin; text of a template, in which a line end would count, is none.
 * @param {unknown} node
 * @returns {Generator<number>}
 */
function* startsOf(node) {
  if (typeof node !== "object" || node === null) return;
  if ("type" in node && "start" in node && typeof node.start === "number" && node.type !== "TemplateElement")
    yield node.start;
  for (const child of Object.values(node)) yield* startsOf(child);
}
