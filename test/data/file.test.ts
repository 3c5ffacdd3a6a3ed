import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { datasetFromFile } from "../../src/data/file.js";
import { FormatError } from "../../src/errors.js";
import { idxFile } from "./idx-file.js";
import { npyBytes } from "./npy-file.js";

const text = (content: string) => new TextEncoder().encode(content);

test.each([
  ["digits-idx3-ubyte", idxFile([2, 1, 2], [1, 2, 3, 200]), [1, 2]],
  ["digits.npy", npyBytes([2, 1, 2], [1, 2, 3, 200]), [1, 2]],
  ["digits", npyBytes([2, 1, 2], [1, 2, 3, 200]), [1, 2]],
  ["digits.csv", text("1,2\n3,200"), [2]],
  ["DIGITS.TSV", text("1\t2\n3\t200"), [2]],
  ["digits.txt", text("a|b\n1|2\n3|200"), [2]],
])("%s is read, plain or gzipped", async (name, content, shape) => {
  const expected = { data: Uint8Array.of(1, 2, 3, 200), shape, count: 2 };
  expect(await datasetFromFile(content, name)).toEqual(expected);
  expect(await datasetFromFile(gzipSync(content), `${name}.gz`)).toEqual(expected);
  expect(await datasetFromFile(gzipSync(content), name)).toEqual(expected);
});

test("options go to whom they concern", async () => {
  expect(await datasetFromFile(text("1,2,9"), "a.csv", { labelColumn: 2, scale: "bytes", shape: [1, 2] })).toEqual({
    data: Uint8Array.of(1, 2),
    shape: [1, 2],
    count: 1,
    labels: Uint8Array.of(9),
  });
  const file = npyBytes([1, 2], [1, 2]);
  expect(await datasetFromFile(file, "a.npy", { labelColumn: 2, scale: "none", shape: [1, 2] })).toEqual({
    data: Float32Array.of(1, 2),
    shape: [1, 2],
    count: 1,
  });
});

test.each([
  [
    "a.npz",
    [0x50, 0x4b, 3, 4],
    "a.npz is a ZIP archive (.npz, .xlsx and .zip are). Take the array or table out of it: save one array as .npy",
  ],
  ["a.csv", [0x50, 0x4b, 3, 4], "a.csv is a ZIP archive"],
  [
    "a.png",
    [0x89, 0x50, 0x4e, 0x47],
    "a.png is a single picture (PNG). Give the folder, or all the pictures, instead.",
  ],
  [
    "a.jpg",
    [0xff, 0xd8, 0xff, 0xe0],
    "a.jpg is a single picture (JPEG). Give all the pictures in a browser, or a folder of them as PNG.",
  ],
  ["a.h5", [0x89, 0x48, 0x44, 0x46], "a.h5 is an HDF5 file. Save its array as .npy (numpy.save)."],
  ["a.parquet", [0x50, 0x41, 0x52, 0x31], "a.parquet is a Parquet file. Save its table as .csv."],
  ["a.npy", [1, 2, 3, 4], "a.npy is not an NPY file: it begins with 01 02 03 04"],
  ["a.bin", [1, 2, 3, 4], "a.bin is not an IDX file: it begins with 01 02 03 04"],
  ["a.gz", [0x1f, 0x8b, 3, 4], "a.gz is gzip that is damaged"],
])("%s with %j is refused", async (name, content, message) => {
  const reading = datasetFromFile(Uint8Array.from(content), name);
  await expect(reading).rejects.toThrow(FormatError);
  await expect(reading).rejects.toThrow(message);
});
