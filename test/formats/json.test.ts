import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../../src/formats/json.js";

describe("a key that an object has twice", () => {
  test.each([
    ['{"a":1,"a":2}', "a"],
    ['{ "a" : 1 , "b" : 2 ,\n"a"\t: 3 }', "a"],
    ['{"x":{"k":1,"k":2}}', "k"],
    ['[{"k":1},{"j":[{"i":0,"i":0}]}]', "i"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['{"\\"":1,"\\"":2}', '"'],
    ['{"":1,"":2}', ""],
    ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ])("is refused in %s", (json, key) => {
    expect(() => parseJson(json)).toThrow(new SyntaxError(`the key ${JSON.stringify(key)} stands there twice`));
  });

  test.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '{"a":"a","b":"a"}',
    '["a","a",{"a":["a","a"]}]',
    '{"a":"}{\\"a\\":","b":"\\\\"}',
  ])("is none in %s", (json) => {
    expect(parseJson(json)).toEqual(JSON.parse(json));
  });
});

test("anything that JSON.stringify writes of well-formed texts is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const json = JSON.stringify(value);
      expect(parseJson(json)).toEqual(JSON.parse(json));
    }),
  );
});

test("whatever the text, nothing but a SyntaxError is thrown", () => {
  const tokens = fc.constantFrom(...'{}[],:"\\ ', '"a"', "1", "-0", "1e3", "true", "null", "\\ud800", "\\u", "\n", "é");
  const texts = fc.array(tokens, { maxLength: 40 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(texts, fc.string({ unit: "binary" }), fc.json()), fc.boolean(), (text, whole) => {
      let read: unknown;
      try {
        read = parseJson(text, whole);
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        return;
      }
      expect(read).toEqual(JSON.parse(text));
    }),
    { numRuns: 2000 },
  );
});

test.each(['"\\ud800"', '{"\\udc00":1}', '["\\ud83d\\ud83d\\ude00"]'])(
  "half of a surrogate pair is refused: %s",
  (json) => {
    expect(() => parseJson(json)).toThrow("half of a surrogate pair");
  },
);

test("a whole pair, and a backslash before what is no escape, are not", () => {
  expect(parseJson('["\\ud83d\\ude00", "\\\\ud800"]')).toEqual(["😀", "\\ud800"]);
});

test.each(["-0", "3.0", "1e2", "1E2", "-1", "[1, 2.5]"])("of whole numbers, %s is none", (json) => {
  expect(() => parseJson(json, true)).toThrow("not written in digits alone");
  expect(parseJson(json)).toEqual(JSON.parse(json));
});

test("whole numbers, and words with an e, are read", () => {
  expect(parseJson('{"a": [0, 18, true, false, null], "e-1.5": "-3.0"}', true)).toEqual({
    a: [0, 18, true, false, null],
    "e-1.5": "-3.0",
  });
});

test("depth and number of parts are bounded", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(parseJson(nested(32))).toEqual(JSON.parse(nested(32)));
  expect(() => parseJson(nested(33))).toThrow("nested too deeply");
  expect(() => parseJson(nested(1_000_000))).toThrow("nested too deeply");
  expect(() => parseJson('{"a":'.repeat(200_000))).toThrow("nested too deeply");
  expect(() => parseJson(`[${"{},".repeat(2 ** 20)}0]`)).toThrow("more than 1048576 parts");
  // Numbers are as many as a table has columns.
  expect(parseJson(`[${"0,".repeat(2 ** 21)}0]`)).toHaveLength(2 ** 21 + 1);
  expect(() => parseJson(`[${"0,".repeat(2 ** 22 + 1)}0]`)).toThrow("more than 4194304 items");
});

test("a case that was taken: a model file with the same field twice", () => {
  expect(() => parseJson('{"input":4,"input":5,"encoder":[]}')).toThrow('the key "input" stands there twice');
  expect(readFileSync(new URL("../../src/cli/model.ts", import.meta.url), "utf8")).not.toContain("JSON.parse(");
});
