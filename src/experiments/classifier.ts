import { type Classifier, type Dataset, datasetOf, PRESETS, type Preset } from "../index.js";
import { classesOf, convolutionalJudge, perceptron, trainJudge } from "./classifiers.js";
import type { Experiment, ExperimentContext } from "./experiment.js";
import { meanSquaredError } from "./math/image-error.js";
import { fitPca, pcaCodes, pcaDecode } from "./math/pca.js";
import { type ExperimentResult, type FigureRow, text } from "./result.js";
import { type Amount, firstImages, imagesToShow, type Sizes, unitValues } from "./samples.js";
import { hastened, train, withModel } from "./training.js";

type Chosen = Sizes & {
  readonly presets: readonly Preset[];
  /** The presets with convolutions take some twenty times as long as the others. */
  readonly convolutionalEpochs: number;
  readonly readerEpochs: number;
  /** How many images the CNN learns from; the MLP takes all that there are. */
  readonly convolutionalReaderImages: Amount;
};

function settings(quick: boolean): Chosen {
  return quick
    ? {
        images: 2000,
        testImages: 250,
        presets: ["notebook"],
        epochs: 4,
        convolutionalEpochs: 0,
        readerEpochs: 2,
        convolutionalReaderImages: 160,
        batchSize: 32,
        optimizer: "adam",
      }
    : {
        images: "all",
        testImages: "all",
        presets: ["notebook", "sparse", "deep", "convolutional", "denoising", "variational"],
        epochs: 30,
        convolutionalEpochs: 8,
        readerEpochs: 8,
        convolutionalReaderImages: "all",
        batchSize: 128,
      };
}

const PCA_CODE = 32;

/** The notebook's other way to judge an autoencoder: does a classifier still recognise what comes out? */
export const classifier: Experiment = {
  name: "classifier",
  title: "Judged by a classifier",
  summary: "an MLP and a CNN learn to read digits, then read the reconstructions of every model",
  explanation: [
    "A small squared error does not say that a digit can still be read, nor a large one that it cannot. The notebook " +
      "proposes to ask a reader: train a classifier on the original images, then show it reconstructions. What it loses in " +
      "accuracy, the autoencoder has lost of what matters about a digit.",
    "Two readers are asked, for each has its own tastes: a perceptron with one hidden layer (MLP), which looks at all " +
      "pixels at once, and a small convolutional network (CNN), which looks for strokes. Both are trained on original " +
      "training images only, so a reconstruction that is readable but drawn in another manner may irritate them.",
  ],
  needsLabels: true,
  settings,
  work: { dense: 30 * (1 + 1 + 4.4 + 8) + 8 * 8, convolutional: 8 * (1 + 6) + 8, processor: 30 },
  async run(context) {
    const { images, convolutionalReaderImages, readerEpochs: epochs, batchSize } = settings(context.quick);
    const data = firstImages(context.train, images);
    const size = data.data.length / data.count;
    const classes = 1 + (context.train.labels ?? new Uint8Array()).reduce((a, b) => Math.max(a, b), 0);
    const judges: Classifier[] = [];
    try {
      const mlp = { data, epochs, batchSize, part: [0, 0.1] } as const;
      judges.push(await trainJudge(context, perceptron(size, classes), mlp));
      const some = firstImages(data, convolutionalReaderImages);
      const cnn = { data: some, epochs, batchSize, part: [0.1, 0.3] } as const;
      judges.push(await trainJudge(context, convolutionalJudge(context.image, classes), cnn));
      return await judgeAll(context, data, judges);
    } finally {
      for (const judge of judges) judge.dispose();
    }
  },
};

/** Images as they come out of something, and what the readers make of them. */
interface Judged {
  readonly name: string;
  readonly accuracies: readonly number[];
  readonly error: number | null;
  readonly pictures: FigureRow;
}

