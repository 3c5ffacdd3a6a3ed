import { DataError, FormatError } from "../errors.js";
import {
  checkPixels,
  cropAndScale,
  cropExactly,
  type DecodedImage,
  IMAGE_OPTIONS,
  type ImageOptions,
  targetSize,
} from "./crop.js";
import type { Dataset } from "./dataset.js";
import type { Grid } from "./grid.js";
import { decodeInBrowser, imagesOf } from "./images.js";
import { type FileKind, kindOf } from "./kind.js";
import { checkOptions } from "./known-options.js";
import { damagedPicture, jpegHeader, pngOrientation, webpHeader } from "./picture-header.js";
import { decodePng, type NamedBytes } from "./png.js";
import { upright } from "./upright.js";

/** A picture's file, in a browser or anywhere. */
export type PictureFile = NamedBytes | File;

export interface PictureOptions extends ImageOptions {
  /** Keeps the values as precise as the files have them, 16-bit values too, without rounding what is scaled. */
  readonly exact?: boolean;
}

/** Pictures as rows of numbers, and what is to be said of them. */
export interface PictureGrid {
  /** One picture a row: bytes, or where the values are exact 32-bit floats from 0 to `most`. */
  readonly grid: Grid;
  /** `[height, width]`, or `[height, width, 3]` in colour. */
  readonly shape: readonly number[];
  /** How many pictures have colours that are lost, as they are read as grey; 0 in colour. */
  readonly colour: number;
  /** How many pictures are of another size than the samples, and were cropped and scaled. */
  readonly resized: number;
  /** The largest value that there can be: 65,535 where values are exact and a file has 16 bits, else 255. */
  readonly most: 255 | 65535;
  /** The largest value that there is. */
  readonly largest: number;
}

/** Kinds of pictures that only some browsers decode, as a message calls them. */
const OTHER_KINDS: ReadonlyMap<FileKind, string> = new Map([
  ["gif", "a GIF"],
  ["bmp", "a BMP"],
  ["tiff", "a TIFF"],
  ["avif", "an AVIF"],
  ["heic", "a HEIC"],
]);

/** Deno has bitmaps and canvases, too, but none to draw on in two dimensions. */
const inBrowser = () =>
  typeof createImageBitmap !== "undefined" && typeof OffscreenCanvasRenderingContext2D !== "undefined";

/**
 * Decodes a picture, upright as its EXIF data say: PNG, JPEG and WebP anywhere, in a browser all that it can show. The kind is
 * told by the content.
 * @param exact keeps 16-bit values, which become bytes otherwise
 * @throws {FormatError} when it is damaged, cut short, or of a kind that cannot be read here; the message names it
 * @throws {DataError} when it has too many pixels
 */
export async function decodePicture(bytes: Uint8Array, name: string, exact = false): Promise<DecodedImage> {
  const kind = kindOf(bytes, name);
  if (kind === "empty") throw new FormatError(`${name} is empty. Download or copy it again, or leave it out.`);
  if (kind === "png") return upright(decodePng(bytes, name, exact), pngOrientation(bytes));
  if (kind === "jpeg" || kind === "webp") {
    const { width, height, orientation, exifAt } = kind === "jpeg" ? jpegHeader(bytes, name) : webpHeader(bytes, name);
    checkPixels(width, height, name, { bytes: bytes.length, unpacked: 3 * width * height });
    if (inBrowser()) {
      // Browsers turn JPEG as EXIF says. Not all turn WebP: none does once its EXIF chunk goes by a name that says nothing.
      const known = new Uint8Array(bytes);
      if (exifAt !== undefined) known.set([0x58, 0x58, 0x58, 0x58], exifAt);
      return upright(await natively(known, name), kind === "jpeg" ? 1 : orientation);
    }
    const { decodeJpeg, decodeWebp } = await import("./wasm-decoders.js");
    try {
      const pixels = await (kind === "jpeg" ? decodeJpeg : decodeWebp)(bytes);
      return upright({ data: pixels.data, width: pixels.width, height: pixels.height, channels: 4 }, orientation);
    } catch (cause) {
      if (cause instanceof DataError) throw cause; // there is no decoder
      throw damagedPicture(name, kind === "jpeg" ? "JPEG" : "WebP", cause);
    }
  }
  const other = OTHER_KINDS.get(kind);
  if (!other) throw new FormatError(`${name} is no picture, whatever its name says. Leave it out.`);
  if (inBrowser()) return natively(bytes, name);
  throw new FormatError(`${name} is ${other}, which cannot be read here. Convert it to PNG, or leave it out.`);
}

