import type { Experiment } from "./experiment.js";
import type { ImageShape } from "./image-shape.js";
import { binaryEntropy } from "./math/divergence.js";
import { EPOCHS, learnOneDigit, type OneDigit } from "./one-digit.js";
import { type ExperimentResult, type Section, text } from "./result.js";
import { pictureRows } from "./samples.js";

/** The row that the notebook says to check, counted from the bottom. */
const ROW_FROM_BOTTOM = 18;

/** The notebook's test of the machinery: can the model learn one digit by heart? */
export const singleSample: Experiment = {
  name: "single-sample",
  title: "One digit, learned by heart",
  summary: "trains on a single image for 100 epochs, and prints prediction and target as numbers",
  explanation: [
    "Before training on 60,000 digits it is worth training on one. A model that cannot learn a single image by heart " +
      "has a mistake in it somewhere; a model that can has at least its gradients right.",
    "The loss does not go to zero, and should not. A grey pixel of 0.4 costs something even when it is predicted as " +
      "exactly 0.4: binary cross-entropy reads it as a coin that shows white four times in ten. What is left when " +
      "every prediction is right is the entropy of the image, the dashed floor in the chart.",
  ],
  needsLabels: false,
  settings: () => ({ model: "notebook", images: 1, epochs: EPOCHS, batchSize: 1 }),
  // A hundred steps of one image, each as long as one of a full batch would be at worst.
  work: { dense: 0.4 },
  async run(context) {
    return resultOf(await learnOneDigit(context), context.image);
  },
};

function resultOf(digit: OneDigit, image: ImageShape): ExperimentResult {
  const { target, prediction, losses, finalLoss } = digit;
  const floor = binaryEntropy(target);
  const difference = target.map((value, index) => Math.abs(value - (prediction[index] ?? 0)));
  const largest = difference.reduce((a, b) => Math.max(a, b), 0);
  const steps = losses.map((_, index) => index + 1);
  return {
    finding:
      `After ${losses.length} steps on one digit the loss is ${finalLoss.toFixed(4)}, down from ${losses[0]?.toFixed(4)}; ` +
      `it cannot fall below ${floor.toFixed(4)}. The worst pixel is off by ${largest.toFixed(3)}.`,
    sections: [
      {
        title: "By eye",
        blocks: [
          {
            kind: "figure",
            name: "digit",
            shape: image,
            rows: [
              {
                label: "Target, prediction, difference",
                images: Float32Array.from([...target, ...prediction, ...difference]),
                captions: ["target", "prediction", "difference"],
              },
            ],
          },
        ],
      },
      {
        title: "The loss",
        blocks: [
          {
            kind: "chart",
            name: "loss",
            title: "Loss of each step, and the least it could be",
            x: { label: "epoch (one step each)" },
            y: { label: "binary cross-entropy" },
            series: [
              { name: "loss", x: steps, y: losses },
              { name: "entropy of the digit", x: [1, losses.length], y: [floor, floor] },
            ],
          },
        ],
      },
      ...numbers(digit, image),
    ],
  };
}

/** Target and prediction as numbers, and one row of them side by side. */
function numbers({ target, prediction }: OneDigit, image: ImageShape): Section[] {
  const [targets, predictions] = [pictureRows(target, image), pictureRows(prediction, image)];
  const marked = Math.max(0, image.height - ROW_FROM_BOTTOM);
  const fromBottom = image.height - marked;
  const name = `row ${marked + 1} from the top, ${fromBottom} from the bottom`;
  return [
    {
      title: "In numbers",
      blocks: [
        text(`Marked is ${name}: the one that the notebook says to check. Below it stands once more by itself.`),
        { kind: "grid", title: "Target", rows: targets, marked },
        { kind: "grid", title: "Prediction", rows: predictions, marked },
      ],
    },
    {
      title: `Row ${fromBottom} from the bottom`,
      blocks: [
        {
          kind: "table",
          columns: [
            { key: "column", title: "Column" },
            { key: "target", title: "Target", format: { style: "decimal", digits: 6 } },
            { key: "prediction", title: "Prediction", format: { style: "decimal", digits: 6 } },
            { key: "difference", title: "Difference", format: { style: "decimal", digits: 6 } },
          ],
          rows: (targets[marked] ?? []).map((value, column) => {
            const predicted = predictions[marked]?.[column] ?? 0;
            return { column: column + 1, target: value, prediction: predicted, difference: predicted - value };
          }),
        },
      ],
    },
  ];
}
