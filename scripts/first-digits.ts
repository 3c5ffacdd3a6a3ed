/** Digits to begin with: enough to learn from, and under a megabyte where they are gzipped. */
export const FIRST_COUNT = 5000;

/** The files of the page's data that hold the first samples of others: beginnings of MNIST's, whole IDX files themselves. */
export const FIRST_FILES: Readonly<Record<string, string>> = {
  "first-images-idx3-ubyte": "train-images-idx3-ubyte",
  "first-labels-idx1-ubyte": "train-labels-idx1-ubyte",
};

/** The first samples of an IDX file of bytes, as one: its header counts them. */
export function firstOf(idx: Uint8Array, count = FIRST_COUNT): Uint8Array {
  const view = new DataView(idx.buffer, idx.byteOffset, idx.byteLength);
  const axes = view.getUint8(3);
  const header = 4 + 4 * axes;
  let size = 1;
  for (let axis = 1; axis < axes; axis++) size *= view.getUint32(4 + 4 * axis);
  const first = idx.slice(0, header + count * size);
  new DataView(first.buffer).setUint32(4, count);
  return first;
}
