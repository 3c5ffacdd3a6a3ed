import { describe, expect, test } from "vitest";
import { preparationOf, readData } from "../../../src/data/read.js";
import { DataError, FormatError } from "../../../src/errors.js";
import { npyBytes } from "../npy-file.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const TRAIN = "a,b,kind\n10,20,x\n15,30,y\n20,40,x";
const trained = async (options = {}) =>
  (await readData(bytes(TRAIN), "train.csv", { scale: "columns", labelColumn: "kind", ...options })).preparation;

describe("a later file", () => {
  test("is stretched by the training data's ranges, and a warning says how far outside it lies", async () => {
    const preparation = await trained();
    const { dataset, warnings, summary } = await preparation.read(bytes("a,b\n100,200\n150,400"), "tenfold.csv");
    expect(dataset.data).toEqual(Float32Array.of(9, 9, 14, 19));
    expect(summary).toBe(
      "read 2 samples of 2 values from tenfold.csv: header, columns scaled to 0…1, as the training data were",
    );
    expect(warnings).toEqual([
      "Far outside what the model has learnt: a runs from 100 to 150 in tenfold.csv, in the training data from 10 to 20; b runs from " +
        "200 to 400 in tenfold.csv, in the training data from 20 to 40. It is scaled as the training data were. Are its units the " +
        "same? Else train on data like these.",
    ]);
    expect((await preparation.read(bytes("a,b\n9,41\n21,20"), "near.csv")).warnings).toEqual([]);
  });

  test("is matched by names, in any order, with other columns beside", async () => {
    const preparation = await trained();
    const { dataset, summary } = await preparation.read(bytes("kind,note,b,a\ny,,40,10\nz,hello,20,20"), "later.csv");
    expect(dataset.data).toEqual(Float32Array.of(0, 1, 1, 0));
    // A class that is new comes after those that the model knows.
    expect([dataset.labels, dataset.classes]).toEqual([Uint8Array.of(1, 2), ["x", "y", "z"]]);
    expect(summary).toContain('"note" left out');
  });

  test("without a header is matched by places, and said so", async () => {
    const preparation = await trained();
    const { dataset, summary } = await preparation.read(bytes("10,40,x\n20,20,y"), "later.csv");
    expect([dataset.data, dataset.labels]).toEqual([Float32Array.of(0, 1, 1, 0), Uint8Array.of(0, 1)]);
    expect(summary).toContain("no header, column 3 is the label, columns taken by their places");
    expect((await preparation.read(bytes("10,40\n20,20"), "later.csv")).dataset.labels).toBeUndefined();
  });

  test.each([
    ["other names", "a,c\n1,2", 'later.csv has no column "b", which the model was trained on; it has a, c.'],
    ["too few columns", "1\n2", "later.csv has 1 columns, the training data had 3, 2 of them in use."],
    ["texts", "a,b\n1,two", 'later.csv, row 2, column 2 (b) is "two", where the training data have numbers.'],
    ["missing values", "a,b\n1,", "later.csv, row 2, column 2 (b) is missing."],
  ])("with %s is refused", async (_, text, message) => {
    const preparation = await trained();
    await expect(preparation.read(bytes(text), "later.csv")).rejects.toThrow(DataError);
    await expect(preparation.read(bytes(text), "later.csv")).rejects.toThrow(message);
  });

  test("is read with what was said about how such files are written", async () => {
    const { preparation } = await readData(bytes("1;2\n3;4,5"), "train.csv", { header: false, decimal: "comma" });
    expect((await preparation.read(bytes("7;8\n1;2"), "later.csv")).dataset.data).toEqual(Float32Array.of(7, 8, 1, 2));
  });

  test("needs no labels: a column with gaps is passed over", async () => {
    const preparation = await trained();
    const { dataset, summary } = await preparation.read(bytes("a,b,kind\n10,20,\n20,40,x"), "later.csv");
    expect([dataset.labels, dataset.data]).toEqual([undefined, Float32Array.of(0, 0, 1, 1)]);
    expect(summary).toContain('"kind" has gaps: no labels');
  });

  test("numbers its classes as the training data did, or is refused", async () => {
    const { preparation } = await readData(bytes("a,label\n1,0\n2,1"), "train.csv");
    const later = (text: string) => preparation.read(bytes(text), "later.csv");
    expect((await later("a,label\n1,5\n2,1")).dataset.labels).toEqual(Uint8Array.of(5, 1));
    await expect(later("a,label\n1,5\n2,300")).rejects.toThrow(
      'later.csv, "label" has labels such as "5", where the training data have class numbers from 0 to 255.',
    );
  });

  test("is transposed where the training data were", async () => {
    const file = npyBytes([1, 2, 3], [1, 2, 3, 4, 5, 255]);
    const { dataset, preparation } = await readData(file, "train.npy", { transpose: true });
    expect([dataset.shape, dataset.data]).toEqual([[3, 2], Uint8Array.of(1, 4, 2, 5, 3, 255)]);
    const again = preparationOf(JSON.parse(JSON.stringify(preparation)));
    expect((await again.read(file, "later.npy")).dataset).toEqual(dataset);
    expect(
      (await again.read(npyBytes([1, 3, 2], [1, 4, 2, 5, 3, 255]), "l.npy", { transpose: false })).dataset,
    ).toEqual(dataset);
  });

  test("of pictures is none for a table", async () => {
    const preparation = await trained();
    await expect(preparation.readPictures([], "pics")).rejects.toThrow(
      "pics holds pictures, and the model was trained on a table. Give a table with the same columns.",
    );
  });

  test("finds nameless columns by their places, and those of one name by pandas' names", async () => {
    const { preparation } = await readData(bytes("a,,b,b\n1,2,3,9\n4,5,6,9"), "train.csv");
    expect(preparation.names).toEqual(["a", "column 2", "b", "b.1"]);
    const { dataset } = await preparation.read(bytes("b,,b,a\n30,20,40,10"), "later.csv");
    expect(dataset.data).toEqual(Float32Array.of(10, 20, 30, 40));
    await expect(preparation.read(bytes(",b,b,a\n20,30,40,10"), "later.csv")).rejects.toThrow('no column "column 2"');
  });

  test("may be of another format", async () => {
    const { preparation } = await readData(npyBytes([2, 2], [0, 255, 3, 4]), "train.npy");
    expect((await preparation.read(bytes("1,2\n3,200"), "later.csv")).dataset).toMatchObject({
      data: Uint8Array.of(1, 2, 3, 200),
      shape: [2],
    });
    const table = await trained({ drop: ["kind"], labelColumn: undefined });
    expect((await table.read(npyBytes([1, 2], [10, 40]), "later.npy")).dataset.data).toEqual(Float32Array.of(0, 1));
    await expect(table.read(npyBytes([1, 3], [1, 2, 3]), "later.npy")).rejects.toThrow(
      "later.npy has 3 values a sample, the training data had 2 (2). Give samples of the same size.",
    );
  });
});

