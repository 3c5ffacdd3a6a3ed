import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { imagesFromFiles } from "../../src/data/images.js";
import { imagesFromPictures, pictureGrid } from "../../src/data/pictures.js";
import { imagesFromPngs } from "../../src/data/png.js";
import { encode as toBase64 } from "../harness/base64.js";
import { usePage } from "../harness/browser.js";

const context = usePage();

interface Outcome {
  readonly data?: readonly number[];
  readonly shape?: readonly number[];
  readonly error?: string;
}

/** Reads files in the page; `files` are base64 of a PNG, or `WIDTHxHEIGHT` for a JPEG of that size, left red, right blue. */
function inPage(files: Readonly<Record<string, string>>, options: object = {}): Promise<Outcome> {
  return context.page.evaluate(
    async (files, options) => {
      const { imagesFromFiles } = await globalThis.harness.modules.images();
      const drawn = async (size: string) => {
        const [width = 1, height = 1] = size.split("x").map(Number);
        const canvas = new OffscreenCanvas(width, height);
        const pen = canvas.getContext("2d");
        if (!pen) throw new Error("The page has no canvas.");
        pen.fillStyle = "#f00";
        pen.fillRect(0, 0, width / 2, height);
        pen.fillStyle = "#00f";
        pen.fillRect(width / 2, 0, width / 2, height);
        return canvas.convertToBlob({ type: "image/jpeg", quality: 1 });
      };
      const list: File[] = [];
      for (const [name, content] of Object.entries(files)) {
        const part = /^\d+x\d+$/.test(content) ? await drawn(content) : globalThis.harness.decode(content);
        list.push(new File([part], name));
      }
      try {
        const { data, shape } = await imagesFromFiles(list, options);
        return { data: [...data], shape };
      } catch (error) {
        return { error: String(error) };
      }
    },
    files,
    options,
  );
}

describe("imagesFromFiles, in a browser", () => {
  test("gives the same bytes for a PNG as imagesFromPngs, cropped, scaled, grey or in colour, transparent or not", async () => {
    for (const channels of [1, 3, 4] as const) {
      const data = Uint8Array.from({ length: 12 * 9 * channels }, (_, index) =>
        channels === 4 && index % 4 === 3 ? 255 * (index % 3) : (index * 89) % 256,
      );
      // Wholly transparent or not at all: in between, a canvas keeps colours multiplied by their share, and rounded.
      for (let alpha = 3; channels === 4 && alpha < data.length; alpha += 4)
        data[alpha] = (data[alpha] ?? 0) > 0 ? 255 : 0;
      const bytes = encode({ width: 12, height: 9, channels, data });
      for (const options of [{}, { size: 4 }, { size: [5, 3] as const, channels: 3 as const }]) {
        const expected = await imagesFromPngs([{ name: "a.png", bytes }], options);
        const found = await inPage({ "a.png": toBase64(bytes) }, options);
        expect(found).toEqual({ data: [...expected.data], shape: expected.shape });
      }
    }
  });

  const folder = fileURLToPath(new URL("pictures/", import.meta.url));
  const pictures = readdirSync(folder).filter((name) => /^(?!cmyk|moving).*\.(png|jpg|webp)$/.test(name));

  // As between any two decoders: see pictures.test.ts.
  const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));

  // Chrome turns no WebP.
  test.each(pictures.filter((name) => name !== "turned6.webp"))(
    "decodes %s as imagesFromPictures does in Node",
    async (name) => {
      const bytes = new Uint8Array(readFileSync(folder + name));
      const expected = await imagesFromPictures([{ name, bytes }], { channels: 3 });
      const { data = [], shape } = await inPage({ [name]: toBase64(bytes) }, { channels: 3 });
      expect([data.length, shape]).toEqual([expected.data.length, expected.shape]);
      expect(worst(data, expected.data)).toBeLessThanOrEqual(3);
    },
  );

  test("pictureGrid decodes all of them as in Node, each kind by itself and all together", async () => {
    expect(pictures).toContain("turned6.webp");
    const files = pictures.map((name) => ({ name, bytes: new Uint8Array(readFileSync(folder + name)) }));
    const options = { channels: 3, size: [12, 20], exact: true } as const;
    const expected = await pictureGrid(files, options);
    const found = await context.page.evaluate(
      async (files, options) => {
        const { pictureGrid } = await globalThis.harness.modules.pictures();
        const list = files.map(({ name, base64 }) => new File([globalThis.harness.decode(base64)], name));
        const { grid, ...rest } = await pictureGrid(list, options);
        return { data: [...grid.data], ...rest };
      },
      files.map(({ name, bytes }) => ({ name, base64: toBase64(bytes) })),
      options,
    );
    const { grid, largest, ...rest } = expected;
    expect(found).toMatchObject(rest);
    expect(found.data.length).toBe(grid.data.length);
    expect(worst(found.data, grid.data)).toBeLessThanOrEqual(3);
  });

  test("reads JPEG too, and takes the first one's size for all", async () => {
    const { data, shape } = await inPage({ "a.jpg": "16x8", "b.jpg": "300x300" }, { channels: 3 });
    expect(shape).toEqual([8, 16, 3]);
    const pixel = (image: number, x: number) =>
      data?.slice(3 * (16 * (8 * image + 4) + x), 3 * (16 * (8 * image + 4) + x) + 3);
    for (const image of [0, 1]) {
      const [[red = 0, , blueOfRed = 255] = [], [redOfBlue = 255, , blue = 0] = []] = [
        pixel(image, 2),
        pixel(image, 13),
      ];
      expect(Math.min(red, blue)).toBeGreaterThan(240);
      expect(Math.max(blueOfRed, redOfBlue)).toBeLessThan(15);
    }
  });

  test("names the file that cannot be read, and says what to do", async () => {
    expect(await inPage({ "good.jpg": "8x8", "bad.jpg": toBase64(Uint8Array.of(1, 2, 3)) })).toEqual({
      error: "DataError: bad.jpg cannot be decoded as a picture. Leave it out, or convert it to PNG or JPEG.",
    });
    expect(await inPage({ "none.png": "" })).toEqual({
      error:
        "DataError: none.png cannot be decoded as a picture: it is empty. Leave it out, or convert it to PNG or JPEG.",
    });
    expect(await inPage({ "large.jpg": "200x100" })).toMatchObject({
      error: expect.stringContaining("large.jpg has 200 × 100 pixels. Choose what to crop and scale the pictures to"),
    });
    expect(await inPage({})).toEqual({ error: "DataError: There are no pictures. Give at least one." });
  });
});

test("in Node it says what to take instead", async () => {
  await expect(imagesFromFiles([])).rejects.toThrow(
    "There is nothing here that decodes pictures: imagesFromFiles() needs a browser. Give the files to imagesFromPictures().",
  );
});
