import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../src/errors.js";
import { fieldsOf, MessageWriter } from "../../src/formats/protobuf.js";

const only = (bytes: Uint8Array) => {
  const [field, ...more] = fieldsOf(bytes, "a.bin");
  if (!field || more.length > 0) throw new Error("not one field");
  return field;
};

describe("protobuf", () => {
  test("has the bytes of the documentation's examples", () => {
    expect([...new MessageWriter().int(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
    expect([...new MessageWriter().text(2, "testing").finish()]).toEqual([
      0x12,
      7,
      ...new TextEncoder().encode("testing"),
    ]);
    expect([...new MessageWriter().message(3, new MessageWriter().int(1, 150)).finish()]).toEqual([
      0x1a, 3, 8, 0x96, 1,
    ]);
    expect([...new MessageWriter().int(1, -2).finish()]).toEqual([8, 0xfe, ...Array(8).fill(0xff), 1]);
    expect(only(Uint8Array.of(0x32, 6, 3, 0x8e, 2, 0x9e, 0xa7, 5)).ints()).toEqual([3, 270, 86942]);
  });

  test("what is written is read", () => {
    const number = fc.integer({ min: 1, max: 2 ** 29 - 1 });
    fc.assert(
      fc.property(
        number,
        fc.maxSafeInteger(),
        fc.float({ noNaN: true }),
        fc.string({ unit: "grapheme" }),
        (at, int, float, text) => {
          expect(only(new MessageWriter().int(at, int).finish()).int()).toBe(int);
          expect(only(new MessageWriter().float(at, float).finish()).float()).toBe(float);
          const field = only(new MessageWriter().text(at, text).finish());
          expect([field.number, field.text()]).toEqual([at, text]);
        },
      ),
    );
  });

  test.each([
    ["a length beyond the end", [0x12, 200, 1, 65]],
    ["a length of 64 bits", [0x12, ...Array(9).fill(0xff), 1]],
    ["a number without an end", [8, 0x80, 0x80]],
    ["a number of eleven bytes", [8, ...Array(10).fill(0x80), 1]],
    ["a group", [0x0b, 0x0c]],
    ["the field 0", [0, 1]],
    ["half of a float", [0x0d, 0, 0]],
  ])("%s is refused", (_, bytes) => {
    expect(() => [...fieldsOf(Uint8Array.from(bytes), "a.bin")]).toThrow(FormatError);
    expect(() => [...fieldsOf(Uint8Array.from(bytes), "a.bin")]).toThrow("a.bin is damaged");
  });

  test("a field read as what it is not is refused", () => {
    const text = only(Uint8Array.of(0x12, 1, 0xff));
    expect(() => text.int()).toThrow("field 2 is not a whole number");
    expect(() => text.float()).toThrow("field 2 is not a 32-bit float");
    expect(() => text.text()).toThrow("field 2 is not UTF-8");
    expect(() => text.floats()).toThrow("field 2 is not 32-bit floats");
    expect(() => only(Uint8Array.of(8, 1)).bytes()).toThrow("field 1 is not bytes");
  });
});
