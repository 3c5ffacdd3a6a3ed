import { Classifier, conv2d, type Dataset, dense, dropout, flatten, type Layer, maxPool2d } from "../index.js";
import type { ExperimentContext } from "./experiment.js";
import type { ImageShape } from "./image-shape.js";
import { placeOf, train } from "./training.js";

/** A classifier to build, and what to call it. */
export interface Judge {
  readonly name: string;
  readonly input: number | readonly number[];
  readonly layers: readonly Layer[];
}

/** A perceptron with one hidden layer. */
export function perceptron(size: number, classes: number): Judge {
  const layers = [dense(512, { activation: "relu" }), dropout(0.2), dense(classes, { activation: "softmax" })];
  return { name: "MLP", input: size, layers };
}

/** A small convolutional network: two convolutions, each with its pooling, and a hidden layer. */
export function convolutionalJudge({ height, width, channels }: ImageShape, classes: number): Judge {
  const layers = [
    conv2d(16, 3, { activation: "relu" }),
    maxPool2d(2),
    conv2d(32, 3, { activation: "relu" }),
    maxPool2d(2),
    flatten(),
    dropout(0.25),
    dense(128, { activation: "relu" }),
    dense(classes, { activation: "softmax" }),
  ];
  return { name: "CNN", input: [height, width, channels], layers };
}

export interface JudgeTraining {
  readonly data: Dataset;
  readonly epochs: number;
  readonly batchSize: number;
  readonly part: readonly [from: number, to: number];
}

/** Trains a classifier on labelled images, by Adam. The caller disposes of it. */
export async function trainJudge(
  context: ExperimentContext,
  { name, input, layers }: Judge,
  training: JudgeTraining,
): Promise<Classifier> {
  const judge = await Classifier.create({ input, layers, ...placeOf(context) });
  try {
    await train(context, judge, { ...training, doing: `Training the ${name}` });
    return judge;
  } catch (cause) {
    judge.dispose();
    throw cause;
  }
}

/** The most probable class of each image. */
export async function classesOf(judge: Classifier, images: Dataset): Promise<Uint8Array> {
  const { data, shape } = await judge.predict(images);
  const classes = shape[1] ?? 1;
  return Uint8Array.from({ length: images.count }, (_, image) => {
    const chances = data.subarray(image * classes, (image + 1) * classes);
    return chances.indexOf(chances.reduce((a, b) => Math.max(a, b)));
  });
}
