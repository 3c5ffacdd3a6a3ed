import { describe, expect, test } from "vitest";
import {
  datasetFromCsv,
  dataWarnings,
  imagesFromIdx,
  imagesFromPictures,
  imagesFromPngs,
  joinDatasets,
  preparationOf,
  readData,
  readPictures,
  splitDataset,
} from "../../src/data.js";
import { ArgumentError } from "../../src/errors.js";
import { datasetOf, loadMnist, requestGpu } from "../../src/index.js";

const bytes = new TextEncoder().encode("a,b\n1,2\n3,4");

describe("options of reading that make no sense are refused by name", () => {
  test.each<[options: object, message: string]>([
    [{ columns: "a" }, 'columns must be a list of columns, such as ["time", 3]; got "a".'],
    [{ drop: 5 }, "drop must be a list of columns"],
    [{ header: "yes" }, 'header must be true, false or "auto"; got "yes".'],
    [{ separator: "" }, "separator must be one character"],
    [{ separator: "1" }, "separator must be one character"],
    [{ decimal: "," }, 'decimal must be one of auto, point, comma; got ",".'],
    [{ encoding: "latin1" }, "encoding must be one of auto, utf-8, utf-16le, utf-16be, windows-1252"],
    [{ limit: Number.NaN }, "limit must be a positive whole number"],
    [{ text: "foo" }, "text must be one of error, drop, categories"],
    [{ dates: "foo" }, "dates must be one of error, drop, seconds"],
    [{ shape: "2" }, "shape must be the shape of a sample"],
    [{ validationSplit: null }, "validationSplit must be a share between 0 and 1"],
    [{ validationSplit: 2 }, "validationSplit must be a share between 0 and 1"],
    [{ targets: "x" }, "targets must be a file as { name, bytes }"],
    [{ targets: { name: "x", bytes: 5 } }, "targets must be a file as { name, bytes }"],
    [{ scale: 7 }, "scale must be a word; got 7."],
    [{ scale: { toString: 1 } }, 'scale must be a word; got {"toString":1}.'],
    [{ limit: 7n }, "limit must be a positive whole number; got 7n."],
    [{ __proto__: null, scales: "none" }, 'Reading data has no option "scales"'],
  ])("option %#", async (options, message) => {
    const reading = readData(bytes, "t.csv", options as never);
    await expect(reading).rejects.toThrow(ArgumentError);
    await expect(reading).rejects.toThrow(message);
  });

  test("of a later file, too", async () => {
    const { preparation } = await readData(bytes, "t.csv");
    for (const options of [{ scale: "none" }, null, { foo: 1 }]) {
      await expect(preparation.read(bytes, "t.csv", options as never)).rejects.toThrow(ArgumentError);
    }
  });
});

test("what is no data is an error of ours, never of JavaScript", async () => {
  const dataset = datasetOf(Uint8Array.of(1, 2), [1]);
  const wrong: (() => unknown)[] = [
    () => datasetFromCsv(undefined as never),
    () => datasetFromCsv(7 as never),
    () => readData(bytes, undefined as never),
    () => imagesFromPngs([], { sise: 28 } as never),
    () => imagesFromPictures([], { chanels: 3 } as never),
    () => imagesFromIdx(bytes, { lables: bytes } as never),
    () => loadMnist({ uri: "/mnist/" } as never),
    () => requestGpu({ powerpreference: "low-power" } as never),
    () => readData("1,2" as never, "t.csv"),
    () => readData(bytes, "t.csv", 5 as never),
    () => readPictures(undefined as never, "pics"),
    () => readPictures([{ name: "a.png", bytes }] as never, "pics"),
    () => preparationOf(undefined as never),
    () => preparationOf("x" as never),
    () => splitDataset(dataset, undefined as never),
    () => joinDatasets([dataset, dataset] as never),
    () => joinDatasets(dataset, null as never),
    () => dataWarnings(undefined as never, dataset),
  ];
  for (const [index, run] of wrong.entries()) {
    await expect((async () => run())(), `call ${index}`).rejects.toThrow(ArgumentError);
  }
});