describe("a preparation", () => {
  test("is its own JSON", async () => {
    for (const options of [{}, { scale: "standard", missing: "mask" }, { scale: "range" }, { scale: "none" }]) {
      const preparation = await trained(options);
      const text = JSON.stringify(preparation);
      const again = preparationOf(JSON.parse(text));
      expect(JSON.stringify(again)).toBe(text);
      expect((await again.read(bytes(TRAIN), "t.csv")).dataset).toEqual(
        (await preparation.read(bytes(TRAIN), "t.csv")).dataset,
      );
    }
  });

  test("is found in a model, and missed", async () => {
    const preparation = await trained();
    expect(preparationOf({ description: { preparation } }).names).toEqual(["a", "b"]);
    expect(preparationOf({ preparation }).names).toEqual(["a", "b"]);
    expect(() => preparationOf({ description: {} })).toThrow("The model doesn't know how its data were read");
  });

  test("of a stranger is checked field by field", async () => {
    const plain = JSON.parse(JSON.stringify(await trained({ missing: "mean" })));
    const changed: [field: string, change: (copy: { table?: { columns?: object[] } }) => void][] = [
      ["preparation.version", (copy) => Object.assign(copy, { version: 2 })],
      ["preparation.kind", (copy) => Object.assign(copy, { kind: "sound" })],
      ["preparation.shape[0]", (copy) => Object.assign(copy, { shape: ["2"] })],
      ["preparation.shape", (copy) => Object.assign(copy, { shape: [2 ** 40, 2 ** 40] })],
      ["preparation.table.columns", (copy) => Object.assign(copy, { shape: [3] })],
      [
        "preparation.table.columns[0].position",
        (copy) => Object.assign(copy.table?.columns?.[0] ?? {}, { position: 7 }),
      ],
      ["preparation.table.columns[0].as", (copy) => Object.assign(copy.table?.columns?.[0] ?? {}, { as: "toString" })],
      ["preparation.scaling.method", (copy) => Object.assign(copy, { scaling: { method: "constructor" } })],
      [
        "preparation.scaling.low",
        (copy) => Object.assign(copy, { scaling: { method: "columns", low: [1], high: [2] } }),
      ],
      [
        "preparation.scaling.high[1]",
        (copy) => Object.assign(copy, { scaling: { method: "columns", low: [1, 2], high: [2, null] } }),
      ],
      ["preparation.missing.means[0]", (copy) => Object.assign(copy, { missing: { policy: "mean", means: [{}, 1] } })],
      ["preparation.classes", (copy) => Object.assign(copy, { classes: ["x", "x"] })],
      ["preparation.ranges.high[0]", (copy) => Object.assign(copy, { ranges: { low: [5, 0], high: [4, 0] } })],
      [
        "preparation.table.written.separator",
        (copy) => Object.assign((copy.table ?? {}) as object, { written: { separator: "" } }),
      ],
      ["preparation.ranges", (copy) => Object.assign(copy, { ranges: 7 })],
      ["preparation.classes[0]", (copy) => Object.assign(copy, { classes: [1] })],
      ["preparation", (copy) => Object.assign(copy, { more: 1 })],
    ];
    for (const [field, change] of changed) {
      const copy = structuredClone(plain);
      change(copy);
      expect(() => preparationOf(copy), field).toThrow(FormatError);
      expect(() => preparationOf(copy), field).toThrow(`The model's ${field} must be `);
    }
  });
});
