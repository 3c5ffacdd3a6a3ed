import { ArgumentError, DataError, kindOf, shown } from "../errors.js";

/** The bytes of a file, in memory. */
export type Bytes = Uint8Array | Uint8ClampedArray | ArrayBuffer | DataView;

/** The bytes of a file, or what they come from: a `File` that was chosen or dropped, or what `fetch` answers. */
export type BytesSource = Bytes | Blob | Response;

/**
 * Bytes in memory, as they are: nothing is copied.
 * @param what begins the error: "The IDX file"
 * @throws {ArgumentError} for what is none
 */
export function bytesOf(bytes: Bytes, what: string): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  // An iframe's is none of this window's class.
  if (kindOf(bytes) === "ArrayBuffer") return new Uint8Array(bytes as ArrayBuffer);
  const view: unknown = bytes;
  if (ArrayBuffer.isView(view)) return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  throw new ArgumentError(
    `${String(what)} must be given as bytes: a Uint8Array or an ArrayBuffer, such as await file.arrayBuffer() gives; ` +
      `got ${shown(bytes)}.`,
  );
}

/**
 * Bytes from wherever they come.
 * @throws {ArgumentError} for what has none, {@link DataError} for the answer of a server that says it has no such file
 */
export async function readBytes(source: BytesSource, what: string): Promise<Uint8Array> {
  if (typeof Response !== "undefined" && source instanceof Response) {
    if (!source.ok) {
      throw new DataError(
        `${what} is not there: ${source.url || "the server"} answered ${source.status} ${source.statusText}. Correct the address.`,
      );
    }
    if (source.bodyUsed) throw new DataError(`${what} was read already: give response.clone(), or fetch it again.`);
    return new Uint8Array(await source.arrayBuffer());
  }
  if (typeof Blob !== "undefined" && source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  return bytesOf(source as Bytes, what);
}
