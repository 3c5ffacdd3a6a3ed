import { describe, expect, test } from "vitest";
import { arrayFromIdx, transposePictures } from "../../src/data/idx-array.js";
import { FormatError, ShapeError } from "../../src/errors.js";
import { idxFile, idxHeader } from "./idx-file.js";

function file(type: number, shape: readonly number[], values: readonly number[]): Uint8Array {
  return Uint8Array.from([...idxHeader(shape, type), ...values]);
}

describe("arrayFromIdx", () => {
  test.each([
    ["unsigned bytes", 0x08, [0, 255], { type: "u1", data: Uint8Array.of(0, 255) }],
    ["signed bytes", 0x09, [0x80, 0x7f], { type: "i1", data: Float32Array.of(-128, 127) }],
    ["16-bit integers", 0x0b, [0x80, 0, 1, 2], { type: "i2", data: Float32Array.of(-32768, 258) }],
    [
      "32-bit integers",
      0x0c,
      [0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff],
      { type: "i4", data: Float64Array.of(-(2 ** 31), 2 ** 31 - 1) },
    ],
    [
      "32-bit floats",
      0x0d,
      [0x3f, 0xc0, 0, 0, 0x7f, 0xc0, 0, 0],
      { type: "f4", data: Float32Array.of(1.5, Number.NaN) },
    ],
    [
      "64-bit floats",
      0x0e,
      [0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a, 0xff, 0xf0, 0, 0, 0, 0, 0, 0],
      { type: "f8", data: Float64Array.of(0.1, Number.NEGATIVE_INFINITY) },
    ],
  ])("reads %s", (_, type, values, expected) => {
    expect(arrayFromIdx(file(type, [1, 2], values), "a.idx")).toEqual({ shape: [1, 2], ...expected });
  });

  test("unsigned bytes are a view of the file; other values may begin anywhere", () => {
    const bytes = idxFile([2], [1, 2]);
    expect(arrayFromIdx(bytes, "a").data.buffer).toBe(bytes.buffer);
    const larger = Uint8Array.from([9, ...file(0x0b, [1], [1, 0])]);
    expect([...arrayFromIdx(larger.subarray(1), "a").data]).toEqual([256]);
  });

  test.each([
    [file(0x0e, [1], [0, 0, 0]), "a.idx is cut short: its header promises 1 × 8 = 8 bytes of data, the file holds 3."],
    [
      file(0x0b, [1], [0, 0, 0]),
      "a.idx has 1 bytes after its data: its header promises 1 × 2 = 2 bytes, the file holds 3.",
    ],
    [file(0x0a, [1], [0]), "a.idx is not an IDX file: it begins with 00 00 0a 01"],
  ])("refuses what has another length or type (%#)", (bytes, message) => {
    expect(() => arrayFromIdx(bytes, "a.idx")).toThrow(FormatError);
    expect(() => arrayFromIdx(bytes, "a.idx")).toThrow(message);
  });
});

describe("transposePictures", () => {
  test("exchanges height and width", () => {
    const array = { shape: [2, 2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16), type: "u1" };
    expect(transposePictures(array, "a")).toEqual({
      shape: [2, 3, 2],
      data: Uint8Array.of(1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16),
      type: "u1",
    });
    expect(array.data[1]).toBe(2);
    expect(transposePictures(transposePictures(array, "a"), "a")).toEqual(array);
  });

  test("keeps the channels of a pixel together, and the precision", () => {
    const array = { shape: [1, 1, 2, 2], data: Float64Array.of(0.1, 0.2, 0.3, 0.4), type: "f8" };
    expect(transposePictures(array, "a")).toEqual({ ...array, shape: [1, 2, 1, 2] });
  });

  test("refuses what holds no pictures", () => {
    const rows = { shape: [2, 3], data: new Uint8Array(6), type: "u1" };
    expect(() => transposePictures(rows, "a.idx")).toThrow(
      new ShapeError(
        "a.idx holds 2 × 3 values, where pictures to transpose are count × height × width. Leave the option out.",
      ),
    );
  });
});
