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

  test("a header without an end, or members without number, are refused before they are gone through", async () => {
    const begin = Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0xff);
    const endless = Buffer.concat([begin, Buffer.alloc(2 ** 25, "n")]);
    await expect(gunzip(endless)).rejects.toThrow("damaged (its header has no end)");
    const packed = gzipSync(Uint8Array.of(1));
    await expect(gunzip(Buffer.concat(Array(70_000).fill(packed)))).rejects.toThrow("more than 65536 members");
    const [name, rest] = [Buffer.from("a name\0"), packed.subarray(10)];
    const named = Buffer.concat([begin, name, rest, begin, name, rest]);
    expect([...(await gunzip(named))]).toEqual([1, 1]);
  });

  test("a file cut short anywhere is an error that says so", async () => {
    const packed = gzipSync(Uint8Array.from({ length: 300 }, (_, i) => (i * i) % 251));
    const two = Buffer.concat([packed, packed]);
    for (let length = 0; length < two.length; length++) {
      if (length === packed.length) continue;
      await expect(gunzip(two.subarray(0, length), { name: "a.gz" })).rejects.toThrow(
        new FormatError("a.gz is gzip that is cut short. Download or copy it again."),
      );
    }
  });

  test.each([
    ["checksum", 6, "its checksum is another"],
    ["length", 3, "its length is another"],
    ["block", 10, ""],
  ])("a wrong %s is an error, in the first member and in a later one", async (_, fromEnd, reason) => {
    const packed = gzipSync(Uint8Array.of(1, 2, 3));
    const wrong = packed.slice();
    wrong[wrong.length - fromEnd] = (wrong[wrong.length - fromEnd] ?? 0) ^ 0xff;
    for (const file of [wrong, Buffer.concat([packed, wrong]), Buffer.concat([wrong, packed])]) {
      const error = await gunzip(file, { name: "a.gz" }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(FormatError);
      expect(error).toMatchObject({ message: expect.stringContaining(`a.gz is gzip that is damaged (${reason}`) });
    }
  });

  test("a header may be long, but has an end: it is not looked through again and again", async () => {
    const member = gzipSync("a");
    const header = (flags: number) => Uint8Array.of(...member.subarray(0, 3), flags, ...member.subarray(4, 10));
    const named = Buffer.concat([header(8), Buffer.alloc(60_000, "n"), Buffer.from([0]), member.subarray(10)]);
    expect(await gunzip(Buffer.concat([member, named]))).toEqual(Uint8Array.of(0x61, 0x61));
    for (const first of [Buffer.alloc(0), member]) {
      const endless = Buffer.concat([first, header(8), Buffer.alloc(2 ** 25, "n")]);
      await expect(gunzip(endless, { name: "a.gz" })).rejects.toThrow(
        "a.gz is gzip that is damaged (its header has no end)",
      );
    }
  });

  test("what follows the last member and is none is an error", async () => {
    for (const rest of [Buffer.from("hello"), Buffer.alloc(512)]) {
      await expect(gunzip(Buffer.concat([gzipSync("a"), rest]), { name: "a.gz" })).rejects.toThrow(
        "a.gz is gzip that is damaged (",
      );
    }
    await expect(gunzip(Buffer.concat([gzipSync("a"), Buffer.from("h")]))).rejects.toThrow(FormatError);
  });

  test("reads the members of a file one after the other, empty ones and large ones too", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(0, 1, 3, 500)), {
          minLength: 2,
          maxLength: 6,
        }),
        async (parts) => {
          const members = parts.map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => bytes)));
          const unpacked = await gunzip(Buffer.concat(members.map((member) => gzipSync(member))));
          expect(Buffer.concat(members).equals(unpacked)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("reads members with names, comments and extra fields, as gzip and bgzip write them", async () => {
    const plain = gzipSync("x,y\n");
    const fields = Uint8Array.of(31, 139, 8, 0x1c, 0, 0, 0, 0, 0, 3, 6, 0, 66, 67, 2, 0, 27, 0, 97, 0, 98, 99, 0);
    const named = Buffer.concat([fields, plain.subarray(10)]);
    expect(Buffer.from(await gunzip(Buffer.concat([named, named, plain]))).toString()).toBe("x,y\nx,y\nx,y\n");
  });

  test("the limit counts all members", async () => {
    const packed = Buffer.concat([gzipSync(new Uint8Array(600)), gzipSync(new Uint8Array(400))]);
    expect(await gunzip(packed, { limit: 1000 })).toHaveLength(1000);
    await expect(gunzip(packed, { limit: 999 })).rejects.toThrow("unpacks to more than 999 bytes");
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

test("a small file does not become large: 128 MiB, or 200 times its own size", async () => {
  const zeros = (bytes: number) => new Uint8Array(gzipSync(new Uint8Array(bytes)));
  expect(await gunzip(zeros(2 ** 27))).toHaveLength(2 ** 27);
  await expect(gunzip(zeros(2 ** 27 + 1), { name: "a.gz" })).rejects.toThrow(
    "a.gz unpacks to more than 134217728 bytes, the most that is allowed.",
  );
});
