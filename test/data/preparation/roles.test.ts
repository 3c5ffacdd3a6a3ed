import { describe, expect, test } from "vitest";
import { readData } from "../../../src/data/read.js";
import { ArgumentError, DataError } from "../../../src/errors.js";

const read = (text: string, options = {}) => readData(new TextEncoder().encode(text), "t.csv", options);
const names = async (text: string, options = {}) => (await read(text, options)).preparation.names;

describe("columns that count the rows", () => {
  test("are left out, and said so", async () => {
    const { dataset, summary } = await read(",a,b\n0,0.1,0.9\n1,0.5,0.2\n2,0.7,0.3");
    expect([dataset.shape, dataset.data]).toEqual([[2], Float32Array.of(0.1, 0.9, 0.5, 0.2, 0.7, 0.3)]);
    expect(summary).toBe(
      "read 3 samples of 2 values from t.csv: header, column 1 (it counts the rows) left out, values as they are",
    );
    // A part of a frame keeps the numbers of the whole.
    expect(await names(",a\n7,1\n3,2\n12,3")).toEqual(["a"]);
    expect(await names("Unnamed: 0,a\n0,1\n1,2")).toEqual(["a"]);
    expect(await names("id,a\n101,1\n102,2\n103,3")).toEqual(["a"]);
  });

  test("are only those", async () => {
    expect(await names(",a\n0.5,1\n1,2")).toEqual(["column 1", "a"]);
    expect(await names(",a\n1,1\n1,2")).toEqual(["column 1", "a"]);
    expect(await names("id,a\n101,1\n107,2")).toEqual(["id", "a"]);
    expect(await names("time,a\n0,1\n1,2")).toEqual(["time", "a"]);
    expect((await read("0,5\n1,6\n2,7")).dataset.shape).toEqual([2]);
    // Whoever asks for one gets it.
    expect(await names("id,a\n1,5\n2,6", { columns: ["a", "id"] })).toEqual(["a", "id"]);
  });
});

test("a name of any length is quoted in part", async () => {
  const long = "n".repeat(100_000);
  const { summary } = await read(`${long},b\nx,1\ny,2`, { text: "drop" });
  expect(summary.length).toBeLessThan(300);
  await expect(read(`${long},b\nx,1\n3,2`)).rejects.toThrow(DataError);
  const message = await read(`${long},b\nx,1\n3,2`).catch(String);
  expect(String(message).length).toBeLessThan(600);
});

describe("columns are chosen", () => {
  const table = "time,a,b,city\n1,2,3,Köln\n2,5,7,Bonn\n4,6,9,Köln";

  test("by name or place, in the order asked for", async () => {
    const { dataset } = await read(table, { columns: ["b", "a"] });
    expect(dataset.data).toEqual(Float32Array.of(3, 2, 7, 5, 9, 6));
    expect(await names(table, { columns: [2, "2"] })).toEqual(["b", "a"]);
    expect(await names(table, { drop: ["city", 0] })).toEqual(["a", "b"]);
    expect(await names("400,402\n1,2", { header: true, columns: ["402"] })).toEqual(["402"]);
  });

  test.each([
    [{ columns: ["c"] }, 't.csv has no column "c" to take; its columns are time, a, b, city.'],
    [{ drop: ["9"] }, "t.csv has no column 9 to leave out: its columns are 1 to 4."],
    [{ drop: [4] }, "t.csv has no column 4 to leave out: its columns are 0 to 3, counted from 0."],
    [{ labelColumn: "9" }, "t.csv has no column 9 for the labels: its columns are 1 to 4."],
  ])("%j: refused", async (options, message) => {
    await expect(read(table, options)).rejects.toThrow(ArgumentError);
    await expect(read(table, options)).rejects.toThrow(message);
  });

  test("labels are no labels where they are left out, or told to be none", async () => {
    const labelled = "a,b,label\n1,2,0\n3,4,1";
    expect((await read(labelled)).dataset.labels).toEqual(Uint8Array.of(0, 1));
    const dropped = await read(labelled, { drop: ["label"] });
    expect([dropped.dataset.labels, dropped.preparation.names]).toEqual([undefined, ["a", "b"]]);
    const none = await read(labelled, { labelColumn: null });
    expect([none.dataset.labels, none.preparation.names]).toEqual([undefined, ["a", "b", "label"]]);
  });

  test("nothing left is an error", async () => {
    await expect(read("a,label\n1,2", { drop: ["a"] })).rejects.toThrow("t.csv has no column left to learn from.");
  });
});

