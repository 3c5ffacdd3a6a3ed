import { adam, type Dataset, dense, PRESETS } from "../index.js";
import type { Experiment, ExperimentContext } from "./experiment.js";
import { learnLinearly } from "./linear-autoencoder.js";
import { meanSquaredError } from "./math/image-error.js";
import { fitPca, type Pca, pcaCodes, pcaDecode, pcaErrors } from "./math/pca.js";
import { type ExperimentResult, type Figure, type Section, text } from "./result.js";
import { firstImages, imagesToShow, type Sizes, unitValues } from "./samples.js";
import { train, withModel } from "./training.js";

type PcaSizes = Sizes & {
  readonly codeSizes: readonly number[];
  readonly linearCode: number;
  readonly linearEpochs: number;
};

function settings(quick: boolean): PcaSizes {
  return quick
    ? {
        images: 2000,
        testImages: 1000,
        codeSizes: [2, 32],
        epochs: 3,
        batchSize: 32,
        linearCode: 4,
        linearEpochs: 5,
      }
    : {
        images: "all",
        testImages: "all",
        codeSizes: [2, 4, 8, 16, 32, 64],
        epochs: 30,
        batchSize: 256,
        linearCode: 8,
        linearEpochs: 30,
      };
}

/** "Auto-encoder has the same purpose as PCA does for tabular data": how do they compare? */
export const pca: Experiment = {
  name: "pca",
  title: "Beside principal component analysis",
  summary:
    "PCA with 2 to 64 components beside autoencoders with codes of the same size; a linear one finds PCA's plane",
  explanation: [
    "Principal component analysis turns an image into a few numbers and back as well. Among all ways that are linear, " +
      "just weighted sums, it has the smallest squared error, and needs no training: the components are the eigenvectors " +
      "of the pixels' covariance. An autoencoder has to do better than that to be worth its trouble.",
    "It can, because it is not linear: the units of its code are off for most images, and its sigmoid keeps pixels " +
      "between black and white, where PCA's sums overshoot. The smaller the code, the more the shape of the network " +
      "matters; with one layer on each side, and few epochs, PCA may well stay ahead.",
    "Take the nonlinearities away and train on squared error, and the autoencoder can only find the plane of the " +
      "first components (Baldi and Hornik, 1989), though not the components themselves: any axes in that plane do. " +
      "The last section measures how close it has come, as angles.",
  ],
  needsLabels: false,
  settings,
  work: { dense: 6 * 30 + 30, processor: 30 },
  async run(context) {
    const chosen = settings(context.quick);
    const data = firstImages(context.train, chosen.images);
    const test = firstImages(context.test, chosen.testImages);
    context.report({ doing: "Finding the principal components", fraction: 0 });
    const found = await fitPca(data, context.signal);
    const errors = await pcaErrors(found, test, chosen.codeSizes, context.signal);
    const learned = [];
    for (const [index, codeSize] of chosen.codeSizes.entries()) {
      const part = [
        0.1 + (0.7 * index) / chosen.codeSizes.length,
        0.1 + (0.7 * (index + 1)) / chosen.codeSizes.length,
      ] as const;
      learned.push(await learn(context, { data, test, codeSize, chosen, part }));
    }
    const linear = await learnLinearly(context, found, {
      data,
      test,
      codeSize: chosen.linearCode,
      epochs: chosen.linearEpochs,
      batchSize: chosen.batchSize,
      part: [0.8, 1],
    });
    return resultOf(context, found, { codeSizes: chosen.codeSizes, errors, learned, linear });
  },
};

/** An autoencoder of the notebook's form with this code, trained on squared error, as PCA is, by Adam, which is quicker. */
async function learn(
  context: ExperimentContext,
  {
    data,
    test,
    codeSize,
    chosen: { epochs, batchSize },
    part,
  }: { data: Dataset; test: Dataset; codeSize: number; chosen: PcaSizes; part: readonly [number, number] },
): Promise<{ error: number; pictures: Float32Array }> {
  const preset = PRESETS.notebook(data.data.length / data.count);
  const encoder = [dense(codeSize, { activation: "relu" })];
  const options = { ...preset, encoder, loss: "meanSquaredError", optimizer: adam() } as const;
  return withModel(context, options, async (model) => {
    await train(context, model, { data, epochs, batchSize, doing: `Autoencoder with a code of ${codeSize}`, part });
    return {
      error: meanSquaredError(unitValues(test), (await model.predict(test)).data),
      pictures: (await model.predict(imagesToShow(context.test))).data,
    };
  });
}

interface Found {
  readonly codeSizes: readonly number[];
  readonly errors: readonly number[];
  readonly learned: readonly { readonly error: number; readonly pictures: Float32Array }[];
  readonly linear: Section;
}

async function resultOf(context: ExperimentContext, found: Pca, outcome: Found): Promise<ExperimentResult> {
  const { codeSizes, errors, learned, linear } = outcome;
  const variance = found.variances.reduce((sum, part) => sum + part, 0);
  const explained = (count: number) => found.variances.slice(0, count).reduce((sum, part) => sum + part, 0) / variance;
  const rows = codeSizes.map((codeSize, index) => ({
    codeSize,
    explained: explained(codeSize),
    pca: errors[index] ?? null,
    autoencoder: learned[index]?.error ?? null,
  }));
  const better = rows.filter(({ pca, autoencoder }) => (autoencoder ?? 1) < (pca ?? 0)).map(({ codeSize }) => codeSize);
  const at = codeSizes.includes(32) ? codeSizes.indexOf(32) : codeSizes.length - 1;
  const format = { style: "decimal", digits: 5 } as const;
  return {
    finding:
      `With ${codeSizes[at]} numbers a digit PCA has test MSE ${errors[at]?.toFixed(5)}, the autoencoder ` +
      `${learned[at]?.error.toFixed(5)}. ${better.length === 0 ? "PCA wins at every code size here." : `The autoencoder wins with codes of ${better.join(", ")}.`}`,
    sections: [
      {
        title: "Error by code size",
        blocks: [
          {
            kind: "chart",
            name: "error-by-code-size",
            title: "Squared error on the test images",
            x: { label: "numbers in a code", scale: "log" },
            y: { label: "mean squared error" },
            series: [
              { name: "PCA", x: codeSizes, y: errors },
              { name: "autoencoder", x: codeSizes, y: learned.map(({ error }) => error) },
            ],
          },
          {
            kind: "table",
            columns: [
              { key: "codeSize", title: "Code" },
              { key: "pca", title: "PCA, test MSE", format },
              { key: "autoencoder", title: "Autoencoder, test MSE", format },
              { key: "explained", title: "Variance that PCA explains", format: { style: "percent", digits: 1 } },
            ],
            rows,
          },
        ],
      },
      {
        title: "By eye",
        blocks: [
          text("Values that PCA puts below black or above white are drawn as black and white."),
          await pictures(context, found, outcome),
        ],
      },
      linear,
    ],
  };
}

async function pictures(
  { test, image }: ExperimentContext,
  found: Pca,
  { codeSizes, learned }: Found,
): Promise<Figure> {
  const shown = imagesToShow(test);
  const rows = [{ label: "Original", images: shown.data }];
  for (const [index, codeSize] of codeSizes.entries()) {
    const drawn = pcaDecode(found, await pcaCodes(found, shown, codeSize), codeSize);
    rows.push({ label: `PCA, ${codeSize}`, images: drawn });
    rows.push({ label: `Autoencoder, ${codeSize}`, images: learned[index]?.pictures ?? drawn });
  }
  return { kind: "figure", name: "reconstructions", shape: image, rows };
}
