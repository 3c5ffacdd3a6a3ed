/** An arena of tensors of these lengths, each beginning on 64 floats, the padding between them 0. */
export function arena(lengths: readonly number[], values: (length: number, tensor: number) => Float32Array) {
  const tensors: number[] = [];
  const g: number[] = [];
  for (const [index, length] of lengths.entries()) {
    tensors.push(g.length, length);
    g.push(...values(length, index));
    while (g.length % 64 !== 0) g.push(0);
  }
  return { tensors: Uint32Array.from(tensors), g: Float32Array.from(g) };
}
