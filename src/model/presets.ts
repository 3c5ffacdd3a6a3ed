import { sizeOf } from "../data/dataset.js";
import { ShapeError } from "../errors.js";
import { conv2d } from "../layers/conv2d.js";
import { dense } from "../layers/dense.js";
import { gaussianNoise } from "../layers/gaussian-noise.js";
import type { Padding } from "../layers/images.js";
import type { Layer } from "../layers/layers.js";
import { maxPool2d } from "../layers/max-pool2d.js";
import { sampling } from "../layers/sampling.js";
import { upSampling2d } from "../layers/up-sampling2d.js";
import { adadelta } from "../optimizers/adadelta.js";
import { adam } from "../optimizers/adam.js";
import type { DescriptionOptions } from "./description.js";

/** The shape of one sample: a number of values, or an image's height and width, perhaps with its channels. */
export type SampleShape = number | readonly number[];

const MNIST = [28, 28] as const;

const sizeOfSample = (shape: SampleShape) => (typeof shape === "number" ? shape : sizeOf(shape));

/** The models of the notebook and of the Keras blog's "Building Autoencoders in Keras", for samples of a shape. */
export const PRESETS = {
  /** The notebook's: one dense layer as encoder and one as decoder, 784 → 32 → 784. */
  notebook: (shape: SampleShape = MNIST) => ({
    input: sizeOfSample(shape),
    encoder: [dense(32, { activation: "relu" })],
    decoder: [dense(sizeOfSample(shape), { activation: "sigmoid" })],
    loss: "binaryCrossentropy",
    optimizer: adadelta(),
  }),
  /** The blog's sparse one: the notebook's, with an L1 penalty on the code. */
  sparse: (shape: SampleShape = MNIST) => ({
    input: sizeOfSample(shape),
    encoder: [dense(32, { activation: "relu", activityRegularizer: { l1: 10e-5 } })],
    decoder: [dense(sizeOfSample(shape), { activation: "sigmoid" })],
    loss: "binaryCrossentropy",
    optimizer: adadelta(),
  }),
  /** The blog's deep one: 784 → 128 → 64 → 32 → 64 → 128 → 784. */
  deep: (shape: SampleShape = MNIST) => ({
    input: sizeOfSample(shape),
    encoder: [128, 64, 32].map((units) => dense(units, { activation: "relu" })),
    decoder: [
      ...[64, 128].map((units) => dense(units, { activation: "relu" })),
      dense(sizeOfSample(shape), { activation: "sigmoid" }),
    ],
    loss: "binaryCrossentropy",
    optimizer: adadelta(),
  }),
  /** The blog's convolutional one, for images whose sides divide by 4: 28 × 28 → 4 × 4 × 8 → 28 × 28. */
  convolutional: (shape: SampleShape = MNIST) => {
    const [height, width, channels] = imageOf("convolutional", shape);
    const sides = [height, width].map((length) => length % 8);
    if (sides[0] !== sides[1] || (sides[0] !== 0 && sides[0] !== 4)) {
      throw new ShapeError(
        `The convolutional model halves and doubles its images three times: both sides must be multiples of 8, or both 4 more ` +
          `than one, as 28 is; got ${height} × ${width}. Scale the images.`,
      );
    }
    // As in the blog: what three halvings round up, a convolution without padding takes away again.
    const last: Padding = sides[0] === 4 ? "valid" : "same";
    return {
      input: [height, width, channels],
      encoder: [16, 8, 8].flatMap((filters) => [convolution(filters), maxPool2d(2, { padding: "same" })]),
      decoder: [
        ...[convolution(8), upSampling2d(2), convolution(8), upSampling2d(2)],
        ...[convolution(16, last), upSampling2d(2), pixels(channels)],
      ],
      loss: "binaryCrossentropy",
      optimizer: adadelta(),
    };
  },
  /** The blog's denoising one: a convolutional model of noisy images whose target is the clean one. */
  denoising: (shape: SampleShape = MNIST) => {
    const [height, width, channels] = imageOf("denoising", shape);
    if (height % 4 !== 0 || width % 4 !== 0) {
      throw new ShapeError(
        `The denoising model halves and doubles its images twice: both sides must be multiples of 4; got ${height} × ${width}. ` +
          "Scale the images.",
      );
    }
    const halve = () => [convolution(32), maxPool2d(2, { padding: "same" })];
    const double = () => [convolution(32), upSampling2d(2)];
    return {
      input: [height, width, channels],
      encoder: [gaussianNoise(0.5, { clip: [0, 1] }), ...halve(), ...halve()],
      decoder: [...double(), ...double(), pixels(channels)],
      loss: "binaryCrossentropy",
      optimizer: adadelta(),
    };
  },
  /** The blog's variational one: 784 → 256 → a normal distribution over a plane → 256 → 784. */
  variational: (shape: SampleShape = MNIST) => ({
    input: sizeOfSample(shape),
    encoder: [dense(256, { activation: "relu" }), sampling(2)],
    decoder: [dense(256, { activation: "relu" }), dense(sizeOfSample(shape), { activation: "sigmoid" })],
    loss: "binaryCrossentropy",
    optimizer: adam(),
  }),
} as const satisfies Record<string, (shape?: SampleShape) => DescriptionOptions>;

/** The name of a preset: `"notebook"`, `"deep"` … */
export type Preset = keyof typeof PRESETS;

const convolution = (filters: number, padding: Padding = "same"): Layer =>
  conv2d(filters, 3, { padding, activation: "relu" });

const pixels = (channels: number): Layer => conv2d(channels, 3, { padding: "same", activation: "sigmoid" });

/** Height, width and channels; a row of values is a square image. */
function imageOf(model: string, shape: SampleShape): readonly [number, number, number] {
  const axes = typeof shape === "number" ? [shape] : shape;
  const [height, width, channels = 1, ...more] = axes.length === 1 ? squareOf(sizeOf(axes)) : axes;
  if (height === undefined || width === undefined || more.length > 0) {
    throw new ShapeError(
      `The ${model} model is made of images, [height, width] or [height, width, channels]; got samples of ` +
        `${typeof shape === "number" ? `${shape} values` : `shape [${shape.join(", ")}]`}.`,
    );
  }
  return [height, width, channels];
}

function squareOf(size: number): readonly number[] {
  const side = Math.sqrt(size);
  return Number.isInteger(side) ? [side, side] : [size];
}
