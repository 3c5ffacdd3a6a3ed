/** Models' files with weights of one's own, and what they make of samples, in double precision. */
import type { Preparation } from "../../src/data.js";
import { dense, describeModel, encodeSafetensors, type Metric, type Tensor, type Threshold } from "../../src/index.js";

/** A linear autoencoder: code = x A + a, reconstruction = code B + b; both matrices row-major. */
export interface LinearModel {
  readonly width: number;
  readonly code: number;
  readonly A: readonly number[];
  readonly a: readonly number[];
  readonly B: readonly number[];
  readonly b: readonly number[];
}

/** One with weights that look random, all of them exact in 32 bits. */
export function linearModel(width: number, code: number): LinearModel {
  const weight = (index: number) => (((index * 37 + 11) % 64) - 32) / 64;
  const weights = (count: number, from: number) => Array.from({ length: count }, (_, index) => weight(from + index));
  return {
    width,
    code,
    A: weights(width * code, 0),
    a: weights(code, 5),
    B: weights(code * width, 23),
    b: weights(width, 7),
  };
}

export function modelBytes(
  { width, code, A, a, B, b }: LinearModel,
  more: {
    readonly preparation?: Preparation;
    readonly input?: readonly number[];
    readonly metrics?: readonly Metric[];
    readonly threshold?: Threshold;
  } = {},
): Uint8Array {
  const description = describeModel({
    input: width,
    encoder: [dense(code)],
    decoder: [dense(width)],
    loss: "meanSquaredError",
    ...more,
  });
  const tensor = (values: readonly number[], shape: number[]): Tensor => ({ shape, data: Float32Array.from(values) });
  return encodeSafetensors(
    {
      "encoder.0.kernel": tensor(A, [width, code]),
      "encoder.0.bias": tensor(a, [code]),
      "decoder.0.kernel": tensor(B, [code, width]),
      "decoder.0.bias": tensor(b, [width]),
    },
    { format: "isthmus", isthmus: JSON.stringify(description), note: "someone's own" },
  );
}

const times = (x: readonly number[], matrix: readonly number[], bias: readonly number[]) =>
  bias.map((own, column) =>
    x.reduce((sum, value, row) => sum + value * (matrix[row * bias.length + column] ?? 0), own),
  );

/** The code of a sample. */
export const encoded = ({ A, a }: LinearModel, x: readonly number[]) => times(x, A, a);

/** What the model makes of a sample. */
export const reconstructed = (model: LinearModel, x: readonly number[]) => times(encoded(model, x), model.B, model.b);
