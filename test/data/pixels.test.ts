import { afterEach, describe, expect, it, vi } from "vitest";
import { imageDataOf, imagesFromPixels, sampleOfPixels } from "../../src/data/pixels.js";
import { ArgumentError, ShapeError } from "../../src/errors.js";

/** Two pixels: red, and blue that is not there. */
const pixels = { data: Uint8ClampedArray.of(255, 0, 0, 255, 0, 0, 255, 0), width: 2, height: 1 };

describe("a canvas's pixels as a sample", () => {
  it("are taken as they are, without alpha, or in grey: what is transparent stands on white", () => {
    expect(sampleOfPixels(pixels, 8).data).toEqual(new Uint8Array(pixels.data));
    expect([...sampleOfPixels(pixels, 6).data]).toEqual([255, 0, 0, 255, 255, 255]);
    // BT.601: 0.299 of 255.
    expect([...sampleOfPixels(pixels, 2).data]).toEqual([76, 255]);
  });

  it("must be as many as the model takes", () => {
    expect(() => sampleOfPixels(pixels, 784)).toThrow(ShapeError);
    expect(() => sampleOfPixels(pixels, 784)).toThrow("The picture has 2 × 1 pixels, but the model takes 784 values.");
  });

  it("of many canvases make a data set", async () => {
    const grey = await imagesFromPixels([pixels, pixels]);
    expect([grey.count, grey.shape]).toEqual([2, [1, 2]]);
    expect((await imagesFromPixels([pixels], { channels: 3 })).shape).toEqual([1, 2, 3]);
    await expect(imagesFromPixels([pixels], { chanels: 3 } as never)).rejects.toThrow(ArgumentError);
  });
});

describe("a tensor's sample as ImageData", () => {
  afterEach(() => void vi.unstubAllGlobals());
  const given = () =>
    vi.stubGlobal(
      "ImageData",
      class {
        constructor(
          readonly data: Uint8ClampedArray,
          readonly width: number,
          readonly height: number,
        ) {}
      },
    );

  it("is grey of one channel, clipped, and of the sample asked for", () => {
    given();
    const tensor = { shape: [2, 4], data: Float32Array.of(0, 0, 0, 0, -1, 0, 0.5, 2) };
    const { data, width, height } = imageDataOf(tensor, { index: 1 });
    expect([width, height]).toEqual([2, 2]);
    expect([...data]).toEqual([0, 0, 0, 255, 0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255]);
  });

  it("has the colours of three channels and the alpha of four", () => {
    given();
    const [rgb, rgba] = [
      [1, 1, 1, 3],
      [1, 1, 1, 4],
    ];
    expect([...imageDataOf({ shape: rgb as number[], data: Float32Array.of(1, 0, 1) }).data]).toEqual([
      255, 0, 255, 255,
    ]);
    expect([...imageDataOf({ shape: rgba as number[], data: Float32Array.of(1, 0, 1, 0) }).data]).toEqual([
      255, 0, 255, 0,
    ]);
  });

  it("is refused for what is no picture, and for a sample that is not there", () => {
    const codes = { shape: [1, 3], data: new Float32Array(3) };
    expect(() => imageDataOf(codes)).toThrow("A sample of shape [3] is no picture. Give its shape");
    expect(() => imageDataOf(codes, { index: 1 })).toThrow(ArgumentError);
    expect(() => imageDataOf(codes, { shape: [2, 2] })).toThrow(ShapeError);
    vi.stubGlobal("ImageData", undefined);
    expect(() => imageDataOf(codes, { shape: [1, 3] })).toThrow("which only a browser has");
  });
});
