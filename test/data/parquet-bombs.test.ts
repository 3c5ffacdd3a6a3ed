import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unpackLz4, unpackLz4Raw } from "../../src/data/lz4.js";
import { tableFromParquet } from "../../src/data/parquet.js";
import { checkDeltas, checkPlain, checkRuns, checkTexts } from "../../src/data/parquet-runs.js";
import { checkThrift } from "../../src/data/thrift.js";
import { unpackZstd } from "../../src/data/zstd.js";
import { FormatError, IsthmusError } from "../../src/errors.js";
import { cpuTime } from "./cpu-time.js";

const NAMES = ["types", "none", "snappy", "gzip", "zstd", "brotli", "lz4", "v2", "pandas", "int96", "empty"];
const FILES = NAMES.map((name) => new Uint8Array(readFileSync(new URL(`parquet/${name}.parquet`, import.meta.url))));

describe("a Parquet file that is damaged anywhere", () => {
  test("is an error of ours or a table of as many rows, within two seconds", async () => {
    const change = fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 3, 0x7f, 0x80, 0xfe, 0xff)));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FILES),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        async (original, changes) => {
          const damaged = original.slice();
          for (const [at, byte] of changes) damaged[4 + (at % (damaged.length - 8))] = byte;
          const began = cpuTime();
          try {
            const { rows, columns } = await tableFromParquet(damaged, "a");
            for (const { numbers } of columns) expect(numbers.length).toBe(rows);
          } catch (error) {
            if (!(error instanceof IsthmusError)) throw error;
          }
          expect(cpuTime() - began).toBeLessThan(2000);
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
  });

  test("is refused wherever it is cut", async () => {
    const [, none = new Uint8Array()] = FILES;
    for (let length = 0; length < none.length; length += 7) {
      await expect(tableFromParquet(none.subarray(0, length), "a")).rejects.toThrow(FormatError);
    }
  });
});

