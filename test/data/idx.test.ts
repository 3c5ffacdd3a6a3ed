import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imagesFromIdx, labelsFromIdx, parseIdx, readIdx } from "../../src/data/idx.js";
import { ArgumentError, DataError, FormatError } from "../../src/errors.js";
import { idxFile, idxHeader } from "./idx-file.js";

const arrays = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc.record({ shape: fc.constant(shape), data: fc.uint8Array({ minLength: size, maxLength: size }) });
});

describe("parseIdx", () => {
  test("reads any array of rank 1 to 4, plain or gzipped", async () => {
    await fc.assert(
      fc.asyncProperty(arrays, async ({ shape, data }) => {
        const file = idxFile(shape, data);
        expect(parseIdx(file)).toEqual({ shape, data });
        const unpacked = await readIdx(gzipSync(file));
        expect(unpacked).toEqual({ shape, data });
      }),
      { numRuns: 50 },
    );
  });

  test("gives a view of the file, not a copy, also where the file is itself a view", () => {
    const file = idxFile([2, 2], [1, 2, 3, 4]);
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    const { data } = parseIdx(larger.subarray(3));
    expect([...data]).toEqual([1, 2, 3, 4]);
    expect(data.buffer).toBe(larger.buffer);
  });

  const errors: [what: string, file: Uint8Array, message: string][] = [
    ["no bytes", new Uint8Array(), "a.idx is too short: 0 bytes are no IDX header."],
    ["less than the magic number", Uint8Array.of(0, 0, 8), "a.idx is too short: 3 bytes are no IDX header."],
    [
      "a picture",
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2),
      "a.idx is not an IDX file: it begins with 89 50 4e 47, IDX images begin with 00 00 08 03.",
    ],
    ["an unknown type", idxHeader([1], 7), "a.idx is not an IDX file: it begins with 00 00 07 01"],
    [
      "signed bytes",
      Uint8Array.from([...idxHeader([1], 9), ...new Array(1).fill(0)]),
      "a.idx holds signed bytes (IDX type 0x09); only unsigned bytes (0x08)",
    ],
    [
      "16-bit integers",
      Uint8Array.from([...idxHeader([1], 11), ...new Array(2).fill(0)]),
      "a.idx holds 16-bit integers (IDX type 0x0b)",
    ],
    [
      "32-bit integers",
      Uint8Array.from([...idxHeader([1], 12), ...new Array(4).fill(0)]),
      "a.idx holds 32-bit integers (IDX type 0x0c)",
    ],
    [
      "32-bit floats",
      Uint8Array.from([...idxHeader([1], 13), ...new Array(4).fill(0)]),
      "a.idx holds 32-bit floats (IDX type 0x0d)",
    ],
    [
      "64-bit floats",
      Uint8Array.from([...idxHeader([1], 14), ...new Array(8).fill(0)]),
      "a.idx holds 64-bit floats (IDX type 0x0e)",
    ],
    ["no axes", idxHeader([]), "a.idx has 0 axes; an IDX file of images or labels has 1 to 4."],
    ["five axes", idxHeader([1, 1, 1, 1, 1]), "a.idx has 5 axes; an IDX file of images or labels has 1 to 4."],
    [
      "a header cut short",
      idxHeader([1, 28, 28]).subarray(0, 12),
      "a.idx is cut short: its header takes 16 bytes, the file has 12. Download or copy it again.",
    ],
    ["samples of no size", idxHeader([5, 0, 28]), "a.idx has samples without values: its header says 5 × 0 × 28."],
    [
      "a promise of more than there is",
      idxFile([2, 3], [1, 2, 3, 4, 5]),
      "a.idx is cut short: its header promises 2 × 3 = 6 bytes of data, the file holds 5. Download or copy it again.",
    ],
    [
      "2^31 rows",
      idxFile([2 ** 31, 28, 28], new Uint8Array(784)),
      "a.idx is cut short: its header promises 2147483648 × 28 × 28 = 1683627180032 bytes of data, the file holds 784.",
    ],
    [
      "a product beyond 64 bits, 0 if it wrapped",
      idxHeader([2 ** 31, 2 ** 31, 2 ** 31, 2 ** 31]),
      "a.idx is cut short: its header promises 2147483648 × 2147483648",
    ],
    [
      "bytes after the data",
      idxFile([2], [1, 2, 3]),
      "a.idx has 1 bytes after its data: its header promises 2 = 2 bytes, the file holds 3.",
    ],
  ];
  test.each(errors)("%s is an error", (_, file, message) => {
    expect(() => parseIdx(file, "a.idx")).toThrow(FormatError);
    expect(() => parseIdx(file, "a.idx")).toThrow(message);
  });

  test.each([
    [undefined, "nothing"],
    ["a.idx", '"a.idx"'],
  ])("%o, which is no bytes, is refused", async (bytes, shown) => {
    const error = new ArgumentError(
      `a.idx must be given as bytes: a Uint8Array or an ArrayBuffer, such as await file.arrayBuffer() gives; got ${shown}.`,
    );
    expect(() => parseIdx(bytes as never, "a.idx")).toThrow(error);
    await expect(imagesFromIdx(bytes as never, { name: "a.idx" })).rejects.toThrow(error);
  });

  test("damage anywhere gives an IsthmusError or data of the file's size, never anything else", async () => {
    const original = idxFile([3, 2, 2], new Uint8Array(12).fill(9));
    const flips = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(7)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(flips, fc.integer({ min: 0, max: original.length }), async (bits, length) => {
        const file = original.slice();
        for (const [at, bit] of bits) file[at] = (file[at] ?? 0) ^ (1 << bit);
        for (const damaged of [file, file.subarray(0, length)]) {
          for (const read of [imagesFromIdx, labelsFromIdx]) {
            const result = await read(damaged).catch((error: unknown) => error);
            if (result instanceof FormatError || result instanceof DataError) continue;
            const data = result instanceof Uint8Array ? result : (result as { data: Uint8Array }).data;
            expect(data.length).toBeLessThan(damaged.length);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("imagesFromIdx", () => {
  test.each([
    [[2, 3], [3]],
    [
      [2, 3, 4],
      [3, 4],
    ],
    [
      [2, 3, 4, 3],
      [3, 4, 3],
    ],
  ])("a file of %j has samples of %j", async (axes, shape) => {
    const size = axes.reduce((a, b) => a * b, 1);
    const dataset = await imagesFromIdx(idxFile(axes, new Uint8Array(size).fill(7)));
    expect(dataset).toEqual({ data: new Uint8Array(size).fill(7), shape, count: 2 });
  });

  test("labels come along, either file gzipped or not", async () => {
    const images = idxFile([3, 1, 2], [1, 2, 3, 4, 5, 6]);
    const labels = idxFile([3], [7, 8, 9]);
    expect(await imagesFromIdx(gzipSync(images), { labels })).toMatchObject({ labels: Uint8Array.of(7, 8, 9) });
    expect(await imagesFromIdx(images, { labels: gzipSync(labels) })).toMatchObject({
      labels: Uint8Array.of(7, 8, 9),
    });
  });

  test("a label file is refused, and the image file named where the name tells", async () => {
    const labels = idxFile([3], [7, 8, 9]);
    await expect(imagesFromIdx(labels, { name: "data/train-labels-idx1-ubyte.gz" })).rejects.toThrow(
      new DataError(
        "data/train-labels-idx1-ubyte.gz is a label file: 3 labels, no images. " +
          "Give the image file that belongs to it: data/train-images-idx3-ubyte.gz.",
      ),
    );
    await expect(imagesFromIdx(labels, { name: "l" })).rejects.toThrow(/Give the image file that belongs to it\.$/);
  });

  test("an empty file is refused", async () => {
    await expect(imagesFromIdx(idxHeader([0, 28, 28]), { name: "none" })).rejects.toThrow(
      new DataError("none is empty: its header says 0 images. Give a file with at least one."),
    );
  });

  test("labels of another number are refused, both files named", async () => {
    const images = idxFile([3, 1, 1], [1, 2, 3]);
    const labels = idxFile([2], [7, 8]);
    await expect(imagesFromIdx(images, { name: "i", labels, labelsName: "l" })).rejects.toThrow(
      new DataError("l has 2 labels, i has 3 images: give two files that belong together."),
    );
  });

  test("gzip cut short names the file", async () => {
    const packed = gzipSync(idxFile([3, 1, 1], [1, 2, 3]));
    await expect(imagesFromIdx(packed.subarray(0, -4), { name: "i.gz" })).rejects.toThrow(
      "i.gz is gzip that is cut short",
    );
  });
});

describe("labelsFromIdx", () => {
  test("an image file is refused, and the label file named where the name tells", async () => {
    const images = idxFile([3, 1, 1], [1, 2, 3]);
    await expect(labelsFromIdx(images, "t10k-images-idx3-ubyte")).rejects.toThrow(
      new DataError(
        "t10k-images-idx3-ubyte is not a label file: it holds 3 × 1 × 1 values, labels have a single axis. " +
          "Give the label file that belongs to the images: t10k-labels-idx1-ubyte.",
      ),
    );
  });

  test("an empty file is refused", async () => {
    await expect(labelsFromIdx(idxHeader([0]), "none")).rejects.toThrow("none is empty: its header says 0 labels.");
  });
});
