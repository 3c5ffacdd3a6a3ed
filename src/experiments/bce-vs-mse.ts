import { type Autoencoder, type Loss, PRESETS } from "../index.js";
import type { Experiment, ExperimentContext } from "./experiment.js";
import { bceByKerasBackend } from "./math/cross-entropy.js";
import { binaryEntropy } from "./math/divergence.js";
import { meanSquaredError, psnr } from "./math/image-error.js";
import { type Chart, type Column, text } from "./result.js";
import { firstImages, imagesToShow, type Sizes, unitValues } from "./samples.js";
import { hastened, train, withModel } from "./training.js";

const LOSSES: readonly { readonly loss: Loss; readonly name: string }[] = [
  { loss: "binaryCrossentropy", name: "cross-entropy" },
  { loss: "meanSquaredError", name: "squared error" },
];

function settings(quick: boolean): Sizes {
  return quick
    ? { images: 2000, testImages: 1000, epochs: 4, batchSize: 32, optimizer: "adam" }
    : { images: "all", testImages: "all", epochs: 50, batchSize: 256 };
}

/** "mse has good result too", says the notebook: does it? */
export const bceVsMse: Experiment = {
  name: "bce-vs-mse",
  title: "Cross-entropy or squared error?",
  summary: "trains the same model with either loss, and judges both by both measures and by eye",
  explanation: [
    "The notebook trains with binary cross-entropy and remarks that mean squared error gives good results too. Both are " +
      "smallest when every pixel is predicted exactly. They differ in what they forgive on the way there: squared error " +
      "counts a miss of 0.5 the same wherever it happens, cross-entropy counts being sure and wrong far more.",
    "Each model is judged by the loss that it was trained on and by the other one. By its own measure each ought to win; " +
      "the question is how much it loses by the other's, and whether the eye sees it.",
  ],
  needsLabels: false,
  settings,
  work: { dense: 2 * 50, processor: 1 },
  async run(context) {
    const test = firstImages(context.test, settings(context.quick).testImages);
    const shown = imagesToShow(context.test);
    const judged = [];
    for (const [index, { loss, name }] of LOSSES.entries()) {
      judged.push({ name, ...(await trainAndJudge(context, { loss, name }, [index / 2, (index + 1) / 2])) });
    }
    const [bce, mse] = judged;
    if (!bce || !mse) throw new Error("There are two losses.");
    return {
      finding:
        `On the test images the model trained with cross-entropy has BCE ${bce.bce.toFixed(4)} and MSE ${bce.mse.toFixed(5)}, ` +
        `the one trained with squared error BCE ${mse.bce.toFixed(4)} and MSE ${mse.mse.toFixed(5)}.`,
      sections: [
        {
          title: "By both measures",
          blocks: [
            {
              kind: "table",
              columns: COLUMNS,
              rows: judged.map(({ name, bce, mse, psnr }) => ({ name, bce, mse, psnr })),
            },
            text(
              `Measured on ${test.count.toLocaleString("en-US")} test images. BCE cannot fall below ` +
                `${binaryEntropy(unitValues(test)).toFixed(4)}, the entropy of their grey pixels; MSE can fall to 0. ` +
                "PSNR is MSE in decibels: 10 dB more is a tenth of the error.",
            ),
          ],
        },
        {
          title: "On the way there",
          blocks: [
            chart(
              "bce",
              "Cross-entropy on the test images",
              "binary cross-entropy",
              judged.map(({ name, bceCurve }) => ({ name, y: bceCurve })),
            ),
            chart(
              "mse",
              "Squared error on the test images",
              "mean squared error",
              judged.map(({ name, mseCurve }) => ({ name, y: mseCurve })),
            ),
          ],
        },
        {
          title: "By eye",
          blocks: [
            {
              kind: "figure",
              name: "reconstructions",
              shape: context.image,
              rows: [
                { label: "Original", images: shown.data },
                ...judged.map(({ name, pictures }) => ({ label: name, images: pictures })),
              ],
            },
          ],
        },
      ],
    };
  },
};

/** A curve for each model, over the epochs. */
function chart(
  name: string,
  title: string,
  measure: string,
  curves: readonly { name: string; y: readonly number[] }[],
): Chart {
  const series = curves.map((curve) => ({
    name: `trained with ${curve.name}`,
    x: curve.y.map((_, epoch) => epoch + 1),
    y: curve.y,
  }));
  return { kind: "chart", name, title, x: { label: "epoch" }, y: { label: measure }, series };
}

const COLUMNS: readonly Column[] = [
  { key: "name", title: "Trained with" },
  { key: "bce", title: "Test BCE", format: { style: "decimal", digits: 4 } },
  { key: "mse", title: "Test MSE", format: { style: "decimal", digits: 5 } },
  { key: "psnr", title: "PSNR", unit: "dB", format: { style: "decimal", digits: 2 } },
];

async function trainAndJudge(
  context: ExperimentContext,
  { loss, name }: (typeof LOSSES)[number],
  part: readonly [number, number],
) {
  const { images, testImages, ...training } = settings(context.quick);
  const test = firstImages(context.test, testImages);
  const data = firstImages(context.train, images);
  const options = { ...PRESETS.notebook(data.data.length / data.count), loss, metrics: ["bce", "mse"] } as const;
  const doing = `Training with ${name}`;
  return withModel(context, hastened(options, context.quick), async (model: Autoencoder) => {
    const { history } = await train(context, model, { data, validationData: test, ...training, doing, part });
    const [targets, predictions] = [unitValues(test), (await model.predict(test)).data];
    return {
      bce: bceByKerasBackend(targets, predictions),
      mse: meanSquaredError(targets, predictions),
      psnr: psnr(targets, predictions),
      bceCurve: history.val_bce ?? [],
      mseCurve: history.val_mse ?? [],
      pictures: (await model.predict(imagesToShow(context.test))).data,
    };
  });
}