/** A number, seven bits a byte. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [128 + (value % 128), ...varint(Math.floor(value / 128))];
}

describe("runs", () => {
  const check = (bytes: readonly number[], width: number, count: number) => () =>
    checkRuns(Uint8Array.from(bytes), 0, bytes.length, width, count);

  test("of equal values and of packed ones are counted, with their ones", () => {
    expect(check([...varint(2 * 100), 1, 3, 0b1010_0101], 1, 108)()).toBe(104);
    // The last eight may be more than there are.
    expect(check([3, 0b1111_1111], 1, 5)()).toBe(5);
    expect(check([], 1, 0)()).toBe(0);
    expect(check([...varint(2 * 5), 7, 1], 12, 5)()).toBe(0);
  });

  test.each([
    ["a run of 2^31 values", [...varint(2 ** 32 - 2), 1], 1, 100, "a run of more values than it says"],
    ["a run of no values", [0, 1, 0, 1], 1, 1, "a run of more values"],
    ["2^28 packed eights", [...varint(2 ** 29 + 1), 255], 1, 100, "a run of more values"],
    ["2^28 packed eights of no bits", [...varint(2 ** 29 + 1)], 0, 100, "a run of more values"],
    ["packed values that are not there", [3], 8, 8, "fewer values than it says"],
    ["a number without an end", [255, 255, 255, 255, 255, 255], 1, 100, "a number without an end"],
    ["a value of more bits", [...varint(2), 2], 1, 1, "a value of more bits"],
    ["values of 255 bits", [...varint(2), 2], 255, 1, "values of more than 32 bits"],
    ["nothing", [], 1, 1, "fewer values"],
  ] as const)("refuse %s", (_, bytes, width, count, message) => {
    expect(check(bytes, width, count)).toThrow(message);
  });

  test("never take longer than the bytes and values that there are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(40), fc.nat(2 ** 31), (bytes, width, count) => {
        const began = cpuTime();
        try {
          checkRuns(bytes, 0, bytes.length, width, count);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(cpuTime() - began).toBeLessThan(1000);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("differences", () => {
  const check = (bytes: readonly number[], count: number) => () => checkDeltas(Uint8Array.from(bytes), 0, count);
  // A block of 128 values in 4 parts; 200 values; the first is 7; differences of 1 bit in the first part, none elsewhere.
  const sound = [...varint(128), 4, ...varint(200), 14, 0, 1, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0];

  test("end where they end", () => {
    expect(check(sound, 200)()).toBe(sound.length);
    expect(check([...sound, 9, 9], 200)()).toBe(sound.length);
  });

  test.each([
    ["blocks in no parts", [...varint(128), 0, 1, 0], 1, "differences in no blocks"],
    ["2^31 parts of a block", [...varint(2 ** 34), ...varint(2 ** 31 - 1), 1, 0], 1, "differences in no blocks"],
    ["another number of values", sound, 201, "other values than it says"],
    ["differences of 255 bits", [...varint(128), 4, 2, 0, 0, 255, 0, 0, 0], 2, "values of more than 64 bits"],
    ["parts that are not there", sound.slice(0, -8), 200, "fewer values than it says"],
    ["a first value without an end", [...varint(128), 4, 1, ...Array(1000).fill(255)], 1, "a number without an end"],
  ] as const)("refuse %s", (_, bytes, count, message) => {
    expect(check(bytes, count)).toThrow(message);
  });
});

describe("texts and plain values", () => {
  test("are as long as they say, together no longer than may be", () => {
    expect(checkTexts(Int32Array.of(3, 2), Int32Array.of(0, 3), 5, 100)).toBe(8);
    expect(() => checkTexts(Int32Array.of(3, 2), Int32Array.of(0, 4), 5, 100)).toThrow("texts that cannot be");
    expect(() => checkTexts(Int32Array.of(3, -2), Int32Array.of(0, 0), 5, 100)).toThrow("texts that cannot be");
    expect(() => checkTexts(Int32Array.of(3, 3), new Int32Array(), 5, 100)).toThrow("texts beyond its end");
    // A megabyte, and then a million times that megabyte again.
    const shared = new Int32Array(1_000_000).fill(1_000_000);
    shared[0] = 0;
    const lengths = new Int32Array(1_000_000);
    lengths[0] = 1_000_000;
    expect(() => checkTexts(lengths, shared, 1_000_000, 2 ** 28)).toThrow("texts that are too long");
  });

  test("have bytes", () => {
    checkPlain(new Uint8Array(16), 0, "DOUBLE", 2, 0);
    checkPlain(new Uint8Array(1), 0, "BOOLEAN", 8, 0);
    checkPlain(Uint8Array.of(1, 0, 0, 0, 65), 0, "BYTE_ARRAY", 1, 0);
    expect(() => checkPlain(new Uint8Array(16), 0, "DOUBLE", 3, 0)).toThrow("fewer values");
    expect(() => checkPlain(new Uint8Array(1), 0, "BOOLEAN", 9, 0)).toThrow("fewer values");
    expect(() => checkPlain(Uint8Array.of(2, 0, 0, 0, 65), 0, "BYTE_ARRAY", 1, 0)).toThrow("texts beyond its end");
    expect(() => checkPlain(new Uint8Array(4), 0, "FIXED_LEN_BYTE_ARRAY", 2 ** 31, 0)).toThrow("fewer values");
  });
});

describe("descriptions in Thrift", () => {
  const check = (bytes: readonly number[]) => () => checkThrift(new DataView(Uint8Array.from(bytes).buffer), 0);

  test.each([
    ["structures in structures without end", Array(100_000).fill(0x1c), "too many parts"],
    ["a list of 2^31 lists", [0x19, 0xf9, ...varint(2 ** 31)], "beyond its end"],
    ["lists in lists without end", [0x19, ...Array(100_000).fill(0x19)], "too many parts"],
    [
      "more structures than their bytes explain",
      [0x19, 0xfc, ...varint(200_000), ...Array(200_001).fill(0)],
      "too many parts",
    ],
    ["a number of a million bytes", [0x16, ...Array(1_000_000).fill(255)], "a number of it has no end"],
    ["a text of 2^34 bytes", [0x18, ...varint(2 ** 34)], "beyond its end"],
    ["a map", [0x1b, 0], "an unknown type"],
  ] as const)("refuse %s", (_, bytes, message) => {
    expect(check(bytes)).toThrow(message);
  });

  test("end where they end, or are refused", () => {
    expect(check([0x15, 2, 0x19, 0x21, 1, 2, 0x18, 1, 65, 0, 99])()).toBe(10);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(checkThrift(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0)).toBeLessThanOrEqual(
            bytes.length,
          );
        } catch (error) {
          if (!(error instanceof Error) || error.message.includes("expected")) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("Zstandard", () => {
  const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
  /** A block of one byte, so many times. */
  const run = (count: number, last = false) => {
    const header = count * 8 + 2 + Number(last);
    return [header & 255, (header >> 8) & 255, header >> 16, 65];
  };
  const unpack = (bytes: readonly number[], size: number) => () => unpackZstd(Uint8Array.from(bytes), size);

  test("unpacks a frame to its size, and to no other", () => {
    // A frame of a single segment, whose size is one byte.
    const frame = [...MAGIC, 0x20, 200, ...run(100), ...run(100, true)];
    expect(unpack(frame, 200)()).toEqual(new Uint8Array(200).fill(65));
    expect(unpack(frame, 199)).toThrow("another size");
    const unsized = [...MAGIC, 0, 0, ...run(100), ...run(100, true)];
    expect(unpack(unsized, 200)()).toEqual(new Uint8Array(200).fill(65));
    expect(unpack(unsized, 150)).toThrow("a block that cannot be");
    expect(unpack(unsized, 250)).toThrow("less than it says");
  });

  test.each([
    ["a window of two gigabytes", [...MAGIC, 0, 0xa8, ...run(10, true)], 10, "looks back further"],
    ["blocks of 128 KiB without end", [...MAGIC, 0, 0, ...Array(10_000).fill(run(131_072)).flat()], 10, "cannot be"],
    ["a second frame", [...MAGIC, 0x20, 10, ...run(10, true), ...MAGIC, 0, 0xa8, ...run(10, true)], 10, "does not end"],
    ["a block of no kind", [...MAGIC, 0x20, 10, 7, 0, 0], 10, "no kind"],
    ["what is none", [1, 2, 3, 4, 5, 6, 7], 10, "is none"],
  ] as const)("refuses %s", (_, bytes, size, message) => {
    expect(unpack(bytes, size)).toThrow(message);
  });
});

