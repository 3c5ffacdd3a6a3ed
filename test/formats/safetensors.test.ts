import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError, ShapeError } from "../../src/errors.js";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors.js";
import type { Tensor } from "../../src/model/tensor.js";

/** A file with this header (text as it is, anything else as JSON) and `dataLength` bytes of zeros. */
function fileOf(header: unknown, dataLength = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

/** A file whose 8-byte length field says `length`. */
function claiming(length: bigint): Uint8Array {
  const bytes = fileOf({});
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

const f32 = (shape: unknown, data_offsets: unknown) => ({ dtype: "F32", shape, data_offsets });

const tensorNames = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("__proto__", "constructor", "toString", "0", 'quote"', "back\\slash", "encoder.0.kernel"),
);
const tensors: fc.Arbitrary<Tensor> = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }).chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc.record({ shape: fc.constant(shape), data: fc.float32Array({ minLength: size, maxLength: size }) });
});
const files = fc.uniqueArray(fc.tuple(tensorNames, tensors), { selector: ([name]) => name, maxLength: 6 });
const texts = fc.array(fc.tuple(tensorNames, fc.string({ unit: "grapheme" })), { maxLength: 4 });

describe("a round trip", () => {
  test("keeps names, shapes, every bit of the values, and the metadata", () => {
    fc.assert(
      fc.property(files, texts, (entries, metadata) => {
        const original = Object.fromEntries(entries);
        const copy = decodeSafetensors(encodeSafetensors(original, Object.fromEntries(metadata)));
        expect(Object.entries(copy.metadata)).toEqual(Object.entries(Object.fromEntries(metadata)));
        expect(Object.keys(copy.tensors)).toEqual(Object.keys(original));
        for (const [name, { shape, data }] of Object.entries(original)) {
          const read = copy.tensors[name];
          expect(read?.shape).toEqual(shape);
          expect(new Uint8Array(read?.data.buffer ?? new ArrayBuffer())).toEqual(new Uint8Array(data.slice().buffer));
        }
      }),
    );
  });

  test("works on a file that is not aligned in its buffer", () => {
    const file = encodeSafetensors({ a: { shape: [2], data: Float32Array.of(1, 2) } });
    const larger = new Uint8Array(file.length + 1);
    larger.set(file, 1);
    expect([...(decodeSafetensors(larger.subarray(1)).tensors.a?.data ?? [])]).toEqual([1, 2]);
  });

  test("writes only the tensor's part of a shared buffer", () => {
    const arena = Float32Array.of(0, 1, 2, 3);
    const { tensors } = decodeSafetensors(encodeSafetensors({ a: { shape: [2], data: arena.subarray(1, 3) } }));
    expect([...(tensors.a?.data ?? [])]).toEqual([1, 2]);
  });
});

describe("encodeSafetensors", () => {
  test("writes these very bytes", () => {
    const bytes = encodeSafetensors(
      { b: { shape: [1, 2], data: Float32Array.of(1, -2) }, a: { shape: [], data: Float32Array.of(0.5) } },
      { format: "isthmus" },
    );
    const header =
      '{"__metadata__":{"format":"isthmus"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}';
    const length = Math.ceil(header.length / 8) * 8;
    expect(header.length % 8).not.toBe(0); // or this would not see the padding
    expect([...bytes.subarray(0, 8)]).toEqual([length, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length))).toBe(header.padEnd(length, " "));
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f]);
  });

  test.each([
    [[2, 2], "[2, 2] is that of 4"],
    [[-1, -3], "[-1, -3] is that of 3"],
    [[1.5, 2], "[1.5, 2] is that of 3"],
  ])("refuses the shape %j for three values", (shape, message) => {
    const encode = () => encodeSafetensors({ "encoder.0.bias": { shape, data: new Float32Array(3) } });
    expect(encode).toThrow(ShapeError);
    expect(encode).toThrow(`Tensor "encoder.0.bias" has 3 values, its shape ${message}.`);
  });

  test("refuses a tensor called __metadata__", () => {
    expect(() => encodeSafetensors({ __metadata__: { shape: [1], data: new Float32Array(1) } })).toThrow(
      new FormatError("A tensor cannot be called __metadata__: the format reserves the name."),
    );
  });

  test("refuses a header that no reader would take", () => {
    expect(() => encodeSafetensors({}, { long: "x".repeat(100_000_000) })).toThrow(
      /^The header would take 1000000\d\d bytes; 100000000 are allowed\.$/,
    );
  });
});

