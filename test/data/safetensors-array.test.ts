import { describe, expect, test } from "vitest";
import { arrayFromSafetensors } from "../../src/data/safetensors-array.js";
import { DataError, FormatError } from "../../src/errors.js";
import { encodeSafetensors } from "../../src/formats/safetensors.js";

/** One tensor of a row of values, by their bytes. */
function fileOf(dtype: string, length: number, values: readonly number[]): Uint8Array {
  const header = JSON.stringify({ a: { dtype, shape: [1, length], data_offsets: [0, values.length] } });
  return Uint8Array.from([header.length, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode(header), ...values]);
}
const tensor = (...values: number[]) => ({ shape: [values.length, 1], data: Float32Array.from(values) });

describe("arrayFromSafetensors", () => {
  test.each([
    ["BOOL", [0, 1], { type: "b1", data: Uint8Array.of(0, 1) }],
    ["U8", [7, 255], { type: "u1", data: Uint8Array.of(7, 255) }],
    ["I8", [0x80, 1], { type: "i1", data: Float32Array.of(-128, 1) }],
    ["U16", [0, 0x80, 1, 0], { type: "u2", data: Float32Array.of(32768, 1) }],
    ["I16", [0, 0x80, 1, 0], { type: "i2", data: Float32Array.of(-32768, 1) }],
    ["U32", [255, 255, 255, 255], { type: "u4", data: Float64Array.of(2 ** 32 - 1) }],
    ["I32", [255, 255, 255, 255], { type: "i4", data: Float64Array.of(-1) }],
    ["U64", [0, 0, 0, 0, 0, 0, 0, 0x80], { type: "u8", data: Float64Array.of(2 ** 63) }],
    ["I64", [0, 0, 0, 0, 0, 0, 0, 0x80], { type: "i8", data: Float64Array.of(-(2 ** 63)) }],
    ["F16", [0, 0x3c, 0, 0x7e], { type: "f2", data: Float32Array.of(1, Number.NaN) }],
    ["BF16", [0xc0, 0x3f, 0x80, 0xff], { type: "bf16", data: Float32Array.of(1.5, Number.NEGATIVE_INFINITY) }],
    ["F32", [0, 0, 0x80, 0x3f], { type: "f4", data: Float32Array.of(1) }],
    ["F64", [0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f], { type: "f8", data: Float64Array.of(0.1) }],
  ])("reads %s", async (dtype, bytes, { type, data }) => {
    expect(await arrayFromSafetensors(fileOf(dtype, data.length, bytes), "a")).toEqual({
      array: { shape: [1, data.length], data, type },
      key: "a",
      others: [],
    });
  });

  test("chooses among several as among the arrays of an NPZ file", async () => {
    const file = encodeSafetensors({ y_train: tensor(7), x_train: tensor(1), x_test: tensor(2), y_test: tensor(8) });
    const train = await arrayFromSafetensors(file, "a");
    expect([train.key, [...train.array.data], [...(train.labels?.data ?? [])], train.test]).toEqual([
      "x_train",
      [1],
      [7],
      "x_test",
    ]);
    const later = await arrayFromSafetensors(file, "a", "x_test");
    expect([later.key, later.labelsKey, later.others]).toEqual(["x_test", "y_test", ["y_train", "x_train", "y_test"]]);
  });

  test("lists the tensors where none can be chosen", async () => {
    const file = encodeSafetensors({ a: tensor(1, 2), __proto__x: { shape: [], data: Float32Array.of(1) } });
    await expect(arrayFromSafetensors(file, "a.safetensors")).rejects.toThrow(
      new DataError(
        'a.safetensors holds several arrays: "a" (2 × 1, F32), "__proto__x" (one value, F32). ' +
          'Choose the one with the samples: array: "a", or on the command line --array a.',
      ),
    );
    await expect(arrayFromSafetensors(encodeSafetensors({}), "a.safetensors")).rejects.toThrow(
      new DataError("a.safetensors holds no tensors. Save one, such as { x_train: tensor }."),
    );
    await expect(arrayFromSafetensors(fileOf("C64", 1, [0, 0, 0, 0, 0, 0, 0, 0]), "a")).rejects.toThrow(FormatError);
  });
});
