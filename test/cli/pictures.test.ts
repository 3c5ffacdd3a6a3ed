import fc from "fast-check";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { codePictures, picturesOf, png, reconstructionSheet } from "../../src/cli/pictures.js";

test("bytes are drawn as they are; floats from 0 to 1, clipped", () => {
  const shape = { height: 1, width: 2, channels: 1 } as const;
  expect(picturesOf(new Uint8Array([0, 9, 200, 255]), shape).map(({ data }) => [...data])).toEqual([
    [0, 9],
    [200, 255],
  ]);
  expect(picturesOf(new Float32Array([-1, 0.5, 1, 2]), shape).map(({ data }) => [...data])).toEqual([
    [0, 128],
    [255, 255],
  ]);
});

describe("codePictures", () => {
  test.each([
    [32, 4, 8],
    [2, 1, 2],
    [1, 1, 1],
    [64, 4, 16],
    [128, 8, 16],
    [17, 3, 6],
  ])("a code of %i numbers is %i × %i tiles", (size, height, width) => {
    const { pictures } = codePictures(new Float32Array(2 * size), size);
    expect(pictures.map((picture) => [picture.height, picture.width])).toEqual([
      [height, width],
      [height, width],
    ]);
  });

  test("one scale for all codes: 0 black, the largest white", () => {
    const { pictures, low, high } = codePictures(new Float32Array([0, 2, 4, 8]), 2);
    expect(pictures.map(({ data }) => [...data])).toEqual([
      [0, 64],
      [128, 255],
    ]);
    expect([low, high]).toEqual([0, 8]);
  });

  test("every code has room for all its numbers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), (size) => {
        const { height = 0, width = 0 } = codePictures(new Float32Array(size), size).pictures[0] ?? {};
        expect(height * width).toBeGreaterThanOrEqual(size);
        expect((height - 1) * width).toBeLessThan(size); // no empty row
      }),
    );
  });
});

test("a PNG holds the picture, each pixel scale × scale", () => {
  const picture = { height: 1, width: 2, channels: 1 as const, data: new Uint8Array([10, 200]) };
  const { width, height, data } = decode(png(picture, 2));
  expect([width, height, [...data]]).toEqual([4, 2, [10, 10, 200, 200, 10, 10, 200, 200]]);
});

test("the sheet has originals above reconstructions in bands of ten, on white", () => {
  const shape = { height: 28, width: 28, channels: 1 } as const;
  const originals = picturesOf(new Uint8Array(20 * 784).fill(60), shape);
  const reconstructions = picturesOf(new Uint8Array(20 * 784).fill(120), shape);
  const { width, height, data } = decode(reconstructionSheet(originals, reconstructions));
  expect([width, height]).toEqual([2 * 16 + 10 * 112 + 9 * 8, 2 * 16 + 2 * (2 * 112 + 4) + 16]);
  const at = (x: number, y: number) => data[y * width + x];
  expect([at(0, 0), at(16, 16), at(16 + 111, 16 + 111), at(16 + 112, 16)]).toEqual([255, 60, 60, 255]);
  expect([at(16, 16 + 112), at(16, 16 + 116), at(width - 17, height - 17)]).toEqual([255, 120, 120]);
});

test("single samples, colours and pictures alone make a sheet as well", () => {
  for (const [count, shape, below] of [
    [1, { height: 4, width: 4, channels: 3 }, 1],
    [3, { height: 5, width: 4, channels: 1 }, 1],
    [3, { height: 5, width: 4, channels: 1 }, 0],
  ] as const) {
    const size = shape.height * shape.width * shape.channels;
    const pictures = picturesOf(new Uint8Array(count * size).fill(7), shape);
    const { width, height } = decode(reconstructionSheet(pictures, below ? pictures : []));
    expect(width).toBe(2 * 16 + count * 112 + (count - 1) * 8);
    expect(height).toBe(2 * 16 + (1 + below) * 28 * shape.height + below * 4);
  }
});