/** Values as they are in the file, without regard to colour profiles, as everywhere else. */
const natively = (bytes: Uint8Array, name: string) =>
  decodeInBrowser(new File([new Uint8Array(bytes)], name), { colorSpaceConversion: "none" });

/**
 * A data set from pictures, PNG, JPEG and WebP: as {@link imagesFromFiles} makes it in a browser, anywhere.
 * @throws {FormatError} when a file is no such picture, or damaged; the message names it
 * @throws {DataError} when there are none, or one is too large
 * @throws {ArgumentError} for a size that makes no sense
 */
export async function imagesFromPictures(
  files: AsyncIterable<PictureFile> | Iterable<PictureFile>,
  options: ImageOptions = {},
): Promise<Dataset> {
  checkOptions("imagesFromPictures", options, IMAGE_OPTIONS);
  async function* images() {
    for await (const file of files) {
      yield { name: file.name, decode: async () => decodePicture(await bytesOf(file), file.name) };
    }
  }
  return imagesOf(images(), options);
}

/**
 * The numbers of pictures, in the order given, each cropped around its middle and scaled to one size: the first one's own, or
 * the one that is asked for. They are decoded one after the other, so that only one stands in memory at its full size.
 * @throws as {@link imagesFromPictures}
 */
export async function pictureGrid(
  files: AsyncIterable<PictureFile> | Iterable<PictureFile>,
  { size, channels = 1, signal, onProgress, exact = false }: PictureOptions = {},
): Promise<PictureGrid> {
  const names: string[] = [];
  const samples: (Uint8Array | Float32Array)[] = [];
  const depths: (255 | 65535)[] = [];
  let target: readonly [height: number, width: number] | undefined;
  let [colour, resized] = [0, 0];
  for await (const file of files) {
    signal?.throwIfAborted();
    const image = await decodePicture(await bytesOf(file), file.name, exact);
    target ??= targetSize(size, image, file.name);
    if (image.height !== target[0] || image.width !== target[1]) resized++;
    if (channels === 1 && hasColour(image)) colour++;
    samples.push(exact ? cropExactly(image, target, channels) : cropAndScale(image, target, channels));
    depths.push(image.most ?? 255);
    names.push(file.name);
    onProgress?.(names.length);
  }
  const [first] = samples;
  if (!first || !target) throw new DataError("There are no pictures. Give at least one.");
  const width = first.length;
  const most = depths.includes(65535) ? 65535 : 255;
  const data = exact ? new Float32Array(samples.length * width) : new Uint8Array(samples.length * width);
  for (const [row, sample] of samples.entries()) {
    // A byte among 16-bit values: 255 is as white as 65,535, and 257 times as large.
    data.set(depths[row] === most ? sample : sample.map((value) => 257 * value), row * width);
  }
  let largest = 0;
  for (const value of data) if (value > largest) largest = value;
  const columns = target[1] * channels;
  const place = (row: number, column: number) =>
    `${names[row]}, pixel ${Math.floor((column % columns) / channels)} of row ${Math.floor(column / columns)}`;
  return {
    grid: { data, rows: samples.length, width, place },
    shape: channels === 1 ? target : [...target, channels],
    colour,
    resized,
    most,
    largest,
  };
}

/** Some browsers' files have a method `bytes`, and so no bytes. */
async function bytesOf(file: PictureFile): Promise<Uint8Array> {
  return file.bytes instanceof Uint8Array ? file.bytes : new Uint8Array(await (file as File).arrayBuffer());
}

/** Whether a pixel that can be seen is not grey. */
function hasColour({ data, width, height, channels }: DecodedImage): boolean {
  if (channels < 3) return false;
  for (let at = 0; at < width * height * channels; at += channels) {
    const seen = channels === 3 || data[at + 3] !== 0;
    if (seen && (data[at] !== data[at + 1] || data[at] !== data[at + 2])) return true;
  }
  return false;
}
