import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { decodePicture } from "../../src/data/pictures.js";
import { readData } from "../../src/data.js";
import { encodeSafetensors, IsthmusError } from "../../src/index.js";
import { cpuTime } from "./cpu-time.js";
import { idxFile } from "./idx-file.js";
import { npyBytes, npyFloats } from "./npy-file.js";

const values = Array.from({ length: 24 }, (_, index) => index);
const text = (content: string) => new TextEncoder().encode(content);
const table = text('id,"a b",c,label\n1,0.5,-3e2,x\n2,,"7",y\n3,1,nan,"x, or y"\n');

/** A small file of every format that is read. */
const FILES: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ["a.npy", npyBytes([6, 4], values)],
  ["b.npy", npyFloats([4, 6], values)],
  [
    "a.npz",
    zipSync({ "x_train.npy": [npyFloats([4, 6], values), { level: 9 }], "y_train.npy": npyBytes([4], [0, 1, 2, 1]) }),
  ],
  ["a-idx3-ubyte", idxFile([2, 3, 4], values)],
  ["a.safetensors", encodeSafetensors({ x: { shape: [4, 6], data: Float32Array.from(values) } }, { a: "b" })],
  ["a.csv", table],
  ["b.csv", text("sep=;\n1,5;2,5\r\n3;4\n\n")],
  ["a.csv.gz", new Uint8Array(gzipSync(table))],
];

const folder = new URL("pictures/", import.meta.url);
const PICTURES = readdirSync(folder)
  .filter((name) => /\.(png|jpg|webp|gif)$/.test(name))
  .map((name) => [name, new Uint8Array(readFileSync(new URL(name, folder)))] as const);

/** Changes that keep most of a file as it is: bytes, numbers at their bounds, parts moved, doubled, cut off or put behind. */
const change = fc.oneof(
  fc.record({ kind: fc.constant("byte"), at: fc.nat(), value: fc.nat(255) }),
  fc.record({ kind: fc.constant("bound"), at: fc.nat(), value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff) }),
  fc.record({ kind: fc.constant("word"), at: fc.nat(), value: fc.constantFrom(0, 0xff, 0x7f) }),
  fc.record({ kind: fc.constant("move"), at: fc.nat(), value: fc.nat() }),
  fc.record({ kind: fc.constant("cut"), at: fc.nat(), value: fc.constant(0) }),
  fc.record({ kind: fc.constant("double"), at: fc.nat(), value: fc.nat(64) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(original: Uint8Array, changes: readonly Change[]): Uint8Array {
  let bytes = original.slice();
  for (const { kind, at, value } of changes) {
    const place = at % Math.max(1, bytes.length);
    if (kind === "byte" || kind === "bound") bytes[place] = value;
    else if (kind === "word") bytes.fill(value, place, place + 4);
    else if (kind === "move") bytes.copyWithin(place, value % Math.max(1, bytes.length));
    else if (kind === "cut") bytes = bytes.slice(0, place);
    else bytes = Uint8Array.of(...bytes.subarray(0, place + value), ...bytes.subarray(place));
  }
  return bytes;
}

/** @throws what is no error of ours */
async function ours(read: () => Promise<unknown>): Promise<void> {
  const began = cpuTime();
  try {
    await read();
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    expect(error.message.length).toBeLessThan(2000);
  }
  expect(cpuTime() - began).toBeLessThan(2000);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

const changes = fc.array(change, { minLength: 1, maxLength: 4 });

describe("a file that is damaged", () => {
  test.each(FILES)("%s is data or an error of ours, within two seconds", async (name, original) => {
    const options = name.includes(".csv") ? ({ text: "categories", missing: "mean" } as const) : {};
    await readData(original, name, options);
    await fc.assert(
      fc.asyncProperty(changes, (made) => ours(() => readData(changed(original, made), name, options))),
      { numRuns: 400, seed: 11 },
    );
  });

  test.each(PICTURES)("%s is a picture or an error of ours", async (name, original) => {
    await fc.assert(
      fc.asyncProperty(changes, (made) => ours(() => decodePicture(changed(original, made), name))),
      { numRuns: 60, seed: 11 },
    );
  });
});

test("a JPEG of scans without end is refused before it is decoded", async () => {
  const [, jpeg] = PICTURES.find(([name]) => name === "progressive.jpg") ?? [];
  if (!jpeg) throw new Error("there is no progressive.jpg");
  // The last scan, again and again.
  let begin = jpeg.length - 1;
  while (!(jpeg[begin] === 0xff && jpeg[begin + 1] === 0xda)) begin--;
  const scan = jpeg.subarray(begin, jpeg.length - 2);
  const bytes = new Uint8Array(begin + 200 * scan.length + 2);
  bytes.set(jpeg.subarray(0, begin));
  for (let copy = 0; copy < 200; copy++) bytes.set(scan, begin + copy * scan.length);
  bytes.set([0xff, 0xd9], bytes.length - 2);
  await expect(decodePicture(jpeg, "a.jpg")).resolves.toMatchObject({ channels: 4 });
  await expect(decodePicture(bytes, "a.jpg")).rejects.toThrow("a.jpg is a JPEG of more than 100 scans");
});

test.each([0x00, 0x01, 0xd0, 0xd8])(
  "a JPEG has the size that its decoder finds: marker %i has no length that could hide a header",
  async (marker) => {
    const [, jpeg] = PICTURES.find(([name]) => name === "plain.jpg") ?? [];
    if (!jpeg) throw new Error("there is no plain.jpg");
    // What follows the marker, taken for a length (0xffc0), leads past the header of 12,000 × 12,000 pixels to a small one.
    const at = jpeg.findIndex((byte, index) => byte === 0xff && jpeg[index + 1] === 0xc0);
    const header = jpeg.slice(at, at + 2 + 256 * (jpeg[at + 2] ?? 0) + (jpeg[at + 3] ?? 0));
    const huge = header.slice();
    huge.set([12_000 >> 8, 12_000 & 255, 12_000 >> 8, 12_000 & 255], 5);
    const remark = new Uint8Array(2 + 0xffff);
    remark.set([0xff, 0xfe, 0xff, 0xff]);
    remark.set([...header, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0], 0xffc0 - huge.length);
    const bytes = Buffer.concat([
      Uint8Array.of(0xff, 0xd8, 0xff, marker),
      huge,
      remark,
      jpeg.subarray(2, at),
      jpeg.subarray(at + header.length),
    ]);
    expect(bytes.readUInt16BE(4 + 0xffc0)).toBe(0xffc0);
    await expect(decodePicture(new Uint8Array(bytes), "a.jpg")).rejects.toThrow("a.jpg is a JPEG that is damaged");
  },
);
