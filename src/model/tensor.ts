/** Numbers in row-major order (the last axis varies fastest), as every array comes back from the library. */
export interface Tensor {
  /** Length of each axis; `[]` is a single number. */
  shape: number[];
  /** `product(shape)` values. */
  data: Float32Array;
}
