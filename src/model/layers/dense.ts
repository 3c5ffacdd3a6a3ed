import { ACTIVATIONS, type Activation } from "../activations.js";
import { flag, group, numberThat, oneOf, optional, positiveInteger } from "../fields.js";
import { layerKind, ShapeRefusal } from "./kind.js";

/** Keras's `L1L2`: what is added to the loss is Σ l1·|y| + l2·y² over a layer's outputs, divided by the batch's rows. */
export interface ActivityRegularizer {
  readonly l1: number;
  readonly l2: number;
}

/** A densely connected layer: `y = activation(x · kernel + bias)`, kernel `[inputs, units]`, bias `[units]`. */
export interface DenseLayer {
  readonly type: "dense";
  readonly units: number;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly activityRegularizer?: ActivityRegularizer;
}

const penalty = optional(
  numberThat("a number of at least 0", (value) => value >= 0),
  0,
);

export const denseKind = layerKind<DenseLayer>({
  type: "dense",
  kerasName: "Dense",
  what: "a dense layer",
  fields: {
    units: positiveInteger,
    activation: optional(oneOf(ACTIVATIONS), "linear"),
    useBias: optional(flag, true),
    activityRegularizer: optional(group<ActivityRegularizer>("activityRegularizer", { l1: penalty, l2: penalty })),
  },
  place({ units, useBias }, inputShape) {
    const [inputs, ...more] = inputShape;
    if (inputs === undefined || more.length > 0) {
      throw new ShapeRefusal("needs samples of one dimension. Put flatten() before it");
    }
    const kernel = { name: "kernel", shape: [inputs, units], initializer: "glorotUniform" } as const;
    const bias = { name: "bias", shape: [units], initializer: "zeros" } as const;
    return { outputShape: [units], parameters: useBias ? [kernel, bias] : [kernel] };
  },
});
