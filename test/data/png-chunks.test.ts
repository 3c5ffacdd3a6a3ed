import { deflateSync } from "node:zlib";
import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { decodePng } from "../../src/data/png.js";
import { essentialPng } from "../../src/data/png-chunks.js";
import { DataError, FormatError } from "../../src/errors.js";
import { crc32 as checksum } from "../../src/formats/crc32.js";

function chunk(kind: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(Buffer.from(kind), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, checksum(bytes.subarray(4, content.length + 8)));
  return bytes;
}

const grey = new Uint8Array(encode({ width: 2, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4) }));
const [begin, header, rest] = [grey.subarray(0, 8), grey.subarray(8, 33), grey.subarray(33)];
const end = grey.subarray(-12);
const png = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat([begin, ...parts]));

/** 64 MiB of zeros in 64 KiB. */
const bomb = deflateSync(new Uint8Array(2 ** 26));

describe("a PNG's chunks", () => {
  test("those that say nothing of the pixels are left out, whatever they unpack to", () => {
    const profile = chunk("iCCP", Uint8Array.from([0x61, 0, 0, ...bomb]));
    const bytes = png(header, profile, chunk("tEXt", Uint8Array.of(1)), rest);
    expect(essentialPng(bytes)).toEqual(grey);
    expect(essentialPng(grey)).toBe(grey);
    expect([...Array.from(decodePng(bytes, "a.png").data)]).toEqual([1, 2, 3, 4]);
  });

  test.each([
    ["a second header", png(header, header, rest), "its header does not come first, and once"],
    ["a chunk before its header", png(chunk("tEXt", new Uint8Array(20)), header, rest), "it has"],
    ["bytes after its end", png(header, rest, Uint8Array.of(0)), "it has 1 bytes after its end"],
    [
      "parts without number",
      png(header, ...Array<Uint8Array>(2 ** 16).fill(chunk("IDAT", new Uint8Array())), rest),
      "it has more than 65536 parts",
    ],
    [
      "a palette that no byte can tell apart",
      png(header, chunk("PLTE", new Uint8Array(771)), rest),
      "its palette has more than 256 colours",
    ],
    ["no end", png(header, rest.subarray(0, -12)), "it has no end"],
    ["a chunk beyond its end", png(header, rest.subarray(0, 20)), "a part of it is cut short"],
    [
      "pixels beyond its header's promise, in one part",
      png(header, chunk("IDAT", bomb), end),
      "its pixels take more than the 6 bytes that its header promises",
    ],
    [
      "pixels beyond its header's promise, in two parts",
      png(header, chunk("IDAT", bomb.subarray(0, 30_000)), chunk("IDAT", bomb.subarray(30_000)), end),
      "its pixels take more than the 6 bytes that its header promises",
    ],
  ])("refused: %s", (_, bytes, reason) => {
    expect(() => decodePng(bytes, "a.png")).toThrow(FormatError);
    expect(() => decodePng(bytes, "a.png")).toThrow(reason);
  });

  test("an honest picture that packs as well as a bomb is read, up to 4,096 × 4,096", () => {
    const blank = (height: number) => {
      const data = new Uint8Array(2 ** 12 * height);
      return new Uint8Array(encode({ width: 2 ** 12, height, channels: 1, data }));
    };
    expect(decodePng(blank(2 ** 12), "a.png").data.length).toBe(2 ** 24);
    const more = blank(2 ** 12 + 1);
    expect(() => decodePng(more, "a.png")).toThrow(DataError);
    expect(() => decodePng(more, "a.png")).toThrow(
      `a.png has 4096 × 4097 pixels in ${more.length.toLocaleString("en")} bytes, nearly all alike; of such pictures at most 16,777,216`,
    );
  });

  test("a photo of as many pixels is read", () => {
    // Noise packs to nearly as much as it is.
    const data = new Uint8Array(2 ** 12 * 2 ** 12 + 2 ** 12);
    let state = 1;
    for (let at = 0; at < data.length; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      data[at] = state >>> 24;
    }
    const bytes = new Uint8Array(encode({ width: 2 ** 12, height: 2 ** 12 + 1, channels: 1, data }));
    expect(decodePng(bytes, "a.png").data.length).toBe(data.length);
  });

  test("a palette is followed, and a colour beyond its end is refused", () => {
    const palette: [number, number, number][] = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    const png = (index: number) =>
      new Uint8Array(encode({ width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.of(2, index), palette }));
    expect(Array.from(decodePng(png(0), "a.png").data)).toEqual([7, 8, 9, 1, 2, 3]);
    expect(() => decodePng(png(3), "a.png")).toThrow(FormatError);
  });

  test("a palette of more colours than a byte names, and parts without number, are refused before they are kept", () => {
    const palette = chunk("PLTE", new Uint8Array(3 * 257));
    expect(() => decodePng(png(header, palette, rest), "a.png")).toThrow("its palette has more than 256 colours");
    const empty = Buffer.concat(Array<Uint8Array>(2 ** 16).fill(chunk("IDAT", new Uint8Array())));
    expect(() => decodePng(png(header, empty, rest), "a.png")).toThrow("it has more than 65536 parts");
  });
});
