import fc from "fast-check";
import { encode, type ImageData } from "fast-png";
import { describe, expect, test } from "vitest";
import { imagesFromPngs, type NamedBytes } from "../../src/data/png.js";
import { ArgumentError, DataError, FormatError, IsthmusError } from "../../src/errors.js";

const png = (image: ImageData, name = "a.png") => ({ name, bytes: encode(image) });
const grey = (width: number, ...values: number[]) =>
  png({ width, height: values.length / width, channels: 1, data: Uint8Array.from(values) });

/** Black and white in one bit each, as written by Python's zlib: columns 1 0 1 1 0 1 0 0 0 1 over their inverse. */
const ONE_BIT = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAACAQAAAABJGnB9AAAADklEQVR4nGPY4sDg3QAABaABwJxU5MEAAAAASUVORK5CYII=";
/** Four colours of a palette in two bits each, the last half transparent: 0 1 2 3 2. */
const PALETTE =
  "iVBORw0KGgoAAAANSUhEUgAAAAUAAAABAgMAAABrkIxgAAAADFBMVEUAAAD/AAAA/wAAAP+bwBPcAAAABHRSTlP///9/gJDFWQAAAAtJREFUeJxjkG4AAAC5AJxRjsFLAAAAAElFTkSuQmCC";
/** ONE_BIT, interlaced. */
const INTERLACED = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAACAQAAAAE+HUDrAAAAC0lEQVR4nGNgwAQAABQAAX3+Hu4AAAAASUVORK5CYII=";

/** A file with a chunk more before its pixels, IHDR's being 25 bytes after 8 of signature. */
function withChunk({ name, bytes }: NamedBytes, type: string, ...content: number[]): NamedBytes {
  const body = Uint8Array.of(...Buffer.from(type), ...content);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length);
  chunk.set(body, 4);
  view.setUint32(4 + body.length, crc32(body));
  return { name, bytes: Uint8Array.of(...bytes.subarray(0, 33), ...chunk, ...bytes.subarray(33)) };
}

