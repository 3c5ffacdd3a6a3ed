import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPixels, cropAndScale, type DecodedImage, targetSize } from "../../src/data/crop.js";
import { ArgumentError, DataError, shown } from "../../src/errors.js";

const grey = (width: number, data: readonly number[]): DecodedImage => ({
  data,
  width,
  height: data.length / width,
  channels: 1,
});

describe("cropAndScale", () => {
  test("a picture of the wanted size stays as it is", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(sizes, fc.nat(), ([height, width], seed) => {
        const data = Uint8Array.from({ length: height * width }, (_, index) => (index * 37 + seed) % 256);
        expect(cropAndScale({ data, width, height, channels: 1 }, [height, width], 1)).toEqual(data);
      }),
    );
  });

  test("one colour stays that colour, at any size and crop", () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.integer({ min: 0, max: 255 }),
        (width, height, toHeight, toWidth, value) => {
          const data = new Uint8Array(width * height).fill(value);
          const result = cropAndScale({ data, width, height, channels: 1 }, [toHeight, toWidth], 1);
          expect(result).toEqual(new Uint8Array(toHeight * toWidth).fill(value));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a pixel is the mean of what it covers, also of parts of pixels", () => {
    expect([...cropAndScale(grey(4, [0, 40, 100, 200, 20, 60, 100, 200]), [1, 2], 1)]).toEqual([30, 150]);
    // 3 → 2: each covers one and a half.
    expect([...cropAndScale(grey(3, [0, 90, 240, 0, 90, 240, 0, 90, 240]), [2, 2], 1)]).toEqual([30, 190, 30, 190]);
    expect([...cropAndScale(grey(1, [80]), [2, 2], 1)]).toEqual([80, 80, 80, 80]);
  });

  test("the middle is kept, the edges go", () => {
    expect([...cropAndScale(grey(4, [255, 1, 2, 255, 255, 3, 4, 255]), [2, 2], 1)]).toEqual([1, 2, 3, 4]);
    expect([...cropAndScale(grey(2, [255, 255, 1, 2, 3, 4, 255, 255]), [2, 2], 1)]).toEqual([1, 2, 3, 4]);
    // An odd rest: half a pixel on either side.
    expect([...cropAndScale(grey(3, [0, 100, 200, 0, 100, 200]), [1, 1], 1)]).toEqual([100]);
  });

  test("colours become their luma, or stay", () => {
    const data = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30];
    const image: DecodedImage = { data, width: 4, height: 1, channels: 3 };
    expect([...cropAndScale(image, [1, 4], 1)]).toEqual([76, 150, 29, 18]);
    expect([...cropAndScale(image, [1, 4], 3)]).toEqual(data);
    expect([...cropAndScale(grey(1, [7]), [1, 1], 3)]).toEqual([7, 7, 7]);
  });

  test("what is transparent shows white", () => {
    const colours: DecodedImage = { data: [0, 0, 0, 0, 0, 0, 0, 255, 100, 0, 0, 51], width: 3, height: 1, channels: 4 };
    expect([...cropAndScale(colours, [1, 3], 3)]).toEqual([255, 255, 255, 0, 0, 0, 224, 204, 204]);
    expect([...cropAndScale({ data: [0, 0, 0, 255], width: 2, height: 1, channels: 2 }, [1, 2], 1)]).toEqual([255, 0]);
  });
});

describe("targetSize", () => {
  test("is what is asked for, else the first picture's", () => {
    const first = { width: 30, height: 20 };
    expect(targetSize(undefined, first, "a.png")).toEqual([20, 30]);
    expect(targetSize(28, first, "a.png")).toEqual([28, 28]);
    expect(targetSize([8, 9], first, "a.png")).toEqual([8, 9]);
  });

  test("a large picture's own size is not taken unasked", () => {
    expect(() => targetSize(undefined, { width: 129, height: 20 }, "a.png")).toThrow(
      new DataError(
        "a.png has 129 × 20 pixels. Choose what to crop and scale the pictures to: size: 28, or on the command line --image-size 28.",
      ),
    );
  });

  test.each([0, -1, 1.5, Number.NaN, 1025, [28, 0] as const])("%s is refused", (size) => {
    expect(() => targetSize(size, { width: 1, height: 1 }, "a.png")).toThrow(
      new ArgumentError(`A picture's size must be whole numbers from 1 to 1024; got ${shown(size)}.`),
    );
  });
});

test("a picture with too many pixels is refused", () => {
  expect(() => checkPixels(8192, 8192, "a.png")).not.toThrow();
  expect(() => checkPixels(8193, 8192, "a.png")).toThrow(
    new DataError("a.png has 8193 × 8192 pixels; at most 67,108,864 can be read. Make it smaller first."),
  );
});