describe("texts", () => {
  const table = "a,city\n1,Köln\n2,Bonn\n4,Köln";

  test("are refused with three remedies, each of which helps", async () => {
    await expect(read(table)).rejects.toThrow(
      't.csv, row 2, column 2 (city) is "Köln", which is not a number. Leave the column out (drop: ["city"], or --drop "city"), ' +
        'name it as the labels (labelColumn: "city", or --label-column "city"), or make a value of each different text ' +
        '(text: "categories", or --text categories).',
    );
    expect(await names(table, { drop: ["city"] })).toEqual(["a"]);
    expect(await names(table, { text: "drop" })).toEqual(["a"]);
    expect(await read(table, { labelColumn: "city" })).toMatchObject({
      dataset: { labels: Uint8Array.of(1, 0, 1), classes: ["Bonn", "Köln"] },
      summary: 'read 3 samples of 1 value from t.csv: header, "city" is the label (2 classes), values as they are',
    });
    const { dataset, preparation } = await read(table, { text: "categories", scale: "columns" });
    expect(preparation.names).toEqual(["a", "city = Bonn", "city = Köln"]);
    expect(dataset.data).toEqual(Float32Array.of(0, 0, 1, 1 / 3, 1, 0, 1, 0, 1));
  });

  test("of later files are known, or refused by name", async () => {
    const { preparation } = await read(table, { text: "categories" });
    const later = (text: string) => preparation.read(new TextEncoder().encode(text), "later.csv");
    expect((await later("city,a\nBonn,7")).dataset.data).toEqual(Float32Array.of(7, 1, 0));
    await expect(later("city,a\nAachen,7")).rejects.toThrow(
      'later.csv, row 2, column 1 (city) is "Aachen", which the training data did not have: they had Bonn, Köln.',
    );
  });

  test("no scaling moves categories", async () => {
    const data = async (options: object) => [
      ...(await read("a,c\n1,x\n201,y", { text: "categories", ...options })).dataset.data,
    ];
    expect(await data({ scale: "standard" })).toEqual([-1, 1, 0, 1, 0, 1]);
    expect(await data({ scale: "columns" })).toEqual([0, 1, 0, 1, 0, 1]);
    expect(await data({ scale: "range" })).toEqual([0, 1, 0, 1, 0, 1]);
    // Whole numbers beyond 127 are pixels, but not beside a category.
    expect(await data({})).toEqual([1, 1, 0, 201, 0, 1]);
    await expect(data({ scale: "bytes" })).rejects.toThrow("Categories are no pixels");
  });

  test.each([
    ["1,5", "a;b\n1,5;2.5", "Write all decimals one way"],
    ["1,234,567", 'a,b\n1,"1,234,567"\n2,3', "Leave thousands separators out: 1234567."],
    ["1.234,5", "a;b\n1;1.234,5\n2;3", "Leave thousands separators out: 1234,5."],
    ["0x10", "a,b\n1,0x10\n2,3", "Write it in decimal digits."],
  ])("%s has a remedy of its own", async (_, text, remedy) => {
    await expect(read(text)).rejects.toThrow(DataError);
    await expect(read(text)).rejects.toThrow(remedy);
  });

  test("a column of more texts than can be told apart can be left out", async () => {
    const rows = Array.from({ length: 300 }, (_, row) => `${row % 5},name ${row}`).join("\n");
    await expect(read(`a,name\n${rows}`, { text: "categories" })).rejects.toThrow(
      't.csv, "name" has 300 or more different texts; at most 256 become values. Leave the column out (drop: ["name"], or --drop "name").',
    );
    expect(await names(`a,name\n${rows}`, { drop: ["name"] })).toEqual(["a"]);
  });
});

describe("dates", () => {
  const table = "when,a\n2024-01-01,1\n2024-01-02 12:00,2\n2024-01-03T00:00Z,3";

  test("are refused, left out or seconds", async () => {
    await expect(read(table)).rejects.toThrow(
      't.csv, "when" holds dates. Leave it out (drop: ["when"], or --drop "when"; all such columns: dates: "drop", or --dates drop), ' +
        "or take it as seconds since 1970 " +
        '(dates: "seconds", or --dates seconds), which needs scaling (scale: "columns", or --scale columns).',
    );
    expect(await names(table, { dates: "drop" })).toEqual(["a"]);
    expect((await read(table, { dates: "drop" })).summary).toContain('"when" (dates) left out');
    const { dataset } = await read(table, { dates: "seconds", scale: "columns" });
    expect(dataset.data).toEqual(Float32Array.of(0, 0, 0.75, 0.5, 1, 1));
  });

  test("among numbers are an error", async () => {
    await expect(read("when,a\n2024-01-01,1\n17,2", { dates: "seconds" })).rejects.toThrow(
      't.csv, "when" holds 1 dates among 1 numbers. Write it one way, or leave it out (drop: ["when"], or --drop "when").',
    );
  });
});
