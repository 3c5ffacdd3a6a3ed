import { describe, expect, it, vi } from "vitest";
import { dataFrom } from "../../src/app/worker/data.js";
import { filtersIn } from "../../src/app/worker/snapshot.js";
import { idxFile } from "../data/idx-file.js";

const OPTIONS = { size: 28, stretch: false };
const file = (name: string, content: string | Uint8Array, type = "") =>
  new File([typeof content === "string" ? content : new Uint8Array(content)], name, { type });
const read = (...files: File[]) => dataFrom(files, OPTIONS, () => {});

const table = (rows: number) =>
  Array.from({ length: rows }, (_, row) => `${row / 100},0.5,${1 - row / 100}`).join("\n");

describe("the visitor's own data", () => {
  it("keep every tenth sample aside, and show some of those", async () => {
    const { train, validation, info } = await read(file("sensor.csv", table(25)));
    expect([train.count, validation?.count]).toEqual([23, 2]);
    expect(Array.from(validation?.data ?? [], (value) => Math.fround(value))).toEqual(
      [0.09, 0.5, 0.91, 0.19, 0.5, 0.81].map(Math.fround),
    );
    expect(info).toMatchObject({
      mnist: false,
      name: "sensor.csv",
      shape: [3],
      count: 23,
      validationCount: 2,
      range: [0, 1],
    });
    expect(info.examples.names).toEqual(["sample 1", "sample 2"]);
    expect(info.examples.values).toEqual(validation?.data);
  });

  it("keep nothing aside where there are fewer than ten", async () => {
    const { train, validation, info } = await read(file("few.csv", table(4)));
    expect([train.count, validation, info.validationCount]).toEqual([4, undefined, 0]);
    expect(info.examples.names).toHaveLength(4);
  });

  it("are drawn between their smallest and largest value", async () => {
    expect((await read(file("wide.csv", "-3,0\n0,8.5"))).info.range).toEqual([-3, 8.5]);
  });

  it("stretch a table's columns when asked to", async () => {
    const { train } = await dataFrom([file("t.csv", "10,1\n20,2\n30,3")], { size: 28, stretch: true }, () => {});
    expect([...train.data]).toEqual([0, 0, 0.5, 0.5, 1, 1]);
  });

  it("take IDX images with their labels in any order, and show one of each class", async () => {
    const images = file(
      "images.idx",
      idxFile(
        [20, 2, 2],
        Array.from({ length: 80 }, (_, i) => i),
      ),
    );
    const labels = file(
      "labels.idx",
      idxFile(
        [20],
        Array.from({ length: 20 }, (_, i) => i % 3),
      ),
    );
    for (const files of [
      [images, labels],
      [labels, images],
    ]) {
      const { train, info } = await read(...files);
      expect(train.count).toBe(18);
      expect(train.labels).toHaveLength(18);
      expect(info.shape).toEqual([2, 2]);
      // Rows 9 and 19 are kept aside: classes 0 and 1.
      expect(info.examples.names).toEqual(["0", "1"]);
    }
  });

  it.each<[string, readonly File[], RegExp]>([
    ["no file", [], /There is no file/],
    [
      "three files",
      [file("a.csv", "1"), file("b.csv", "1"), file("c.csv", "1")],
      /3 files of data at a time are too many/,
    ],
    ["a picture and a table", [file("a.png", "x", "image/png"), file("b.csv", "1")], /b\.csv is no picture/],
    ["text in a table", [file("bad.csv", "1,2\n3,four")], /bad\.csv, row 2, column 2 is "four", which is not a number/],
    ["an empty file", [file("empty.csv", "")], /empty\.csv is empty/],
    ["another format", [file("notes.idx", "not data")], /notes\.idx is not an IDX file/],
    ["an archive", [file("a.npz", new Uint8Array([0x50, 0x4b, 3, 4]))], /a\.npz is a ZIP archive/],
    ["pictures without a browser", [file("a.png", "x", "image/png")], /nothing here that decodes pictures/],
  ])("name the file and the fault: %s", async (_, files, message) => {
    await expect(read(...files)).rejects.toThrow(message);
  });

  it("name a file that has gone", async () => {
    const gone = file("gone.csv", "1");
    vi.spyOn(gone, "arrayBuffer").mockRejectedValue(new DOMException("", "NotFoundError"));
    await expect(read(gone)).rejects.toThrow(/gone\.csv cannot be read.*Choose it again/);
  });
});

describe("filters", () => {
  const tensor = (shape: number[]) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i);
    return { shape, data };
  };

  it("of a dense layer are its columns, in the samples' shape", () => {
    const filters = filtersIn({ "encoder.0.kernel": tensor([4, 3]) }, [2, 2]);
    expect(filters).toMatchObject({ shape: [2, 2, 1], total: 3, count: 3 });
    expect([...(filters?.values ?? [])]).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
  });

  it("of a convolution are its windows, behind layers without weights", () => {
    const weights = {
      "encoder.2.bias": tensor([2]),
      "encoder.2.kernel": tensor([3, 3, 1, 2]),
      "decoder.0.kernel": tensor([2, 4]),
    };
    const filters = filtersIn(weights, [28, 28]);
    expect(filters).toMatchObject({ shape: [3, 3, 1], total: 2, count: 2 });
    expect(filters?.values.subarray(0, 3)).toEqual(Float32Array.of(0, 2, 4));
  });

  it("are 32 at most, and none where there is no kernel", () => {
    expect(filtersIn({ "encoder.0.kernel": tensor([4, 40]) }, [4])).toMatchObject({
      total: 40,
      count: 32,
      shape: [2, 2, 1],
    });
    expect(filtersIn({ "decoder.0.kernel": tensor([4, 4]) }, [4])).toBeUndefined();
  });
});
