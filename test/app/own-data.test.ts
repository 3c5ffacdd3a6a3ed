import { encode } from "fast-png";
import { zipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { MNIST_CHOICE, withFiles } from "../../src/app/state/data-choice.js";
import { forColumns } from "../../src/app/state/moved-columns.js";
import { AS_FOUND, type Reading } from "../../src/app/state/reading.js";
import { adviceOf } from "../../src/app/state/remedies.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import type { GivenFile, Outline } from "../../src/app/worker/protocol.js";
import { filtersIn } from "../../src/app/worker/snapshot.js";
import { npyFile } from "../../src/data/npy-writer.js";
import { idxFile } from "../data/idx-file.js";

const file = (name: string, content: string | Uint8Array, type = "") =>
  new File([typeof content === "string" ? content : new Uint8Array(content)], name, { type });
const given = (...files: File[]): GivenFile[] => files.map((each) => ({ file: each, path: each.name }));

/** Reads files as they would be chosen, with what was said about how. */
const readAs = (reading: Partial<Reading>, ...files: File[]) =>
  dataFrom(given(...files), { ...AS_FOUND, ...reading }, () => {});
const read = (...files: File[]) => readAs({}, ...files);

const table = (rows: number) =>
  Array.from({ length: rows }, (_, row) => `${row / 100},0.5,${1 - row / 100}`).join("\n");
/** Every tenth row is of the class that a hold-out of every tenth row would take away. */
const periodic = `a,b,kind\n${Array.from({ length: 60 }, (_, row) => `${row},${60 - row},${row % 10 === 9 ? "rare" : "usual"}`).join("\n")}`;

describe("the visitor's own data", () => {
  it("keep a tenth aside, drawn at random, and show some of those", async () => {
    const { train, validation, info } = await read(file("sensor.csv", table(24)));
    expect([train.count, validation?.count]).toEqual([22, 2]);
    const firsts = [train, validation].flatMap((part) => Array.from(part?.data ?? []).filter((_, at) => at % 3 === 0));
    expect(firsts.map((value) => Math.round(100 * value)).sort((a, b) => a - b)).toEqual([...Array(24).keys()]);
    expect(info).toMatchObject({
      mnist: false,
      name: "sensor.csv",
      shape: [3],
      count: 22,
      validationCount: 2,
      labelled: false,
      range: [0, 1],
      columns: ["column 1", "column 2", "column 3"],
    });
    expect(info.examples.names).toEqual(["sample 1", "sample 2"]);
    expect(info.examples.values).toEqual(validation?.data);
    expect(info.own?.aside).toHaveLength(2);
  });

  it("keep every class in proportion, and call it by its name", async () => {
    const { train, validation, info } = await readAs({ label: 2 }, file("periodic.csv", periodic));
    const counts = (labels: Uint8Array = new Uint8Array()) =>
      [0, 1].map((label) => labels.filter((one) => one === label).length);
    expect(info.classes).toEqual(["rare", "usual"]);
    expect([counts(train.labels), counts(validation?.labels)]).toEqual([
      [5, 49],
      [1, 5],
    ]);
    expect(info.examples.names).toEqual(["rare", "usual"]);
    expect(info.labelled).toBe(true);
  });

  it("of a file with several arrays are those of the one that is chosen", async () => {
    const bytes = (values: number[]) => npyFile(Float32Array.from(values), [2, 2]);
    const npz = file("two.npz", zipSync({ "a.npy": bytes([1, 2, 3, 4]), "it's (b).npy": bytes([5, 6, 7, 8]) }));
    const failure = await read(npz).catch((error: Error) => error.message);
    const { text, remedies } = adviceOf(String(failure), { reading: AS_FOUND, failed: true });
    expect(text).toMatch(
      /^two\.npz holds several arrays: "a" \(.*\), "it's \(b\)" \(.*\)\. Choose the one with the samples\.$/,
    );
    expect(remedies.map(({ label }) => label)).toEqual(["The samples are “a”", "The samples are “it's (b)”"]);
    const { train } = await readAs(remedies[1]?.reading ?? {}, npz);
    expect([...train.data]).toEqual([5, 6, 7, 8]);
  });

  it("keep nothing aside where there are fewer than ten", async () => {
    const { train, validation, info } = await read(file("few.csv", table(4)));
    expect([train.count, validation, info.validationCount]).toEqual([4, undefined, 0]);
    expect(info.examples.names).toHaveLength(4);
  });

  it("are drawn between their smallest and largest value", async () => {
    expect((await read(file("wide.csv", "-3,0\n0,8.5"))).info.range).toEqual([-3, 8.5]);
  });

  it("are scaled as was said, and tell how", async () => {
    const { train, info } = await readAs(
      { scale: "columns" },
      file("t.csv", "time,b\n1700000000,1\n1700000001,2\n1700000004,3"),
    );
    expect([...train.data]).toEqual([0, 0, 0.25, 0.5, 1, 1]);
    expect(info.own?.told).toEqual(["read 3 samples of 2 values from t.csv: header, columns scaled to 0…1"]);
    expect(info.own?.preparation).toMatchObject({
      kind: "table",
      scaling: { method: "columns", high: [1700000004, 3] },
    });
  });

  it("leave columns out, replace missing values and read decimal commas as was said", async () => {
    const reading = { drop: [0], missing: "mean", separator: ";", decimal: "comma" } as const;
    const { train, info } = await readAs(reading, file("t.csv", "id;b;c\n7;0,5;1\n9;;2\n4;1,5;3"));
    expect([...train.data]).toEqual([0.5, 1, 1, 2, 1.5, 3]);
    expect(info.columns).toEqual(["b", "c"]);
    expect(info.own?.written).toEqual({ header: true, separator: ";", decimal: "comma", encoding: "utf-8" });
  });

  it("tell what was found in them even where they cannot be read", async () => {
    const outlines: Outline[] = [];
    const reading = dataFrom(
      given(file("t.csv", "id,species,when\n1,setosa,2024-01-02\n2,virginica,2024-01-03")),
      AS_FOUND,
      (progress) => {
        if (progress.type === "found") outlines.push(progress.outline);
      },
    );
    await expect(reading).rejects.toThrow(/column 2 \(species\) is "setosa", which is not a number/);
    expect(outlines.at(0)).toEqual({ kind: "table", files: ["t.csv"], columns: [] });
    expect(outlines.slice(1)).toEqual([
      {
        kind: "table",
        files: ["t.csv"],
        columns: [
          { name: "id", holds: "numbers", example: "1" },
          { name: "species", holds: "texts", example: "setosa" },
          { name: "when", holds: "dates", example: "2024-01-02" },
        ],
      },
    ]);
  });

  it("take IDX images with their labels in any order, and show one of each class", async () => {
    const pixels = Array.from({ length: 120 }, (_, i) => i);
    const images = file("images.idx", idxFile([30, 2, 2], pixels));
    const labels = file(
      "labels.idx",
      idxFile(
        [30],
        Array.from({ length: 30 }, (_, i) => i % 3),
      ),
    );
    for (const files of [
      [images, labels],
      [labels, images],
    ]) {
      const { train, info } = await read(...files);
      expect(train.count).toBe(27);
      expect(train.labels).toHaveLength(27);
      expect(info.shape).toEqual([2, 2]);
      expect(info.examples.names).toEqual(["0", "1", "2"]);
      expect(info.own).toMatchObject({ name: "images.idx", labels: "labels.idx" });
    }
  });

  it("take a second table to validate on where its name says so, read as the first one was", async () => {
    const [train, test] = [file("train.csv", "a,b\n0,10\n10,20"), file("test.csv", "b,a\n40,5")];
    for (const files of [
      [train, test],
      [test, train],
    ]) {
      const data = await readAs({ scale: "columns" }, ...files);
      expect([...data.train.data]).toEqual([0, 0, 1, 1]);
      // By name, not by place; by the first one's ranges, not by its own.
      expect([...(data.validation?.data ?? [])]).toEqual([0.5, 3]);
      expect(data.info.own).toMatchObject({ name: "train.csv", validation: "test.csv" });
      expect(data.info.own?.warnings.join()).toMatch(/b runs from 40 to 40 in test\.csv/);
    }
  });

  it("ask which of two tables to validate on where their names don't say", async () => {
    const files = [file("a.csv", "1,2\n3,4"), file("b.csv", "5,6")];
    await expect(read(...files)).rejects.toThrow(/a\.csv and b\.csv both hold samples.*say which one to validate on/);
    const { train, validation } = await readAs({ validateOn: "a.csv" }, ...files);
    expect([...train.data, ...(validation?.data ?? [])]).toEqual([5, 6, 1, 2, 3, 4]);
  });

  it.each<[string, readonly File[], RegExp]>([
    ["no file", [], /There is no file/],
    [
      "three files",
      [file("a.csv", "1"), file("b.csv", "1"), file("c.csv", "1")],
      /3 files of data at a time are too many/,
    ],
    [
      "a picture and a table",
      [file("a.png", "x", "image/png"), file("b.csv", "1")],
      /a\.png is a picture, b\.csv is none/,
    ],
    ["text in a table", [file("bad.csv", "1,2\n3,four")], /bad\.csv, row 2, column 2 is "four", which is not a number/],
    ["an empty file", [file("empty.csv", "")], /empty\.csv is empty/],
    ["an archive", [file("a.zip", new Uint8Array([0x50, 0x4b, 3, 4]))], /a\.zip is a ZIP archive/],
    ["what is no picture", [file("a.png", "x", "image/png")], /a\.png is no picture, whatever its name says/],
  ])("name the file and the fault: %s", async (_, files, message) => {
    await expect(read(...files)).rejects.toThrow(message);
  });

  it("name a file that has gone", async () => {
    const gone = file("gone.csv", "1");
    vi.spyOn(gone, "arrayBuffer").mockRejectedValue(new DOMException("", "NotFoundError"));
    await expect(read(gone)).rejects.toThrow(/gone\.csv cannot be read.*Choose it again/);
  });
});

describe("a folder of the visitor's own pictures", () => {
  const png = (red: number, green: number) => {
    const data = Uint8Array.from({ length: 4 * 3 }, (_, at) => [red, green, 0][at % 3] ?? 0);
    return encode({ width: 2, height: 2, data, channels: 3, depth: 8 });
  };
  const inFolder = (path: string, content: string | Uint8Array) => ({
    path,
    file: file(path.split("/").at(-1) ?? "", content),
  });
  const readFolder = (given: readonly GivenFile[], reading: Partial<Reading> = {}) =>
    dataFrom(given, { ...AS_FOUND, size: 2, ...reading }, () => {});

  it("passes over what is no picture, and says how many; reads subfolders", async () => {
    const { train, info } = await readFolder([
      inFolder("mine/README.txt", "not for eyes"),
      inFolder("mine/0.png", png(9, 9)),
      inFolder("mine/Thumbs.db", "nor this"),
      inFolder("mine/sub/1.png", png(8, 8)),
    ]);
    expect([train.count, info.name]).toEqual([2, "2 pictures"]);
    expect(info.own?.told.join()).toMatch(/2 other files passed over/);
  });

  it("has its subfolders for classes", async () => {
    const given = ["b/1", "a/2", "a/10", "b/3"].map((path) => inFolder(`mine/${path}.png`, png(7, 7)));
    const { train, info } = await readFolder(given);
    expect(info.classes).toEqual(["a", "b"]);
    expect([...(train.labels ?? [])]).toEqual([0, 0, 1, 1]);
    expect(info.examples.names).toEqual(["a", "b"]);
  });

  it("tells of colours that are lost, and keeps them when it is told to", async () => {
    const given = [inFolder("red.png", png(200, 0)), inFolder("green.png", png(0, 102))];
    const grey = await readFolder(given);
    expect(grey.info.shape).toEqual([2, 2]);
    const { text, remedies } = adviceOf(grey.info.own?.told.join() ?? "", { reading: AS_FOUND });
    expect(text).toMatch(/2 colour pictures read as grey/);
    expect(text).not.toMatch(/--|channels:/);
    expect(remedies.map(({ label }) => label)).toEqual(["Keep colour"]);
    const colour = await readFolder(given, remedies[0]?.reading);
    expect(colour.info.shape).toEqual([2, 2, 3]);
    expect([...colour.train.data.subarray(0, 3)]).toEqual([0, 102, 0]);
  });
});

describe("what is said about files", () => {
  it("holds for files of the same names, mended perhaps; of others whether colour is kept, and how a table is scaled", () => {
    const reading = { ...AS_FOUND, scale: "columns", label: 2, drop: [0], colour: true } as const;
    const said = { ...MNIST_CHOICE, reading, files: given(file("a.csv", "")) };
    expect(withFiles(said, given(file("a.csv", "mended"))).reading).toEqual(reading);
    const next = { ...AS_FOUND, scale: "columns", colour: true };
    expect(withFiles(said, given(file("b.csv", ""))).reading).toEqual(next);
    expect(withFiles(said, given(file("b.png", ""))).reading).toEqual({ ...next, scale: "auto" });
    expect(withFiles({ ...said, files: given(file("b.npy", "")) }, given(file("a.csv", ""))).reading.scale).toBe(
      "auto",
    );
    // Which array is meant is asked again.
    const ofSeveral = { ...said, reading: { ...reading, array: "a" } };
    expect(withFiles(ofSeveral, given(file("a.csv", ""))).reading).toEqual(reading);
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

describe("what was said of columns", () => {
  const said = { ...AS_FOUND, said: ["a", "b", "kind"], label: 2, columns: [0, 1], drop: [1] } as const;

  it("is said of the columns of the same names, and forgotten where there are none", () => {
    expect(forColumns(said, ["kind", "b", "a"])).toMatchObject({ label: 0, columns: [2, 1], drop: [1] });
    expect(forColumns(said, ["x", "a"])).toMatchObject({ label: "auto", columns: [1], drop: [], said: ["x", "a"] });
    expect(forColumns({ ...said, columns: [1] }, ["x"])).toMatchObject({ columns: "auto" });
  });

  it("is said of places where a table has no names", () => {
    const places = ["column 1", "column 2"];
    expect(forColumns(said, places)).toMatchObject({ label: "auto", columns: [0, 1], drop: [1] });
    expect(forColumns({ ...said, said: places, label: 1 }, ["y", "x", "z"])).toMatchObject({ label: 1, drop: [1] });
    expect(forColumns(said, [])).toEqual(said);
  });

  it("holds when the files change their roles, and the outline is that of the file that is learnt from", async () => {
    const rows = Array.from({ length: 12 }, (_, row) => row);
    const one = file("one.csv", `a,b,kind\n${rows.map((row) => `${row},0.5,${row % 2 ? "x" : "y"}`).join("\n")}`);
    const other = file("other.csv", `kind,b,a\n${rows.map((row) => `${row % 2 ? "x" : "y"},0.5,${row}`).join("\n")}`);
    const outlines: Outline[] = [];
    const reading = { ...AS_FOUND, said: ["a", "b", "kind"], label: 2, drop: [1], validateOn: "one.csv" };
    const { info } = await dataFrom(given(one, other), reading, (progress) => {
      if (progress.type === "found") outlines.push(progress.outline);
    });
    expect(outlines.at(-1)?.columns.map(({ name }) => name)).toEqual(["kind", "b", "a"]);
    expect([info.columns, info.classes, info.validationCount]).toEqual([["a"], ["x", "y"], 12]);
    expect(info.own?.reading).toMatchObject({ label: 0, drop: [1], said: ["kind", "b", "a"] });
  });
});
