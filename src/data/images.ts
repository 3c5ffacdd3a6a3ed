import { DataError } from "../errors.js";
import { checkPixels, cropAndScale, type DecodedImage, IMAGE_OPTIONS, type ImageOptions, targetSize } from "./crop.js";
import { type Dataset, datasetOf } from "./dataset.js";
import { checkOptions } from "./known-options.js";

/** A picture that is still to be decoded. */
export interface EncodedImage {
  /** For error messages. */
  readonly name: string;
  decode(): Promise<DecodedImage>;
}

/**
 * A data set from pictures in any format that the browser can show (PNG, JPEG, WebP …), in the order given, upright, each
 * cropped around its middle and scaled to one size: shape `[height, width]`, or `[height, width, 3]` in colour. For pages
 * and workers; in Node, take `imagesFromPictures`.
 * @throws {DataError} when there are none, or one cannot be decoded or is too large; the message names the file
 * @throws {ArgumentError} for a size that makes no sense
 */
export async function imagesFromFiles(files: Iterable<File>, options: ImageOptions = {}): Promise<Dataset> {
  checkOptions("imagesFromFiles", options, IMAGE_OPTIONS);
  if (typeof createImageBitmap === "undefined" || typeof OffscreenCanvas === "undefined") {
    throw new DataError(
      "There is nothing here that decodes pictures: imagesFromFiles() needs a browser. Give the files to imagesFromPictures().",
    );
  }
  return imagesOf(
    Array.from(files, (file) => ({ name: file.name, decode: () => decodeInBrowser(file) })),
    options,
  );
}

/**
 * Lets the browser decode a picture, upright as its EXIF data say.
 * @throws {DataError} when it can't, or the picture is too large
 */
export async function decodeInBrowser(file: File, options?: ImageBitmapOptions): Promise<DecodedImage> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, options);
  } catch (cause) {
    throw new DataError(
      `${file.name} cannot be decoded as a picture${file.size === 0 ? ": it is empty" : ""}. Leave it out, or convert it to PNG or JPEG.`,
      { cause },
    );
  }
  try {
    const { width, height } = bitmap;
    checkPixels(width, height, file.name);
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (!context)
      throw new DataError(`${file.name} cannot be drawn: the browser has no canvas left. Close other pages.`);
    context.drawImage(bitmap, 0, 0);
    return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
  } finally {
    bitmap.close();
  }
}

/** Decodes pictures one after the other, so that only one of them stands in memory at its full size. */
export async function imagesOf(
  images: AsyncIterable<EncodedImage> | Iterable<EncodedImage>,
  { size, channels = 1, signal, onProgress }: ImageOptions,
): Promise<Dataset> {
  const samples: Uint8Array[] = [];
  let target: readonly [number, number] | undefined;
  for await (const image of images) {
    signal?.throwIfAborted();
    const decoded = await image.decode();
    target ??= targetSize(size, decoded, image.name);
    samples.push(cropAndScale(decoded, target, channels));
    onProgress?.(samples.length);
  }
  const [first] = samples;
  if (!first || !target) throw new DataError("There are no pictures. Give at least one.");
  const data = new Uint8Array(samples.length * first.length);
  for (const [index, sample] of samples.entries()) data.set(sample, index * first.length);
  return datasetOf(data, channels === 1 ? target : [...target, channels]);
}
