import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { singleBlanks, withLineFeeds } from "../../src/data/blanks.js";

const text = fc
  .array(fc.constantFrom(" ", "\t", "\n", "\r", "#", "a", "1", "é", "\ufeff", "😀"), { maxLength: 40 })
  .map((parts) => parts.join(""));

describe("withLineFeeds", () => {
  it("is what a regular expression makes of any text", () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(withLineFeeds(given)).toBe(given.replace(/\r\n?/g, "\n"));
      }),
    );
  });
});

describe("singleBlanks", () => {
  it("is what regular expressions make of any text", () => {
    const lines = text.map((given) => given.replaceAll("\r", ""));
    const slowly = (given: string) =>
      given
        .replace(/^#.*\n?/gm, "")
        .replace(/[ \t]+/g, " ")
        .replace(/^ | $/gm, "");
    fc.assert(
      fc.property(lines, (given) => {
        expect(singleBlanks(given)).toBe(slowly(given));
      }),
    );
  });
});
