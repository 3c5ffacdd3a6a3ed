import type { View } from "../operations/operation.js";
import type { AddOperation } from "../operations/union.js";
import type { Placed } from "./kind.js";

/** The plan that a layer adds its operations to. */
export interface Build {
  readonly kind: "train" | "evaluate" | "predict" | "encode" | "decode";
  /** Samples in the batch. */
  readonly rows: number;
  /** The model that the plan is of. */
  readonly network: { readonly inputShape: readonly number[] };
  readonly call: AddOperation;
  /** A buffer for values of the batch. */
  buffer(name: string, shape: readonly number[]): View;
  /** A tensor of weights, such as `encoder.0.kernel`. */
  weights(tensor: string): View;
  /** The gradient of a tensor of weights. */
  gradient(tensor: string): View;
  /** What makes the noise of a layer its own, and the same in its forward and backward pass. */
  randomness(placed: Placed<{ readonly type: string }>): { readonly seed: number; readonly stream: number };
}

/** What a layer made of its input. */
export interface Passed<Kept> {
  readonly y: View;
  /** What {@link LayerLowering.penalty} and {@link LayerLowering.backward} need of it; left out where neither follows. */
  readonly kept?: Kept;
}

/**
 * How a kind of layer becomes calls.
 * @typeParam Kept what the backward pass needs of the forward one, by name
 */
export interface LayerLowering<Layer extends { readonly type: string }, Kept = unknown> {
  /** Calls that compute the layer's output from `x` `[rows, …inputShape]`. */
  forward(build: Build, placed: Placed<Layer>, x: View): Passed<Kept>;
  /** Calls that add to `loss` `[rows]` what the layer adds to each sample's. */
  penalty?(build: Build, placed: Placed<Layer>, kept: Kept, loss: View): void;
  /**
   * Calls that compute the gradients of the layer's weights and of its input, from that of its output.
   * @param dy gradient of the output; the layer may overwrite it
   * @param wantsInput whether anything before the layer is trained
   * @returns where the gradient of the input is, if wanted
   */
  backward(build: Build, placed: Placed<Layer>, kept: Kept, dy: View, wantsInput: boolean): View | undefined;
}

/** What layers keep whose gradient is of what they were given and what they made of it. */
export interface InAndOut {
  readonly x: View;
  readonly y: View;
}

/** Of layers that give the same values another shape: nothing to compute. */
export const SAME_VALUES: LayerLowering<{ readonly type: string }> = {
  forward: (_, __, x) => ({ y: x }),
  backward: (_, __, ___, dy) => dy,
};