async function judgeAll(
  context: ExperimentContext,
  data: Dataset,
  judges: readonly Classifier[],
): Promise<ExperimentResult> {
  const { testImages, presets } = settings(context.quick);
  const test = firstImages(context.test, testImages);
  const shown = imagesToShow(context.test);
  const judge = async (name: string, pass: (images: Dataset) => Promise<Float32Array>, isOriginal = false) => {
    const images = datasetOf(await pass(test), test.shape, test.labels);
    const accuracies = [];
    for (const each of judges) accuracies.push((await each.evaluate(images)).accuracy);
    const drawn = datasetOf(await pass(shown), shown.shape);
    const [, reader] = judges;
    const captions = reader ? Array.from(await classesOf(reader, drawn), String) : [];
    const error = isOriginal ? null : meanSquaredError(unitValues(test), unitValues(images));
    return { name, accuracies, error, pictures: { label: name, images: unitValues(drawn), captions } };
  };
  const judged: Judged[] = [await judge("originals", async (images) => unitValues(images), true)];
  context.report({ doing: "Finding the principal components", fraction: 0.3 });
  const pca = await fitPca(data, context.signal);
  const byPca = async (images: Dataset) =>
    pcaDecode(pca, await pcaCodes(pca, images, PCA_CODE, context.signal), PCA_CODE);
  judged.push(await judge(`PCA with ${PCA_CODE} components`, byPca));
  for (const [index, preset] of presets.entries()) {
    const at = (share: number) => 0.35 + (0.65 * share) / presets.length;
    judged.push(
      await withPreset(context, { preset, data, part: [at(index), at(index + 1)] }, (pass) =>
        judge(`${preset} model`, pass),
      ),
    );
  }
  return resultOf(context, test.count, judged);
}

/** Trains a preset and hands over what it makes of images. */
async function withPreset<Result>(
  context: ExperimentContext,
  { preset, data, part }: { preset: Preset; data: Dataset; part: readonly [number, number] },
  work: (pass: (images: Dataset) => Promise<Float32Array>) => Promise<Result>,
): Promise<Result> {
  const { epochs, convolutionalEpochs, batchSize } = settings(context.quick);
  const { height, width, channels } = context.image;
  const options = PRESETS[preset]([height, width, channels]);
  const isConvolutional = options.encoder.some(({ type }) => type === "conv2d");
  const training = { data, epochs: isConvolutional ? convolutionalEpochs : epochs, batchSize, part };
  return withModel(context, hastened(options, context.quick), async (model) => {
    await train(context, model, { ...training, doing: `Training the ${preset} model` });
    return work(async (images) => (await model.predict(images)).data);
  });
}

function resultOf({ image }: ExperimentContext, tested: number, judged: readonly Judged[]): ExperimentResult {
  const percent = (value = Number.NaN) => `${(100 * value).toFixed(1)} %`;
  const [originals, ...others] = judged;
  const best = others.reduce((a, b) => ((b.accuracies[1] ?? 0) > (a.accuracies[1] ?? 0) ? b : a));
  const format = { style: "percent", digits: 2 } as const;
  return {
    finding:
      `The MLP reads ${percent(originals?.accuracies[0])} of the original test images, the CNN ${percent(originals?.accuracies[1])}. ` +
      `Of all reconstructions the CNN reads those by ${best === others[0] ? "" : "the "}${best.name} best: ${percent(best.accuracies[1])}.`,
    sections: [
      {
        title: "What the readers make of them",
        blocks: [
          {
            kind: "table",
            columns: [
              { key: "name", title: "Images" },
              { key: "mlp", title: "MLP", format },
              { key: "cnn", title: "CNN", format },
              { key: "error", title: "MSE", format: { style: "decimal", digits: 5 } },
            ],
            rows: judged.map(({ name, accuracies: [mlp, cnn], error }) => ({
              name,
              mlp: mlp ?? null,
              cnn: cnn ?? null,
              error,
            })),
          },
          text(`Accuracy on ${tested.toLocaleString("en-US")} test images.`),
        ],
      },
      {
        title: "By eye",
        blocks: [
          text("Below each picture: what the CNN takes it for."),
          { kind: "figure", name: "reconstructions", shape: image, rows: judged.map(({ pictures }) => pictures) },
        ],
      },
    ],
  };
}
