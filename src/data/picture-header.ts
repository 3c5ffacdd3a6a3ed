import { FormatError } from "../errors.js";

/** What stands in a JPEG's or WebP's header. */
export interface PictureHeader {
  readonly width: number;
  readonly height: number;
  /** EXIF's 1 to 8: how the stored picture is turned; 1 is upright. */
  readonly orientation: number;
  /** Where the name of a WebP's EXIF chunk stands. */
  readonly exifAt?: number;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Reads a JPEG's markers up to its scan, and looks whether it ends.
 * @throws {FormatError} when it is damaged, cut short, or for print (CMYK)
 */
export function jpegHeader(bytes: Uint8Array, name: string): PictureHeader {
  const view = viewOf(bytes);
  let orientation = 1;
  let size: { width: number; height: number } | undefined;
  let at = 2;
  while (at + 4 <= bytes.length && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // a marker may be filled up
      continue;
    }
    // Markers without a length, which decoders pass over: what follows would be taken for one, and another size found than theirs.
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd9)) break;
    const next = at + 2 + view.getUint16(at + 2);
    if (next > bytes.length) break;
    const segment = bytes.subarray(at + 4, next);
    if (marker === 0xe1 && latin1(segment.subarray(0, 6)) === "Exif\0\0")
      orientation = tiffOrientation(segment.subarray(6));
    // SOF0 to SOF15, between which stand three markers of other kinds.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker) && segment.length >= 6) {
      if (view.getUint8(at + 9) === 4) {
        throw new FormatError(
          `${name} is a JPEG for print (CMYK), which cannot be read. Convert it to RGB, or leave it out.`,
        );
      }
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker === 0xda) {
      if (!size || size.width * size.height === 0 || !endsIn(bytes, next)) break;
      if (scansFrom(bytes, at) > MOST_SCANS) {
        throw new FormatError(
          `${name} is a JPEG of more than ${MOST_SCANS} scans, each of which costs as much as a whole picture. Save it again.`,
        );
      }
      return { ...size, orientation };
    }
    at = next;
  }
  throw damagedPicture(name, "JPEG");
}

/** Progressive pictures have some ten, and none needs more than 64 coefficients times as many. */
const MOST_SCANS = 100;

/** How many scans begin at `begin` or later. */
function scansFrom(bytes: Uint8Array, begin: number): number {
  let scans = 0;
  // Within a scan 0xff is always followed by 0 or a marker that is no SOS.
  for (let at = bytes.indexOf(0xff, begin); at >= 0; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === 0xda) scans++;
  return scans;
}

/** Whether the marker that ends a JPEG comes at all; thumbnails, which have one too, stand before the scan. */
function endsIn(bytes: Uint8Array, begin: number): boolean {
  for (let at = bytes.length - 2; at >= begin; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}

/**
 * Reads a WebP's chunks.
 * @throws {FormatError} when it is damaged, cut short, or moves
 */
export function webpHeader(bytes: Uint8Array, name: string): PictureHeader {
  const view = viewOf(bytes);
  let orientation = 1;
  let exifAt: number | undefined;
  let size: { width: number; height: number } | undefined;
  if (bytes.length < 20 || view.getUint32(4, true) + 8 > bytes.length) throw damagedPicture(name, "WebP");
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = latin1(bytes.subarray(at, at + 4));
    const begin = at + 8;
    const length = view.getUint32(at + 4, true);
    if (begin + length > bytes.length) throw damagedPicture(name, "WebP");
    const data = bytes.subarray(begin, begin + length);
    if (kind === "VP8X" && length >= 10) {
      if (view.getUint8(begin) & 2) {
        throw new FormatError(`${name} is a moving WebP. Save one picture of it as PNG, or leave it out.`);
      }
      const uint24 = (offset: number) =>
        view.getUint16(begin + offset, true) + 65536 * view.getUint8(begin + offset + 2);
      size ??= { width: uint24(4) + 1, height: uint24(7) + 1 };
    }
    if (kind === "VP8 " && length >= 10) {
      size ??= { width: view.getUint16(begin + 6, true) & 0x3fff, height: view.getUint16(begin + 8, true) & 0x3fff };
    }
    if (kind === "VP8L" && length >= 5) {
      const bits = view.getUint32(begin + 1, true);
      size ??= { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    if (kind === "EXIF") exifAt = at;
    if (kind === "EXIF")
      orientation = tiffOrientation(latin1(data.subarray(0, 6)) === "Exif\0\0" ? data.subarray(6) : data);
    at = begin + length + (length % 2);
  }
  if (!size || size.width * size.height === 0) throw damagedPicture(name, "WebP");
  return { ...size, orientation, ...(exifAt !== undefined && { exifAt }) };
}

/** How a PNG is turned, by its eXIf chunk. Whether the PNG is sound is for its decoder to say. */
export function pngOrientation(bytes: Uint8Array): number {
  const view = viewOf(bytes);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (latin1(bytes.subarray(at + 4, at + 8)) !== "eXIf") continue;
    return tiffOrientation(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  return 1;
}

/** The tag Orientation (0x0112) of the first directory of a TIFF, as EXIF is one; 1 where there is none, or none that is. */
function tiffOrientation(tiff: Uint8Array): number {
  const view = viewOf(tiff);
  const order = latin1(tiff.subarray(0, 2));
  if (tiff.length < 14 || (order !== "II" && order !== "MM")) return 1;
  const little = order === "II";
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, little);
  for (let entry = directory + 2; entry < directory + 2 + 12 * entries && entry + 12 <= tiff.length; entry += 12) {
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

export function damagedPicture(name: string, format: string, cause?: unknown): FormatError {
  return new FormatError(
    `${name} is a ${format} that is damaged or cut short. Download or copy it again, or leave it out.`,
    {
      cause,
    },
  );
}

const latin1 = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);
