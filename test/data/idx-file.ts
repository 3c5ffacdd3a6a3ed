/** The header of an IDX file, valid or not: axes of any number and length below 2^32, any type code. */
export function idxHeader(shape: readonly number[], type = 0x08): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, type);
  view.setUint8(3, shape.length);
  shape.forEach((length, axis) => {
    view.setUint32(4 + 4 * axis, length);
  });
  return bytes;
}

/** An IDX file of unsigned bytes; the values need not be as many as the shape says. */
export function idxFile(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const header = idxHeader(shape);
  const bytes = new Uint8Array(header.length + values.length);
  bytes.set(header);
  bytes.set(values, header.length);
  return bytes;
}
