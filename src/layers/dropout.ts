import { sizeOf } from "../data/dataset.js";
import { numberThat } from "../model/fields.js";
import type { LayerForm } from "./form.js";
import { type LayerKind, type Placed, sameShape, written } from "./kind.js";
import type { Build, LayerLowering } from "./lowering.js";
import type { LayerText } from "./text.js";

/** Each value set to 0 with probability `rate`, while training only; what is kept is scaled by 1 / (1 − rate). */
export interface DropoutLayer {
  readonly type: "dropout";
  /** The share of the values that becomes 0 in training: from 0, below 1. */
  readonly rate: number;
}

/** Values dropped while training, as Keras's `Dropout`. */
export function dropout(rate: number): DropoutLayer {
  return written(kind, { rate });
}

export const kind: LayerKind<DropoutLayer> = {
  type: "dropout",
  kerasName: "Dropout",
  fields: { rate: numberThat("in [0, 1)", (value) => value >= 0 && value < 1) },
  place: sameShape,
  random: true,
};

function dropoutParams(build: Build, placed: Placed<DropoutLayer>) {
  const { rate } = placed.layer;
  const count = build.rows * sizeOf(placed.inputShape);
  return { count, rate, scale: 1 / (1 - rate), ...build.randomness(placed) };
}

/** Backward, the gradient meets the same mask: the same kernel with the same randomness. */
export const lowering: LayerLowering<DropoutLayer> = {
  forward(build, placed, x) {
    if (build.kind !== "train") return { y: x };
    const y = build.buffer(`${placed.name}.y`, [build.rows, ...placed.inputShape]);
    build.call(`${placed.name}/dropout`, "dropout", { x, y }, dropoutParams(build, placed));
    return { y };
  },

  backward(build, placed, _, dy, wantsInput) {
    if (!wantsInput) return undefined;
    const dx = build.buffer(`${placed.name}.dx`, [build.rows, ...placed.inputShape]);
    build.call(`${placed.name}/input-gradient`, "dropout", { x: dy, y: dx }, dropoutParams(build, placed));
    return dx;
  },
};

export const form: LayerForm = {
  label: "Dropout",
  about: "forgets some values, while training only",
  fields: [{ name: "rate", label: "Rate", kind: "number", start: "0.2" }],
};

export const text: LayerText<DropoutLayer> = {
  positional: ["rate"],
  keras: ({ rate }) => [`layers.Dropout(${rate})`],
};