/** As PNG has it, Annex D; Node's own is in later versions only. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const file = (base64: string) => ({ name: "a.png", bytes: new Uint8Array(Buffer.from(base64, "base64")) });

describe("imagesFromPngs", () => {
  test("gives the pictures in their order, grey unless colour is asked for", async () => {
    const rgb = png({ width: 2, height: 1, channels: 3, data: Uint8Array.of(255, 0, 0, 1, 2, 3) }, "b.png");
    expect(await imagesFromPngs([grey(2, 1, 2), grey(2, 3, 4), rgb])).toEqual({
      data: Uint8Array.of(1, 2, 3, 4, 76, 2),
      shape: [1, 2],
      count: 3,
    });
    expect(await imagesFromPngs([rgb], { channels: 3 })).toEqual({
      data: Uint8Array.of(255, 0, 0, 1, 2, 3),
      shape: [1, 2, 3],
      count: 1,
    });
  });

  test("all take the first one's size, or the one that is asked for", async () => {
    const small = grey(1, 10);
    const large = grey(2, 0, 40, 100, 60);
    expect(await imagesFromPngs([small, large])).toMatchObject({ data: Uint8Array.of(10, 50), shape: [1, 1] });
    expect(await imagesFromPngs([small, large], { size: 2 })).toMatchObject({
      data: Uint8Array.of(10, 10, 10, 10, 0, 40, 100, 60),
      shape: [2, 2],
    });
  });

  test("reads every depth and kind: 1, 2 and 16 bits, palettes, transparency", async () => {
    expect((await imagesFromPngs([file(ONE_BIT)])).data).toEqual(
      Uint8Array.from([1, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0], (bit) => 255 * bit),
    );
    const colours = [0, 0, 0, 255, 0, 0, 0, 255, 0, 128, 128, 255, 0, 255, 0];
    expect((await imagesFromPngs([file(PALETTE)], { channels: 3 })).data).toEqual(Uint8Array.from(colours));
    const deep = png({ width: 3, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0, 65535, 25700) });
    expect((await imagesFromPngs([deep])).data).toEqual(Uint8Array.of(0, 255, 100));
    const alpha = png({ width: 2, height: 1, channels: 2, data: Uint8Array.of(0, 255, 0, 0) });
    expect((await imagesFromPngs([alpha])).data).toEqual(Uint8Array.of(0, 255));
  });

  test("takes a palette that is only suggested for none", async () => {
    const rgb = png({ width: 2, height: 1, channels: 3, data: Uint8Array.of(255, 0, 0, 1, 2, 3) });
    const rgba = png({ width: 2, height: 1, channels: 4, data: Uint8Array.of(0, 0, 0, 255, 9, 9, 9, 0) });
    const pixels = async (image: NamedBytes) =>
      (await imagesFromPngs([withChunk(image, "PLTE", 7, 7, 7, 8, 8, 8)], { channels: 3 })).data;
    expect(await pixels(rgb)).toEqual(Uint8Array.of(255, 0, 0, 1, 2, 3));
    expect(await pixels(rgba)).toEqual(Uint8Array.of(0, 0, 0, 255, 255, 255));
  });

  test("shows white paper where a grey value or a colour is transparent, in 1, 8 and 16 bits", async () => {
    const pixels = async (image: NamedBytes, ...transparent: number[]) =>
      (await imagesFromPngs([withChunk(image, "tRNS", ...transparent)], { channels: 3 })).data;
    expect(await pixels(grey(3, 1, 2, 3), 0, 2)).toEqual(Uint8Array.of(1, 1, 1, 255, 255, 255, 3, 3, 3));
    const rgb = png({ width: 2, height: 2, channels: 3, data: Uint8Array.of(1, 2, 3, 1, 2, 4, 3, 2, 1, 1, 2, 3) });
    expect(await pixels(rgb, 0, 1, 0, 2, 0, 3)).toEqual(Uint8Array.of(255, 255, 255, 1, 2, 4, 3, 2, 1, 255, 255, 255));
    // The two differ in the lower byte alone.
    const deep = png({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0x0a00, 0x0a01) });
    expect(await pixels(deep, 0x0a, 0x01)).toEqual(Uint8Array.of(10, 10, 10, 255, 255, 255));
    expect((await pixels(file(ONE_BIT), 0, 0)).every((value) => value === 255)).toBe(true);
  });

  test("tells how far it is, and stops when asked", async () => {
    const read: number[] = [];
    await imagesFromPngs([grey(1, 1), grey(1, 2)], { onProgress: (count) => read.push(count) });
    expect(read).toEqual([1, 2]);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(imagesFromPngs([grey(1, 1)], { signal })).rejects.toThrow("enough");
  });

  const { bytes } = grey(2, 1, 2, 3, 4);
  const named = (content: Uint8Array) => ({ name: "b.png", bytes: content });
  const huge = bytes.slice();
  new DataView(huge.buffer).setUint32(16, 2 ** 31);
  const flat = bytes.slice();
  new DataView(flat.buffer).setUint32(20, 0);
  const flipped = bytes.slice();
  flipped[45] = (flipped[45] ?? 0) ^ 1;
  const errors: [what: string, content: Uint8Array, message: string | RegExp][] = [
    ["no bytes", new Uint8Array(), "b.png is empty. Download or copy it again, or leave it out."],
    [
      "another format",
      Uint8Array.of(1, 2, 3),
      "b.png is not a PNG. Only PNG can be read here: convert it, or leave it out.",
    ],
    ["a JPEG", Uint8Array.of(0xff, 0xd8, 0xff), "b.png is a JPEG, whatever its name says. Only PNG can be read here"],
    ["the signature alone", bytes.subarray(0, 20), "b.png is a PNG that is damaged or cut short (it is cut short)."],
    ["no rows", flat, "b.png is a PNG that is damaged or cut short (it has 2 × 0 pixels)."],
    [
      "half of one",
      bytes.subarray(0, 45),
      /^b\.png is a PNG that is damaged or cut short \(.+\)\. Download or copy it again\.$/,
    ],
    ["a wrong bit", flipped, /^b\.png is a PNG that is damaged or cut short \(.+\)\./],
    [
      "interlaced bits",
      file(INTERLACED).bytes,
      "b.png is interlaced with less than 8 bits a value, which cannot be read.",
    ],
  ];
  test.each(errors)("%s: refused by name", async (_, content, message) => {
    const reading = imagesFromPngs([grey(1, 1), named(content)]);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(message);
  });

  test("more pixels than there is room for, a size that makes no sense, no pictures", async () => {
    await expect(imagesFromPngs([named(huge)])).rejects.toThrow(
      new DataError("b.png has 2147483648 × 2 pixels; at most 67,108,864 can be read. Make it smaller first."),
    );
    await expect(imagesFromPngs([grey(1, 1)], { size: 0 })).rejects.toThrow(ArgumentError);
    await expect(imagesFromPngs([])).rejects.toThrow(new DataError("There are no pictures. Give at least one."));
  });

  test("damage anywhere gives an IsthmusError or a data set, never anything else", async () => {
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 0, max: bytes.length }), async (places, length) => {
        const content = bytes.slice();
        for (const [at, byte] of places) content[at] = byte;
        for (const damaged of [content, content.subarray(0, length)]) {
          const result = await imagesFromPngs([named(damaged)]).catch((error: unknown) => error);
          if (result instanceof Error && !(result instanceof IsthmusError)) throw result;
        }
      }),
      { numRuns: 300 },
    );
  });
});
