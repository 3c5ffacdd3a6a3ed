import { adadelta, PRESETS } from "../index.js";
import type { Experiment, ExperimentContext } from "./experiment.js";
import { firstImages, imagesToShow, type Sizes } from "./samples.js";
import { train, withModel } from "./training.js";

const RATES = [
  { name: "Keras 2: 1.0", learningRate: 1 },
  { name: "Keras 3: 0.001", learningRate: 0.001 },
] as const;

function settings(quick: boolean): Sizes {
  return quick
    ? { images: 1500, testImages: 500, epochs: 5, batchSize: 32 }
    : { images: "all", testImages: "all", epochs: 5, batchSize: 256 };
}

/** The same code, a newer Keras, and nothing is learned. */
export const learningRateTrap: Experiment = {
  name: "learning-rate-trap",
  title: "The learning-rate trap",
  summary: "trains with Adadelta at Keras 2's learning rate of 1.0 and at Keras 3's of 0.001, five epochs each",
  explanation: [
    "optimizer='adadelta' meant a learning rate of 1.0 in Keras 2: Adadelta scales its steps itself, its paper knows no " +
      "learning rate, and Keras had one only as other optimizers do. Later versions made it 0.001, which suits most of " +
      "those. The same line of code now takes steps a thousand times smaller.",
    "Nothing fails: no error, no NaN, a loss that does fall in its last digits. But it stays near 0.69 = log 2, which is " +
      "what a model scores that says 0.5 for every pixel. Many who ran this notebook later have wondered why.",
  ],
  needsLabels: false,
  settings,
  work: { dense: 2 * 5 },
  async run(context) {
    const shown = imagesToShow(context.test);
    const runs: { name: string; curve: number[]; pictures: Float32Array }[] = [];
    for (const [index, rate] of RATES.entries()) {
      runs.push({ name: rate.name, ...(await trainAt(context, rate.learningRate, [index / 2, (index + 1) / 2])) });
    }
    const [fast, slow] = runs.map(({ curve }) => curve.at(-1)?.toFixed(4));
    return {
      finding: `After five epochs the test loss is ${fast} with a learning rate of 1.0 and ${slow} with 0.001.`,
      sections: [
        {
          title: "Both curves",
          blocks: [
            {
              kind: "chart",
              name: "loss",
              title: "Loss on the test images",
              x: { label: "epoch" },
              y: { label: "binary cross-entropy" },
              series: runs.map(({ name, curve }) => ({ name, x: curve.map((_, epoch) => epoch), y: curve })),
            },
            {
              kind: "table",
              columns: [
                { key: "epoch", title: "Epoch" },
                ...RATES.map(({ name, learningRate }) => ({
                  key: String(learningRate),
                  title: name,
                  format: { style: "decimal", digits: 5 } as const,
                })),
              ],
              rows: (runs[0]?.curve ?? []).map((_, epoch) => ({
                epoch,
                ...Object.fromEntries(
                  RATES.map(({ learningRate }, index) => [String(learningRate), runs[index]?.curve[epoch] ?? null]),
                ),
              })),
            },
          ],
        },
        {
          title: "What each has learned",
          blocks: [
            {
              kind: "figure",
              name: "reconstructions",
              shape: context.image,
              rows: [
                { label: "Original", images: shown.data },
                ...runs.map(({ name, pictures }) => ({ label: name, images: pictures })),
              ],
            },
          ],
        },
      ],
    };
  },
};

/** The test loss before training and after each epoch, and what the model makes of some digits then. */
async function trainAt(context: ExperimentContext, learningRate: number, part: readonly [number, number]) {
  const { images, testImages, ...training } = settings(context.quick);
  const data = firstImages(context.train, images);
  const validationData = firstImages(context.test, testImages);
  const options = { ...PRESETS.notebook(data.data.length / data.count), optimizer: adadelta({ learningRate }) };
  return withModel(context, options, async (model) => {
    const before = (await model.evaluate(validationData)).loss;
    const doing = `Learning rate ${learningRate}`;
    const { history } = await train(context, model, { data, validationData, ...training, doing, part });
    return {
      curve: [before, ...(history.val_loss ?? [])],
      pictures: (await model.predict(imagesToShow(context.test))).data,
    };
  });
}
