import { type Padding, windowOver } from "../../layers/images.js";

/** How a window slides along one axis of an image in ONNX. */
export interface Axis {
  readonly length: number;
  readonly size: number;
  readonly stride: number;
  readonly before: number;
  readonly after: number;
  /** Windows that stand over the end are counted too: `ceil_mode`. */
  readonly ceil?: boolean;
}

/** Ours that slides the same: its size, and how many zeros that stand before the kernel's own values make it so large. */
export interface SameAxis {
  readonly padding: Padding;
  readonly size: number;
  readonly zeros: number;
}

/** How wide a kernel may become: three times as large at most, which is more than any padding of PyTorch's needs. */
const widest = (size: number) => 2 * size + 1;

/**
 * A window of Keras's that meets the same pixels. PyTorch may begin elsewhere than Keras's "same": then zeros make the kernel
 * wider, on the side where Keras's begins earlier, or ends later.
 * @param widen whether that may be: not of a pool, which has no kernel
 */
export function sameWindow({ length, size, stride, before, after, ceil }: Axis, padding: Padding, widen: boolean) {
  const span = length + before + after - size;
  const windows = (ceil ? Math.ceil(span / stride) : Math.floor(span / stride)) + 1;
  if (size < 1 || stride < 1 || before < 0 || after < 0 || span < 0) return undefined;
  const enough = (wide: number, ours: { length: number; before: number }) => {
    const zeros = ours.before - before;
    return ours.length === windows && zeros >= 0 && zeros + size <= wide ? zeros : undefined;
  };
  if (padding === "valid") return before === 0 && !ceil ? valid(windows, length, size, stride) : undefined;
  for (let wide = size; wide <= (widen ? widest(size) : size); wide++) {
    const zeros = enough(wide, windowOver(length, wide, stride, "same"));
    if (zeros !== undefined) return { padding, size: wide, zeros };
  }
  return undefined;
}

function valid(windows: number, length: number, size: number, stride: number): SameAxis | undefined {
  if (size > length || windowOver(length, size, stride, "valid").length !== windows) return undefined;
  return { padding: "valid", size, zeros: 0 };
}

/** The same of a transposed convolution: `before` is what is cut off before its image, `gives` the length that is left. */
export function sameTransposedWindow(
  { length, size, stride, before, gives }: Omit<Axis, "after"> & { readonly gives: number },
  padding: Padding,
): SameAxis | undefined {
  if (size < 1 || stride < 1 || before < 0) return undefined;
  if (padding === "valid") {
    const isSame = before === 0 && gives === length * stride + Math.max(size - stride, 0);
    return isSame ? { padding, size, zeros: 0 } : undefined;
  }
  if (gives !== length * stride) return undefined;
  for (let wide = size; wide <= widest(size); wide++) {
    const zeros = Math.floor(Math.max(wide - stride, 0) / 2) - before;
    if (zeros >= 0 && zeros + size <= wide) return { padding, size: wide, zeros };
  }
  return undefined;
}
