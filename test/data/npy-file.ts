/** An NPY file as NumPy writes it, or not quite: any header, any values. */
export function npyFile(header: string, values: Uint8Array, version: readonly [number, number] = [1, 0]): Uint8Array {
  const begin = version[0] === 1 ? 10 : 12;
  const end = Math.ceil((begin + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(end + values.length).fill(0x20);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), ...version]);
  const view = new DataView(bytes.buffer);
  if (version[0] === 1) view.setUint16(8, end - begin, true);
  else view.setUint32(8, end - begin, true);
  bytes.set(new TextEncoder().encode(header), begin);
  bytes[end - 1] = 0x0a;
  bytes.set(values, end);
  return bytes;
}

/** The header's dictionary. */
export function npyHeader(descr: string, shape: readonly number[], order = "False"): string {
  return `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape.map((length) => `${length},`).join(" ")}), }`;
}

/** Bytes 0 to 255 in C order. */
export function npyBytes(shape: readonly number[], values: readonly number[]): Uint8Array {
  return npyFile(npyHeader("|u1", shape), Uint8Array.from(values));
}

export function npyFloats(shape: readonly number[], values: readonly number[]): Uint8Array {
  return npyFile(npyHeader("<f4", shape), new Uint8Array(Float32Array.from(values).buffer));
}
