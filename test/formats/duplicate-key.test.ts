import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duplicateKey } from "../../src/formats/duplicate-key.js";

describe("duplicateKey", () => {
  test.each([
    ['{"a":1,"a":2}', "a"],
    ['{ "a" : 1 , "b" : 2 ,\n"a"\t: 3 }', "a"],
    ['{"x":{"k":1,"k":2}}', "k"],
    ['[{"k":1},{"j":[{"i":0,"i":0}]}]', "i"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['{"\\"":1,"\\"":2}', '"'],
    ['{"":1,"":2}', ""],
    ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ])("finds it in %s", (json, key) => {
    expect(duplicateKey(json)).toBe(key);
  });

  test.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '{"a":"a","b":"a"}',
    '["a","a",{"a":["a","a"]}]',
    '{"a":"}{\\"a\\":","b":"\\\\"}',
  ])("finds none in %s", (json) => {
    expect(duplicateKey(json)).toBeUndefined();
  });

  test("finds none in anything that JSON.stringify writes", () => {
    fc.assert(fc.property(fc.json(), (json) => duplicateKey(JSON.stringify(JSON.parse(json))) === undefined));
  });
});
