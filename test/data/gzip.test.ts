import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gunzip, isGzip } from "../../src/data/gzip.js";
import { FormatError } from "../../src/errors.js";

describe("gunzip", () => {
  test("gives back what gzip packed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 200 }), async (bytes, times) => {
        const original = Buffer.concat(Array.from({ length: times }, () => bytes));
        const packed = gzipSync(original);
        expect(isGzip(packed)).toBe(true);
        expect(original.equals(await gunzip(packed))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("reads a view that starts inside a larger buffer", async () => {
    const packed = gzipSync(Uint8Array.of(1, 2, 3));
    const larger = new Uint8Array(packed.length + 5);
    larger.set(packed, 5);
    expect([...(await gunzip(larger.subarray(5)))]).toEqual([1, 2, 3]);
  });

  test("a file cut short anywhere is an error that says so", async () => {
    const packed = gzipSync(Uint8Array.from({ length: 300 }, (_, i) => (i * i) % 251));
    for (let length = 0; length < packed.length; length += 7) {
      await expect(gunzip(packed.subarray(0, length), { name: "a.gz" })).rejects.toThrow(
        /^a\.gz is gzip that is damaged or cut short \(.+\)\. Download or copy it again\.$/,
      );
    }
  });

  test("a wrong checksum is an error, with its cause", async () => {
    const packed = gzipSync(Uint8Array.of(1, 2, 3));
    packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 0xff;
    const error = await gunzip(packed).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({ message: expect.stringContaining("damaged or cut short"), cause: expect.anything() });
  });

  test("the limit is the last size that is allowed", async () => {
    const packed = gzipSync(new Uint8Array(1000));
    expect(await gunzip(packed, { limit: 1000 })).toHaveLength(1000);
    await expect(gunzip(packed, { name: "bomb.gz", limit: 999 })).rejects.toThrow(
      new FormatError("bomb.gz unpacks to more than 999 bytes, the most that is allowed. Is it the right file?"),
    );
  });

  test("the limit is enforced while unpacking, not after", async () => {
    // Cut short, so that reading to the end would fail with the other error.
    const bomb = gzipSync(new Uint8Array(64 * 2 ** 20)).subarray(0, -20);
    await expect(gunzip(bomb, { limit: 2 ** 20 })).rejects.toThrow("unpacks to more than 1048576 bytes");
  });
});

test("isGzip tells gzip from other bytes", () => {
  expect(isGzip(Uint8Array.of(0x1f, 0x8b))).toBe(true);
  expect(isGzip(Uint8Array.of(0x1f))).toBe(false);
  expect(isGzip(Uint8Array.of(0, 0, 8, 3))).toBe(false);
  expect(isGzip(new Uint8Array())).toBe(false);
});