describe("decodeSafetensors", () => {
  test("reads 16-bit floats of both kinds into 32-bit floats", () => {
    const file = fileOf(
      {
        half: { dtype: "F16", shape: [6], data_offsets: [0, 12] },
        brain: { dtype: "BF16", shape: [2, 2], data_offsets: [12, 20] },
      },
      20,
    );
    const values = new DataView(file.buffer, file.length - 20);
    [0x3c00, 0xc100, 0x0001, 0x7bff, 0xfc00, 0x8000].forEach((bits, index) => {
      values.setUint16(2 * index, bits, true);
    });
    [0x3fc0, 0xff80, 0x0001, 0x4049].forEach((bits, index) => {
      values.setUint16(12 + 2 * index, bits, true);
    });
    expect(decodeSafetensors(file).tensors).toEqual({
      half: { shape: [6], data: Float32Array.of(1, -2.5, 2 ** -24, 65504, Number.NEGATIVE_INFINITY, -0) },
      brain: { shape: [2, 2], data: Float32Array.of(1.5, Number.NEGATIVE_INFINITY, 2 ** -133, 3.140625) },
    });
  });
});

describe("decodeSafetensors refuses", () => {
  const cases: [what: string, file: Uint8Array, message: string][] = [
    ["no bytes", new Uint8Array(), "a.st is too short: 0 bytes, where the header's length alone takes 8."],
    ["less than the length field", new Uint8Array(7), "a.st is too short: 7 bytes"],
    ["a huge header", claiming(2n ** 63n), "its header would take 9223372036854775808 bytes, 100000000 are allowed."],
    ["a header over the limit", claiming(100_000_001n), "its header would take 100000001 bytes"],
    ["a header beyond the file", claiming(3n), "a.st is cut short: its header takes 3 bytes, the file has 2 left."],
    ["an empty header", fileOf(""), 'its header does not begin with "{".'],
    ["a header that is a list", fileOf([]), 'its header does not begin with "{".'],
    ["a header after a space", fileOf(" {}"), 'its header does not begin with "{".'],
    ["a header cut in the middle", fileOf('{"a":'), "a.st is damaged: its header is not sound JSON"],
    ["text after the header", fileOf("{} {}"), "a.st is damaged: its header is not sound JSON"],
    [
      "a tensor twice",
      fileOf(`{"a":${JSON.stringify(f32([0], [0, 0]))},"\\u0061" : {}}`),
      'the key "a" stands there twice',
    ],
    ["a field twice", fileOf('{"a":{"dtype":"F32","shape":[0],"shape":[0]}}'), 'the key "shape" stands there twice'],
    ["metadata that is a list", fileOf({ __metadata__: [] }), "has __metadata__ that is not a JSON object."],
    ["metadata that is null", fileOf({ __metadata__: null }), "has __metadata__ that is not a JSON object."],
    ["a number in the metadata", fileOf({ __metadata__: { n: 1 } }), 'has __metadata__ whose "n" is not a string.'],
    ["a tensor that is a list", fileOf({ w: [] }), 'has a tensor "w" whose description is not a JSON object.'],
    [
      "float64",
      fileOf({ w: { dtype: "F64", shape: [1], data_offsets: [0, 8] } }, 8),
      'has a tensor "w" of dtype "F64": only F32, F16, BF16 can be read. Convert it to float32.',
    ],
    [
      "a method's name as dtype",
      fileOf({ w: { dtype: "toString", shape: [1], data_offsets: [0, 2] } }, 2),
      'has a tensor "w" of dtype "toString"',
    ],
    [
      "float16 of as many bytes as float32 would take",
      fileOf({ w: { dtype: "F16", shape: [1], data_offsets: [0, 4] } }, 4),
      'has a tensor "w" of shape [1], 2 bytes, whose data_offsets span 4.',
    ],
    ["no dtype", fileOf({ w: { shape: [0], data_offsets: [0, 0] } }), 'has a tensor "w" of dtype nothing'],
    ["no shape", fileOf({ w: f32(undefined, [0, 0]) }), 'has a tensor "w" whose shape is not a list'],
    [
      "a shape of many axes",
      fileOf({ w: f32(Array(65).fill(1), [0, 4]) }, 4),
      'has a tensor "w" of 65 axes: at most 64 can be read',
    ],
    ["a shape of strings", fileOf({ w: f32(["1"], [0, 4]) }, 4), 'has a tensor "w" whose shape is not a list'],
    ["a negative length", fileOf({ w: f32([-1, -1], [0, 4]) }, 4), "a number is not written in digits alone"],
    [
      "a length of -0",
      fileOf('{"w":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}'),
      "a number is not written in digits",
    ],
    [
      "a length of 3.0",
      fileOf('{"w":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', 4),
      "a number is not written in",
    ],
    ["half of a surrogate pair", fileOf('{"__metadata__":{"a":"\\ud800"}}'), "half of a surrogate pair"],
    ["a header nested a million deep", fileOf(`{"a":${"[".repeat(1_000_000)}`), "it is nested too deeply"],
    ["a broken length", fileOf({ w: f32([0.5, 2], [0, 4]) }, 4), "a number is not written in digits alone"],
    [
      "a shape beyond exact integers",
      fileOf({ w: f32([2 ** 30, 2 ** 30], [0, 0]) }),
      'has a tensor "w" whose shape [1073741824, 1073741824] is too large for any file.',
    ],
    [
      "a shape that would overflow before its zero",
      fileOf({ w: f32([2 ** 52, 2 ** 52, 0], [0, 0]) }),
      "is too large for any file.",
    ],
    ["no offsets", fileOf({ w: f32([0], undefined) }), 'has a tensor "w" whose data_offsets are not two whole numbers'],
    ["one offset", fileOf({ w: f32([0], [0]) }), 'has a tensor "w" whose data_offsets are not two whole numbers'],
    ["three offsets", fileOf({ w: f32([0], [0, 0, 0]) }), 'has a tensor "w" whose data_offsets are not two'],
    ["a negative offset", fileOf({ w: f32([1], [-4, 0]) }), "a number is not written in digits alone"],
    ["offsets backwards", fileOf({ w: f32([1], [4, 0]) }, 4), 'tensor "w" whose data_offsets [4, 0] run backwards.'],
    [
      "offsets beyond the file",
      fileOf({ w: f32([2], [0, 8]) }, 4),
      'tensor "w" whose data_offsets [0, 8] reach beyond the file\'s 4 bytes of data.',
    ],
    [
      "offsets that do not fit the shape",
      fileOf({ w: f32([3], [0, 8]) }, 8),
      'tensor "w" of shape [3], 12 bytes, whose data_offsets span 8.',
    ],
    [
      "overlapping tensors",
      fileOf({ v: f32([2], [0, 8]), w: f32([2], [4, 12]) }, 12),
      'a.st has overlapping tensors: "v" and "w".',
    ],
    [
      "two tensors in one place",
      fileOf({ v: f32([1], [0, 4]), w: f32([1], [0, 4]) }, 4),
      'a.st has overlapping tensors: "v" and "w".',
    ],
    [
      "a hole between tensors",
      fileOf({ w: f32([1], [8, 12]), v: f32([1], [0, 4]) }, 12),
      'a.st has 4 bytes before tensor "w" that belong to no tensor.',
    ],
    ["a hole at the start", fileOf({ w: f32([1], [4, 8]) }, 8), 'a.st has 4 bytes before tensor "w"'],
    [
      "bytes after the last tensor",
      fileOf({ w: f32([1], [0, 4]) }, 5),
      "a.st has 1 bytes after its last tensor that belong to no tensor.",
    ],
    ["data without tensors", fileOf({}, 4), "a.st has 4 bytes after its last tensor"],
  ];
  test.each(cases)("%s", (_, file, message) => {
    const decode = () => decodeSafetensors(file, { name: "a.st" });
    expect(decode).toThrow(FormatError);
    expect(decode).toThrow(message);
  });

  test("a header that is not UTF-8", () => {
    const file = fileOf('{"?":1}');
    file[10] = 0xff;
    expect(() => decodeSafetensors(file)).toThrow("The safetensors file is damaged: its header is not UTF-8.");
  });

  test("damage anywhere with a FormatError, or it still reads as much as the file holds", () => {
    const original = encodeSafetensors(
      {
        "encoder.0.kernel": { shape: [2, 3], data: new Float32Array(6).fill(1) },
        "encoder.0.bias": { shape: [3], data: new Float32Array(3) },
      },
      { description: '{"input":[2]}' },
    );
    const flips = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(7)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(flips, fc.nat(original.length), (bits, length) => {
        const flipped = original.slice();
        for (const [at, bit] of bits) flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        for (const file of [flipped, flipped.subarray(0, length)]) {
          try {
            const { tensors } = decodeSafetensors(file);
            const size = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
            expect(size).toBeLessThanOrEqual(file.length);
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("decodeSafetensors reads", () => {
  test("an empty file", () => {
    const { tensors, metadata } = decodeSafetensors(fileOf("{}  "));
    expect(Object.keys(tensors)).toEqual([]);
    expect(Object.keys(metadata)).toEqual([]);
  });

  test("tensors listed in another order than they lie, empty ones between them", () => {
    const file = fileOf({ w: f32([1], [4, 8]), none: f32([0], [4, 4]), v: f32([1], [0, 4]) }, 8);
    new DataView(file.buffer).setFloat32(file.length - 4, 7, true);
    const { tensors } = decodeSafetensors(file);
    expect([...(tensors.w?.data ?? [])]).toEqual([7]);
    expect([...(tensors.v?.data ?? [])]).toEqual([0]);
    expect(tensors.none).toEqual({ shape: [0], data: new Float32Array() });
  });

  test("names like __proto__ without touching any prototype", () => {
    const file = fileOf(`{"__metadata__":{"__proto__":"m"},"__proto__":${JSON.stringify(f32([1], [0, 4]))}}`, 4);
    const { tensors, metadata } = decodeSafetensors(file);
    expect(Object.keys(tensors)).toEqual(["__proto__"]);
    expect(Object.entries(metadata)).toEqual([["__proto__", "m"]]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(tensors.toString).toBeUndefined();
  });

  test.each(["notebook", "notebook_partial_batch", "single_sample", "deep"])("PyTorch's file %s", (name) => {
    const { tensors, metadata } = decodeSafetensors(
      readFileSync(new URL(`../golden/${name}.safetensors`, import.meta.url)),
    );
    expect(tensors["initial.0.kernel"]?.shape).toEqual([784, name === "deep" ? 128 : 32]);
    expect(JSON.parse(metadata.losses ?? "null")).toHaveLength(Number(metadata.steps));
    for (const { shape, data } of Object.values(tensors)) {
      expect(data).toHaveLength(shape.reduce((a, b) => a * b, 1));
      expect(data.every(Number.isFinite)).toBe(true);
    }
  });
});
