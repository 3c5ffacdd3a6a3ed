import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodePicture } from "../../src/data/pictures.js";

const folder = new URL("pictures/", import.meta.url);
const PICTURES = readdirSync(folder)
  .filter((name) => /\.(png|jpg|webp|gif)$/.test(name))
  .map((name) => [name, new Uint8Array(readFileSync(new URL(name, folder)))] as const);

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