describe("LZ4", () => {
  const block = (bytes: readonly number[]) => Uint8Array.from(bytes);
  // Three letters; the three again, twice over; and a last letter.
  const sound = block([0x32, 97, 98, 99, 3, 0, 0x10, 100]);

  test("unpacks a block to its size, and to no other", () => {
    expect(new TextDecoder().decode(unpackLz4Raw(sound, 10))).toBe("abcabcabcd");
    expect(unpackLz4Raw(block([0xf0, 255, 0, ...new Array(270).fill(7)]), 270)).toEqual(new Uint8Array(270).fill(7));
    expect(unpackLz4Raw(block([0]), 0)).toEqual(new Uint8Array());
    for (const size of [0, 9, 11, 1000])
      expect(() => unpackLz4Raw(sound, size)).toThrow("cannot be unpacked to its size");
  });

  test("unpacks Hadoop's blocks, each behind its lengths, and bare ones", () => {
    const framed = [0, 0, 0, 10, 0, 0, 0, sound.length, ...sound];
    expect(new TextDecoder().decode(unpackLz4(block([...framed, ...framed]), 20))).toBe("abcabcabcdabcabcabcd");
    expect(new TextDecoder().decode(unpackLz4(sound, 10))).toBe("abcabcabcd");
  });

  test.each([
    ["a match of gigabytes", [0x1f, 65, 1, 0, ...new Array(1_000_000).fill(255), 0], 100],
    ["a match before the beginning", [0x10, 65, 2, 0, 0x10, 65], 100],
    ["a match at no distance", [0x10, 65, 0, 0, 0x10, 65], 100],
    ["letters that are not there", [0xf0, 255, 255, 255], 2000],
    ["half a distance", [0x10, 65, 1], 5],
  ] as const)("refuses %s", (_, bytes, size) => {
    expect(() => unpackLz4(block(bytes), size)).toThrow("cannot be unpacked to its size");
  });

  test("of any bytes is an error or as many bytes as were asked for", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(200), (bytes, size) => {
        for (const unpack of [unpackLz4, unpackLz4Raw]) {
          try {
            expect(unpack(bytes, size)).toHaveLength(size);
          } catch (error) {
            expect(error).toEqual(new Error("a page packed by LZ4 cannot be unpacked to its size"));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
