/** Weights of the first layer that has any, as pictures. */
export interface Filters {
  /** Height, width and channels of one. */
  readonly shape: readonly [number, number, number];
  /** How many the layer has; the first `count` of them are here. */
  readonly total: number;
  readonly count: number;
  /** Picture after picture. */
  readonly values: Float32Array;
}
