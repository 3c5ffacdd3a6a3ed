import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { datasetFromFile, readData } from "../../src/data/read.js";
import { ArgumentError, FormatError } from "../../src/errors.js";
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

test("options say how, and are refused where they would change nothing", async () => {
  expect(await datasetFromFile(text("1,2,9"), "a.csv", { labelColumn: 2, scale: "bytes", shape: [1, 2] })).toEqual({
    data: Uint8Array.of(1, 2),
    shape: [1, 2],
    count: 1,
    labels: Uint8Array.of(9),
  });
  const file = npyBytes([1, 2], [1, 2]);
  const options = { scale: "none", shape: [1, 2], labels: { name: "l.npy", bytes: npyBytes([1], [7]) } } as const;
  expect(await datasetFromFile(file, "a.npy", options)).toEqual({
    data: Float32Array.of(1, 2),
    shape: [1, 2],
    count: 1,
    labels: Uint8Array.of(7),
  });
  for (const [name, content, wrong, message] of [
    ["a.npy", file, { labelColumn: 2 }, "labelColumn (--label-column) is for tables: a.npy has no use for it."],
    ["a.npy", file, { header: true }, "header (--header) is for tables: a.npy has no use for it."],
    ["a.npy", file, { array: "x" }, "array (--array) chooses one of several arrays, and a.npy holds one."],
    ["a.csv", text("1,2"), { transpose: true }, "transpose (--transpose) is for arrays: a.csv has no use for it."],
    ["a.csv", text("1,2"), { scaling: "none" }, 'Reading data has no option "scaling"; it takes labelColumn, '],
  ] as const) {
    const reading = datasetFromFile(content, name, wrong as never);
    await expect(reading).rejects.toThrow(ArgumentError);
    await expect(reading).rejects.toThrow(message);
  }
});

test("bytes come as arrays or buffers of them, and as nothing else", async () => {
  const bytes = text("1,2\n3,200");
  const expected = { data: Uint8Array.of(1, 2, 3, 200), shape: [2], count: 2 };
  expect(await datasetFromFile(bytes.slice().buffer, "a.csv")).toEqual(expected);
  expect(await datasetFromFile(new DataView(bytes.slice().buffer) as never, "a.csv")).toEqual(expected);
  const file = new File([bytes.slice()], "a.csv");
  for (const source of [file, new Blob([bytes.slice()]), new Response(bytes.slice())])
    expect(await datasetFromFile(source, "a.csv")).toEqual(expected);
  expect((await readData(file)).summary).toContain("a.csv");
  expect((await readData(file, { scale: "columns" })).preparation.scaling.method).toBe("columns");
  const missing = datasetFromFile(new Response("no", { status: 404, statusText: "Not Found" }), "a.csv");
  await expect(missing).rejects.toThrow("a.csv is not there: the server answered 404 Not Found.");
  for (const wrong of ["1,2", undefined, [1, 2], 7]) {
    const reading = datasetFromFile(wrong as never, "a.csv");
    await expect(reading).rejects.toThrow(ArgumentError);
    await expect(reading).rejects.toThrow("a.csv must be given as bytes: a Uint8Array or an ArrayBuffer");
  }
});

test("a table is told by its content, whatever it is called", async () => {
  for (const name of ["a.csv", "a.data", "a.npy", "a", "a.idx3-ubyte"]) {
    expect(await datasetFromFile(text("a,b\n1,2\n3,200"), name)).toEqual({
      data: Uint8Array.of(1, 2, 3, 200),
      shape: [2],
      count: 2,
    });
  }
});

test.each([
  [
    "a.zip",
    [0x50, 0x4b, 3, 4],
    "a.zip is a ZIP archive (.xlsx and .zip are). Take the table or the pictures out of it",
  ],
  ["a.csv", [0x50, 0x4b, 3, 4], "a.csv is a ZIP archive"],
  [
    "a.png",
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    "a.png is a single picture (PNG). Give all the pictures, or the folder that they are in.",
  ],
  ["a.jpg", [0xff, 0xd8, 0xff, 0xe0], "a.jpg is a single picture (JPEG). Give all the pictures, or the folder"],
  [
    "a.h5",
    [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a],
    "a.h5 is an HDF5 file. Save its array as .npy (numpy.save).",
  ],
  ["a.npy", [1, 2, 3, 4], "a.npy is not an NPY file: it begins with 01 02 03 04"],
  ["a.bin", [1, 2, 3, 4], "a.bin is of no format that can be read: IDX, NPY, NPZ, CSV, Parquet and safetensors are."],
  ["a.gz", [0x1f, 0x8b, 3, 4], "a.gz is gzip that is "],
])("%s with %j is refused", async (name, content, message) => {
  const reading = datasetFromFile(Uint8Array.from(content), name);
  await expect(reading).rejects.toThrow(FormatError);
  await expect(reading).rejects.toThrow(message);
});
