import { mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { loadData } from "../../src/cli/data.js";
import { DataError, FormatError, ShapeError } from "../../src/errors.js";
import { decodeSafetensors } from "../../src/formats/safetensors.js";
import { npyBytes } from "../data/npy-file.js";
import { idxImages, runCli, temporaryFolder } from "./run-cli.js";

/** A grey square PNG of one value. */
const square = (side: number, value: number) =>
  encode({ width: side, height: side, channels: 1, data: new Uint8Array(side * side).fill(value) });

/** A folder with these files in it. */
async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

describe("loadData", () => {
  test("reads IDX, NPY and CSV, flat", async () => {
    const folder = await folderOf({
      images: idxImages(2, 4, 4),
      "array.npy": npyBytes([2, 4, 4], [...idxImages(2, 4, 4).slice(16)]),
      "table.csv": "a,b,label\n0.5,1,3\n0.25,0,4\n",
    });
    const load = (name: string) => loadData({ data: join(folder, name) });
    const images = await load("images");
    expect(images).toMatchObject({
      train: { data: idxImages(2, 4, 4).slice(16), shape: [16], count: 2 },
      size: 16,
      image: { height: 4, width: 4, channels: 1 },
    });
    const { summaries, ...array } = await load("array.npy");
    expect({ ...array, summaries: images.summaries }).toEqual(images);
    expect(summaries).toEqual([
      `read 2 samples of 4 × 4 values from ${join(folder, "array.npy")}: pixels from 0 to 255 divided by 255`,
    ]);
    expect(await load("table.csv")).toMatchObject({
      train: { data: Float32Array.of(0.5, 1, 0.25, 0), shape: [2], count: 2, labels: Uint8Array.of(3, 4) },
      size: 2,
    });
  });

  test("refuses what would change nothing, and says what it is for", async () => {
    const folder = await folderOf({
      images: idxImages(2, 4, 4),
      "array.npy": npyBytes([2, 4, 4], [...idxImages(2, 4, 4).slice(16)]),
      "table.csv": "a,b\n1,2\n3,4\n",
      "a.png": square(2, 9),
    });
    const pictures = await folderOf({ "a.png": square(2, 9) });
    for (const [name, options, option] of [
      ["images", { imageSize: 14 }, "--image-size is for folders of pictures"],
      ["images", { labelColumn: "b" }, "labelColumn (--label-column) is for tables"],
      ["array.npy", { labelColumn: "b" }, "labelColumn (--label-column) is for tables"],
      ["table.csv", { imageSize: 14 }, "--image-size is for folders of pictures"],
      ["table.csv", { channels: "colour" }, "--channels is for folders of pictures"],
      ["table.csv", { transpose: true }, "transpose (--transpose) is for arrays"],
    ] as const) {
      const data = join(folder, name);
      await expect(loadData({ data, ...options })).rejects.toThrow(option);
      await expect(loadData({ data, ...options })).rejects.toThrow("has no use for it. Leave it out.");
    }
    await expect(loadData({ data: pictures, header: "no" })).rejects.toThrow("header (--header) is for tables");
    for (const idle of [{ imageSize: 14 }, { scale: "none" }, { validationSplit: 0.1 }, { labels: "x" }] as const) {
      await expect(loadData({ data: "mnist", ...idle })).rejects.toThrow("MNIST has no use for it");
    }
  });

  test("takes what is said about a table: its label column by name or number from 1, and the scale", async () => {
    const data = join(await folderOf({ "table.csv": "a,b\n1,2\n3,4\n" }), "table.csv");
    const both = { train: { data: Float32Array.of(1, 3), labels: Uint8Array.of(2, 4) } };
    expect(await loadData({ data, labelColumn: "b" })).toMatchObject(both);
    expect(await loadData({ data, labelColumn: "2" })).toMatchObject(both);
    expect(await loadData({ data, scale: "columns" })).toMatchObject({ train: { data: Float32Array.of(0, 0, 1, 1) } });
    await expect(loadData({ data, labelColumn: "c" })).rejects.toThrow(`${data} has no column "c" for the labels`);
  });

  test("reads a folder of PNG pictures by number, passing over what is none", async () => {
    const data = await folderOf({
      "10.png": square(2, 3),
      "9.PNG": square(4, 2),
      "1.png": square(4, 1),
      ".hidden.jpg": "",
      "notes.txt": "",
    });
    const { train, image } = await loadData({ data });
    expect(image).toEqual({ height: 4, width: 4, channels: 1 });
    expect([...train.data]).toEqual([1, 2, 3].flatMap((value) => Array<number>(16).fill(value)));
    const small = await loadData({ data, imageSize: 1 });
    expect(small.train).toMatchObject({ data: Uint8Array.of(1, 2, 3), shape: [1] });
  });

  test("pictures to validate on take the training pictures' size", async () => {
    const validation = await folderOf({ "a.png": square(300, 7) });
    const folder = await folderOf({
      images: idxImages(2, 4, 5),
      "flat.npy": npyBytes([1, 16], [...Array(16).keys()]),
      "row.csv": "1,2,3\n",
    });
    const image = await loadData({ data: join(folder, "images"), validation });
    expect(image.validation).toMatchObject({ data: new Uint8Array(20).fill(7), shape: [20], count: 1 });
    const flat = await loadData({ data: join(folder, "flat.npy"), validation });
    expect(flat.validation).toMatchObject({ shape: [16] });
    await expect(loadData({ data: join(folder, "row.csv"), validation })).rejects.toThrow(
      `${validation} holds pictures, and the model was trained on a table. Give a table with the same columns.`,
    );
  });

  test("says what cannot be read, and what to do", async () => {
    const folder = await folderOf({ "photo.jpg": "", "a.png": square(4, 1) });
    await expect(loadData({ data: folder })).rejects.toThrow(
      `${join(folder, "photo.jpg")} is empty. Download or copy it again, or leave it out.`,
    );
    const empty = await folderOf({ "notes.txt": "" });
    await expect(loadData({ data: empty })).rejects.toThrow(
      new DataError(`${empty}: There are no pictures among 1 file (notes.txt …). Give PNG, JPG, JPEG or WEBP files.`),
    );
    const broken = await folderOf({ "a.png": square(4, 1).slice(0, 40) });
    await expect(loadData({ data: broken })).rejects.toThrow(`${join(broken, "a.png")} is a PNG that is damaged`);
    const large = await folderOf({ "a.png": square(129, 1) });
    await expect(loadData({ data: large })).rejects.toThrow("has 129 × 129 pixels. Choose what to crop and scale");
    const odd = await folderOf({ "a.png": square(4, 1) });
    await mkdir(join(odd, "odd.png"));
    expect((await loadData({ data: odd })).train.count).toBe(1);
  });

  test("a file too large for memory is refused before it is read", async () => {
    const data = join(await folderOf({ huge: "" }), "huge");
    await truncate(data, 2 ** 30 + 2 ** 29); // takes no room: nothing is written
    await expect(loadData({ data })).rejects.toThrow(
      new DataError(`"${data}" has 1.5 GiB; files of at most 1 GiB are read. Take a part of it.`),
    );
  });

  test("an archive is refused, and samples of another size", async () => {
    const folder = await folderOf({ "a.npz": "PK\x03\x04", one: idxImages(1, 2, 2), "two.csv": "1,2\n" });
    await expect(loadData({ data: join(folder, "a.npz") })).rejects.toThrow(FormatError);
    const [data, validation] = [join(folder, "one"), join(folder, "two.csv")];
    await expect(loadData({ data, validation })).rejects.toThrow(
      new ShapeError(
        `${validation} has 2 values a sample, the training data had 4 (2 × 2). Give samples of the same size.`,
      ),
    );
  });
});

test("isthmus train takes a folder of pictures and a table", async () => {
  const cwd = await folderOf({ "table.csv": "0,127,255,64\n255,255,0,0\n0,0,0,255\n" });
  await mkdir(join(cwd, "pictures"));
  for (const value of [0, 100, 255]) await writeFile(join(cwd, "pictures", `${value}.png`), square(2, value));
  const args = "train --data pictures --validation table.csv --epochs 1 --batch-size 2 --out one --software --json";
  const { code, stdout, stderr } = await runCli(args.split(" "), cwd, { HOME: cwd });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ val_loss: expect.any(Number) });
  const { tensors } = decodeSafetensors(await readFile(join(cwd, "one", "model.safetensors")));
  expect(tensors["encoder.0.kernel"]?.shape).toEqual([4, 32]);
});
