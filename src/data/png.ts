import { type DecodedPng, decode } from "fast-png";
import { DataError, FormatError } from "../errors.js";
import { checkPixels, type DecodedImage, IMAGE_OPTIONS, type ImageOptions } from "./crop.js";
import type { Dataset } from "./dataset.js";
import { imagesOf } from "./images.js";
import { checkOptions } from "./known-options.js";
import { essentialPng, promisedBytes } from "./png-chunks.js";

/** A file: its name, for error messages, and its content. */
export interface NamedBytes {
  /** The file's name, which messages begin with. */
  readonly name: string;
  /** Its content. */
  readonly bytes: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** IHDR's colour type of pictures whose values are indices into a palette. */
const INDEXED = 3;

export const isPng = (bytes: Uint8Array) => SIGNATURE.every((byte, index) => bytes[index] === byte);

/**
 * A data set from PNG files, as {@link imagesFromFiles} makes it from pictures of any format in a browser. Runs anywhere;
 * takes bytes as they are, without regard to colour profiles.
 * @throws {FormatError} when a file is no PNG, or damaged; the message names it
 * @throws {DataError} when there are none, or one is too large
 * @throws {ArgumentError} for a size that makes no sense
 */
export async function imagesFromPngs(
  files: AsyncIterable<NamedBytes> | Iterable<NamedBytes>,
  options: ImageOptions = {},
): Promise<Dataset> {
  checkOptions("imagesFromPngs", options, IMAGE_OPTIONS);
  async function* images() {
    for await (const { name, bytes } of files) yield { name, decode: async () => decodePng(bytes, name) };
  }
  return imagesOf(images(), options);
}

/**
 * @param exact keeps 16-bit values, which become bytes otherwise
 * @throws {FormatError}, {@link DataError}
 */
export function decodePng(bytes: Uint8Array, name: string, exact = false): DecodedImage {
  if (bytes.length === 0) throw new FormatError(`${name} is empty. Download or copy it again, or leave it out.`);
  if (!isPng(bytes)) {
    const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
    throw new FormatError(
      `${name} is ${jpeg ? "a JPEG, whatever its name says" : "not a PNG"}. Only PNG can be read here: convert it, or leave it out.`,
    );
  }
  if (bytes.length < 33) throw damaged(name, "it is cut short", undefined);
  // The sizes stand at fixed places (PNG §11.2.1): they are looked at before anything is allocated by them.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width * height === 0) throw damaged(name, `it has ${width} × ${height} pixels`, undefined);
  checkPixels(width, height, name, { bytes: bytes.length, unpacked: promisedBytes(view) });
  if (view.getUint8(24) < 8 && view.getUint8(28) !== 0) {
    throw new FormatError(
      `${name} is interlaced with less than 8 bits a value, which cannot be read. Save it without interlacing.`,
    );
  }
  try {
    const png = decode(essentialPng(bytes), { checkCrc: true });
    // A palette of other pictures is only a suggestion for screens of few colours.
    return view.getUint8(25) === INDEXED ? fromPalette(png) : plain(png, exact);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw damaged(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function damaged(name: string, reason: string, cause: unknown): FormatError {
  return new FormatError(`${name} is a PNG that is damaged or cut short (${reason}). Download or copy it again.`, {
    cause,
  });
}

function fromPalette(png: DecodedPng): DecodedImage {
  const { width, height, depth, palette = [] } = png;
  const indices = depth < 8 ? unpacked(png) : png.data;
  const channels = channelsOf(palette[0]?.length);
  const colours = Uint8Array.from(palette.flat());
  const data = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const index = indices[pixel] ?? 0;
    if (index >= palette.length) throw new Error("it has a colour that its palette lacks");
    for (let channel = 0; channel < channels; channel++) {
      data[pixel * channels + channel] = colours[index * channels + channel] ?? 0;
    }
  }
  return { data, width, height, channels };
}

/** Every value in 8 bits, whatever the file has; 16-bit values are kept where they are wanted exactly. */
function plain(png: DecodedPng, exact: boolean): DecodedImage {
  const { width, height, depth, transparency } = png;
  const channels = channelsOf(png.channels);
  const values = depth < 8 ? unpacked(png) : png.data;
  const most = exact && depth === 16 ? 65535 : 255;
  const own = 2 ** depth - 1;
  const data = own === most ? values : asBytes(values, own);
  if (!transparency) return { data, width, height, channels, most };
  // tRNS (PNG §11.3.2.1): the one grey value or colour, as the file has it, that is transparent.
  const Type = most === 255 ? Uint8Array : Uint16Array;
  const withAlpha = new Type(width * height * (channels + 1)).fill(most);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * channels;
    const to = pixel * (channels + 1);
    withAlpha.set(data.subarray(at, at + channels), to);
    if (values.subarray(at, at + channels).every((value, channel) => value === transparency[channel])) {
      withAlpha[to + channels] = 0;
    }
  }
  return { data: withAlpha, width, height, channels: channelsOf(channels + 1), most };
}

/** Values up to `own` as bytes; a loop, since `Uint8Array.from` with a function makes a list of all of them first. */
function asBytes(values: ArrayLike<number>, own: number): Uint8Array {
  const bytes = new Uint8Array(values.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Math.round((255 * (values[index] ?? 0)) / own);
  return bytes;
}

/** Grey and indices come with less than 8 bits: several values to a byte, the first on top, every row on a byte of its own. */
function unpacked({ data, width, height, depth }: DecodedPng): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const values = new Uint8Array(width * height);
  const mask = 2 ** depth - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      values[y * width + x] = ((data[y * rowBytes + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return values;
}

function channelsOf(channels: number | undefined): DecodedImage["channels"] {
  if (channels === 1 || channels === 2 || channels === 3 || channels === 4) return channels;
  throw new Error(`it has ${channels} channels`);
}
