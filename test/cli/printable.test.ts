import { expect, test } from "vitest";
import { complaint, jsonLine, printable } from "../../src/cli/printable.js";

test("control characters become escapes; everything else stays", () => {
  expect(printable("\u001b]0;title\u0007\u001b[2J")).toBe("\\x1b]0;title\\x07\\x1b[2J");
  expect(printable("a\r\u0000\u007f\u009b31m")).toBe("a\\x0d\\x00\\x7f\\x9b31m");
  expect(printable("\u202egnp.exe\u2066")).toBe("\\u202egnp.exe\\u2066");
  expect(printable("a\u2028b\u200f\u061c\u2029")).toBe("a\\u2028b\\u200f\\u061c\\u2029");
  const harmless = "Köln → 漢字 🙂\n\ttab, “quotes” \\x1b";
  expect(printable(harmless)).toBe(harmless);
});

test("a line of JSON shows none of them either, and is read back as it was", () => {
  const event = { event: "error", "\u009b31m": "\u001b[2J\u007f\u0085\u2028\u202e", list: ["\u0000", 1, "Köln\n"] };
  const line = jsonLine(event);
  expect(JSON.parse(line)).toEqual(event);
  expect(line).toBe(`${printable(line.trimEnd())}\n`);
  expect(line).toContain("Köln\\n");
});

test("a complaint that quotes a whole file keeps its beginning and its end", () => {
  const shown = complaint(`DataError: "${"x".repeat(10_000_000)}\u001b" is no name. Give one.`);
  expect(shown.length).toBeLessThan(10_000);
  expect(shown).toMatch(/^DataError: "xxx.*xxx … xxx.*\\x1b" is no name\. Give one\.$/);
  expect(complaint("short")).toBe("short");
});
