import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import type { DecodedImage } from "../../src/data/crop.js";
import { decodePicture, imagesFromPictures, pictureGrid } from "../../src/data/pictures.js";
import { decodePng, imagesFromPngs } from "../../src/data/png.js";
import { upright } from "../../src/data/upright.js";
import { DataError, FormatError } from "../../src/errors.js";

/** Made by Pillow 12.3.0 by test/data/pictures/make.py, as are the PNGs of how Pillow decodes them. */
const folder = fileURLToPath(new URL("pictures/", import.meta.url));
const file = (name: string) => new Uint8Array(readFileSync(folder + name));
const expectedFiles = readdirSync(`${folder}expected`).map((name) => name.replace(/\.png$/, ""));

/** Red, green and blue of each pixel, of opaque pictures with or without alpha. */
const colours = ({ data, channels }: DecodedImage) =>
  Array.from(data).filter((_, index) => channels < 4 || index % 4 < 3);

/**
 * Two decoders may differ by 1 in each component of a block (ISO 10918-2), so by 1 + 1.772 and a rounding in a colour; those
 * of WebP are bound to the bit, but for how they upsample colours.
 */
const BOUND = 3;

const png = (width: number, channels: 1 | 2 | 3 | 4, data: Uint8Array | Uint16Array) =>
  new Uint8Array(
    encode({
      width,
      height: data.length / width / channels,
      channels,
      data,
      depth: data instanceof Uint16Array ? 16 : 8,
    }),
  );

describe("decodePicture", () => {
  test("there are pictures to decode", () => expect(expectedFiles.length).toBeGreaterThanOrEqual(15));

  test.each(expectedFiles)("decodes %s as Pillow does, upright", async (name) => {
    const found = await decodePicture(file(name), "a");
    const expected = decodePng(file(`expected/${name}.png`), name);
    expect([found.width, found.height]).toEqual([expected.width, expected.height]);
    const [a, b] =
      name === "alpha.webp" ? [Array.from(found.data), Array.from(expected.data)] : [found, expected].map(colours);
    expect(a?.length).toBe(b?.length);
    const worst = Math.max(...(a ?? []).map((value, index) => Math.abs(value - (b?.[index] ?? Number.NaN))));
    expect(worst).toBeLessThanOrEqual(/lossless|alpha|png/.test(name) ? 0 : BOUND);
  });

  test("leaves nothing behind in globalThis", async () => {
    const before = Object.getOwnPropertyNames(globalThis);
    await decodePicture(file("plain.jpg"), "a");
    await decodePicture(file("lossy.webp"), "a");
    expect(Object.getOwnPropertyNames(globalThis)).toEqual(before);
  });

  const jpeg = file("plain.jpg");
  const webp = file("lossy.webp");
  const large = jpeg.slice();
  const sof = large.findIndex((byte, at) => byte === 0xff && large[at + 1] === 0xc0);
  large.set([0xff, 0xff, 0xff, 0xff], sof + 5);
  test.each([
    ["nothing", new Uint8Array(), "a.jpg is empty. Download or copy it again, or leave it out."],
    ["a JPEG cut short", jpeg.subarray(0, -20), "a.jpg is a JPEG that is damaged or cut short."],
    ["a JPEG's beginning", jpeg.subarray(0, 100), "a.jpg is a JPEG that is damaged or cut short."],
    [
      "a JPEG without tables",
      Uint8Array.from([...jpeg.subarray(0, 20), ...jpeg.subarray(sof)]),
      "is a JPEG that is damaged",
    ],
    ["a JPEG for print", file("cmyk.jpg"), "a.jpg is a JPEG for print (CMYK), which cannot be read. Convert it to RGB"],
    ["a JPEG of too many pixels", large, "a.jpg has 65535 × 65535 pixels; at most 67,108,864 can be read."],
    ["a WebP cut short", webp.subarray(0, -20), "a.jpg is a WebP that is damaged or cut short."],
    ["a WebP that is no more than its name", webp.subarray(0, 12), "a.jpg is a WebP that is damaged or cut short."],
    ["a moving WebP", file("moving.webp"), "a.jpg is a moving WebP. Save one picture of it as PNG, or leave it out."],
    ["a GIF", file("a.gif"), "a.jpg is a GIF, which cannot be read here. Convert it to PNG, or leave it out."],
    ["a text", new TextEncoder().encode("hello"), "a.jpg is no picture, whatever its name says. Leave it out."],
  ])("refuses %s", async (_, bytes, message) => {
    await expect(decodePicture(bytes, "a.jpg")).rejects.toThrow(message);
    // A decoder that has failed decodes the next picture all the same.
    expect((await decodePicture(jpeg, "b.jpg")).width).toBe(20);
    expect((await decodePicture(webp, "b.webp")).width).toBe(20);
  });

  test("the kind is told by the content", async () => {
    const found = await decodePicture(file("plain.png"), "a.jpg");
    expect(found.data).toEqual(decodePng(file("plain.png"), "a").data);
  });
});

