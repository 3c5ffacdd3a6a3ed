import type { DescriptionOptions } from "./description.js";
import { dense } from "./layers.js";
import { adadelta } from "./optimizers.js";

/** The models of the notebook and of the Keras blog's "Building Autoencoders in Keras", for samples of `size` values. */
export const PRESETS = {
  /** The notebook's: one dense layer as encoder and one as decoder, 784 → 32 → 784. */
  notebook: (size = 784) => ({
    input: size,
    encoder: [dense(32, { activation: "relu" })],
    decoder: [dense(size, { activation: "sigmoid" })],
    loss: "binaryCrossentropy",
    optimizer: adadelta(),
  }),
  /** The blog's deep one: 784 → 128 → 64 → 32 → 64 → 128 → 784. */
  deep: (size = 784) => ({
    input: size,
    encoder: [128, 64, 32].map((units) => dense(units, { activation: "relu" })),
    decoder: [
      ...[64, 128].map((units) => dense(units, { activation: "relu" })),
      dense(size, { activation: "sigmoid" }),
    ],
    loss: "binaryCrossentropy",
    optimizer: adadelta(),
  }),
} as const satisfies Record<string, (size?: number) => DescriptionOptions>;

export type Preset = keyof typeof PRESETS;
