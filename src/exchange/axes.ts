import { ShapeError } from "../errors.js";
import type { Tensor } from "../model/tensor.js";

/** A tensor with its axes in another order, as NumPy's `transpose`: axis i of the result is axis `axes[i]` of what is given. */
export function permuted({ shape, data }: Tensor, axes: readonly number[]): Tensor {
  const order = axes.toSorted((a, b) => a - b);
  if (axes.length !== shape.length || order.some((axis, index) => axis !== index)) {
    throw new ShapeError(`A tensor of shape [${shape.join(", ")}] has no axes [${axes.join(", ")}].`);
  }
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, length) => size * length, 1));
  const lengths = axes.map((axis) => shape[axis] ?? 0);
  const steps = axes.map((axis) => strides[axis] ?? 0);
  const values = new Float32Array(data.length);
  const at = new Uint32Array(axes.length);
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    values[to] = data[from] ?? 0;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const [length = 0, step = 0] = [lengths[axis], steps[axis]];
      const next = (at[axis] ?? 0) + 1;
      from += step;
      if (next < length) {
        at[axis] = next;
        break;
      }
      at[axis] = 0;
      from -= length * step;
    }
  }
  return { shape: lengths, data: values };
}

/**
 * A convolution's kernel `[height, width, in, out]`, and its transpose's `[height, width, out, in]`, as PyTorch and ONNX have
 * them: `[out, in, height, width]` and `[in, out, height, width]`.
 */
export const kernelChannelsFirst = (kernel: Tensor): Tensor => permuted(kernel, [3, 2, 0, 1]);

/** {@link kernelChannelsFirst} undone. */
export const kernelChannelsLast = (kernel: Tensor): Tensor => permuted(kernel, [2, 3, 1, 0]);

/** A matrix with its axes exchanged. */
export const transposed = (matrix: Tensor): Tensor => permuted(matrix, [1, 0]);