describe("upright", () => {
  // 1 2 3
  // 4 5 6
  const stored = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2, channels: 1 } as const;
  test.each([
    [1, 3, [1, 2, 3, 4, 5, 6]],
    [2, 3, [3, 2, 1, 6, 5, 4]],
    [3, 3, [6, 5, 4, 3, 2, 1]],
    [4, 3, [4, 5, 6, 1, 2, 3]],
    [5, 2, [1, 4, 2, 5, 3, 6]],
    [6, 2, [4, 1, 5, 2, 6, 3]],
    [7, 2, [6, 3, 5, 2, 4, 1]],
    [8, 2, [3, 6, 2, 5, 1, 4]],
  ])("turns orientation %i", (orientation, width, data) => {
    const turned = upright(stored, orientation);
    expect([turned.width, turned.height, [...Array.from(turned.data)]]).toEqual([width, 6 / width, data]);
  });
});

describe("imagesFromPictures", () => {
  test("makes of PNGs what imagesFromPngs does, and reads JPEG and WebP beside them", async () => {
    const pngs = [{ name: "a.png", bytes: file("plain.png") }];
    for (const options of [{}, { size: 4, channels: 3 as const }]) {
      expect(await imagesFromPictures(pngs, options)).toEqual(await imagesFromPngs(pngs, options));
    }
    const names = ["plain.png", "plain.jpg", "lossless.webp"];
    const { count, shape, data } = await imagesFromPictures(names.map((name) => ({ name, bytes: file(name) })));
    expect([count, shape]).toEqual([3, [12, 20]]);
    expect(data.subarray(480)).toEqual(data.subarray(0, 240));
  });
});

describe("pictureGrid", () => {
  const pictures = (...list: Uint8Array[]) => list.map((bytes, index) => ({ name: `${index}.png`, bytes }));

  test("bytes, as imagesFromPngs gives them", async () => {
    const files = pictures(file("plain.png"), png(2, 1, Uint8Array.of(0, 3, 7, 250)));
    const found = await pictureGrid(files, { size: [2, 2] });
    const expected = await imagesFromPngs(files, { size: [2, 2] });
    expect(found.grid.data).toEqual(expected.data);
    expect(found).toMatchObject({ shape: [2, 2], colour: 1, resized: 1, most: 255, largest: 250 });
    expect([found.grid.rows, found.grid.width, found.grid.place(1, 2)]).toEqual([2, 4, "1.png, pixel 0 of row 1"]);
  });

  test("exact values keep all 16 bits, as the file has them", async () => {
    const twelve = Uint16Array.of(0, 1, 2049, 4095);
    const { grid, most, largest } = await pictureGrid(pictures(png(2, 1, twelve)), { exact: true });
    expect([grid.data, most, largest]).toEqual([Float32Array.from(twelve), 65535, 4095]);
    const bytes = await pictureGrid(pictures(png(2, 1, twelve)));
    expect([bytes.grid.data, bytes.most, bytes.largest]).toEqual([Uint8Array.of(0, 0, 8, 16), 255, 16]);
  });

  test("exact values are not rounded when they are scaled", async () => {
    const { grid, resized } = await pictureGrid(pictures(png(2, 1, Uint8Array.of(0, 1, 2, 4))), {
      exact: true,
      size: 1,
    });
    expect([[...grid.data], resized]).toEqual([[1.75], 1]);
  });

  test("a picture of 8 bits among those of 16 is as white as they are", async () => {
    const files = pictures(png(2, 1, Uint8Array.of(0, 255)), png(2, 1, Uint16Array.of(1, 65535)));
    const { grid, most } = await pictureGrid(files, { exact: true });
    expect([[...grid.data], most]).toEqual([[0, 65535, 1, 65535], 65535]);
  });

  test("exact values of transparent pictures stand on white paper", async () => {
    const { grid } = await pictureGrid(pictures(png(2, 2, Uint16Array.of(7, 65535, 9, 0))), { exact: true });
    expect([...grid.data]).toEqual([7, 65535]);
  });

  test("counts pictures whose colour is lost, and none in colour", async () => {
    const grey = png(1, 3, Uint8Array.of(5, 5, 5));
    const hidden = png(1, 4, Uint8Array.of(9, 5, 5, 0));
    const red = png(1, 3, Uint8Array.of(255, 0, 0));
    const files = pictures(grey, hidden, red, png(1, 1, Uint8Array.of(4)));
    expect((await pictureGrid(files)).colour).toBe(1);
    const inColour = await pictureGrid(files, { channels: 3 });
    expect([inColour.colour, inColour.shape, [...inColour.grid.data.subarray(6, 9)]]).toEqual([
      0,
      [1, 1, 3],
      [255, 0, 0],
    ]);
    expect(inColour.grid.place(2, 1)).toBe("2.png, pixel 0 of row 0");
  });

  test("reads a page's files", async () => {
    const found = await pictureGrid([new File([file("plain.jpg")], "a.jpg")], { size: 3 });
    expect([found.shape, found.grid.place(0, 0)]).toEqual([[3, 3], "a.jpg, pixel 0 of row 0"]);
  });

  test("none at all, one too large without a size, and one that is stopped are errors", async () => {
    await expect(pictureGrid([])).rejects.toThrow(new DataError("There are no pictures. Give at least one."));
    const wide = png(200, 1, new Uint8Array(200));
    await expect(pictureGrid(pictures(wide))).rejects.toThrow("0.png has 200 × 1 pixels. Choose what to crop");
    await expect(pictureGrid(pictures(Uint8Array.of(1)))).rejects.toThrow(FormatError);
    await expect(pictureGrid(pictures(wide), { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
      "enough",
    );
  });
});
