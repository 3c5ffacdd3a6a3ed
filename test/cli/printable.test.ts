import { expect, test } from "vitest";
import { printable } from "../../src/cli/printable.js";

test("control characters become escapes; everything else stays", () => {
  expect(printable("\u001b]0;title\u0007\u001b[2J")).toBe("\\x1b]0;title\\x07\\x1b[2J");
  expect(printable("a\r\u0000\u007f\u009b31m")).toBe("a\\x0d\\x00\\x7f\\x9b31m");
  expect(printable("\u202egnp.exe\u2066")).toBe("\\u202egnp.exe\\u2066");
  const harmless = "Köln → 漢字 🙂\n\ttab, “quotes” \\x1b";
  expect(printable(harmless)).toBe(harmless);
});
