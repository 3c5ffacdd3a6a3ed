/** What can be written, as NumPy calls it. */
const TYPES = { Float32Array: "<f4", Float64Array: "<f8", Uint8Array: "|u1", Uint32Array: "<u4" } as const;

/** Values of an array in an NPY file. */
export type NpyValues = Float32Array | Float64Array | Uint8Array | Uint32Array;

/**
 * An array as an NPY file, as `numpy.save` writes it: version 1.0, little-endian, in C order, its values at a multiple of 64 bytes.
 * @param shape of the array, samples first
 * @param type for bytes that are something else than numbers: `|b1`, true or false
 */
export function npyFile(
  data: NpyValues,
  shape: readonly number[],
  type: (typeof TYPES)[keyof typeof TYPES] | "|b1" = TYPES[data.constructor.name as keyof typeof TYPES],
): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${axes}), }`;
  const start = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(start - 11)}\n`), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}
