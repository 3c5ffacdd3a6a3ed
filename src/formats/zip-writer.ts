import { FormatError } from "../errors.js";
import { crc32 } from "./crc32.js";

const LOCAL_BYTES = 30;
const DIRECTORY_BYTES = 46;
const END_BYTES = 22;
/** Names are UTF-8. */
const FLAGS = 1 << 11;
/** 1 January 1980, the format's first day: the same files give the same bytes, whenever they are written. */
const DAY = 0x0021;

/**
 * A ZIP archive (PKWARE's APPNOTE 6.3) of files as they are, not packed: weights hardly become smaller, and Keras writes its files
 * so.
 * @throws {FormatError} from 4 GiB on
 */
export function storedZip(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Uint8Array {
  const entries = files.map(({ name, bytes }) => ({ path: new TextEncoder().encode(name), bytes, crc: crc32(bytes) }));
  const local = entries.reduce((sum, { path, bytes }) => sum + LOCAL_BYTES + path.length + bytes.length, 0);
  const directory = entries.reduce((sum, { path }) => sum + DIRECTORY_BYTES + path.length, 0);
  const total = local + directory + END_BYTES;
  if (total >= 2 ** 32) {
    throw new FormatError(
      `The archive would have ${total} bytes; ZIP files of less than 4 GiB are written. Leave some out.`,
    );
  }
  const archive = new Uint8Array(total);
  const view = new DataView(archive.buffer);
  let at = 0;
  let listed = local;
  for (const { path, bytes, crc } of entries) {
    // Version, flags, method 0, time, date, checksum, size packed and unpacked, length of the name: the same in both places.
    const describe = (place: number) => {
      view.setUint16(place, 20, true);
      view.setUint16(place + 2, FLAGS, true);
      view.setUint16(place + 8, DAY, true);
      view.setUint32(place + 10, crc, true);
      view.setUint32(place + 14, bytes.length, true);
      view.setUint32(place + 18, bytes.length, true);
      view.setUint16(place + 22, path.length, true);
    };
    view.setUint32(listed, 0x02014b50, true);
    view.setUint16(listed + 4, 20, true);
    describe(listed + 6);
    view.setUint32(listed + 42, at, true);
    archive.set(path, listed + DIRECTORY_BYTES);
    listed += DIRECTORY_BYTES + path.length;
    view.setUint32(at, 0x04034b50, true);
    describe(at + 4);
    archive.set(path, at + LOCAL_BYTES);
    archive.set(bytes, at + LOCAL_BYTES + path.length);
    at += LOCAL_BYTES + path.length + bytes.length;
  }
  view.setUint32(listed, 0x06054b50, true);
  view.setUint16(listed + 8, entries.length, true);
  view.setUint16(listed + 10, entries.length, true);
  view.setUint32(listed + 12, directory, true);
  view.setUint32(listed + 16, local, true);
  return archive;
}
