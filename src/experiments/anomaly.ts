import { inDigits } from "./anomaly-digits.js";
import { falseAlarms, figures, QUANTILE, rocChart } from "./anomaly-judgement.js";
import { inTable, type TableSizes } from "./anomaly-table.js";
import type { Experiment } from "./experiment.js";
import { text } from "./result.js";
import type { Sizes } from "./samples.js";

/** The part of the work that the table is. */
const TABLE_PART = 0.4;

const THRESHOLD = `${100 * QUANTILE} % of the training errors`;

function settings(quick: boolean): Sizes & TableSizes & { readonly threshold: string } {
  return quick
    ? {
        ...{ threshold: THRESHOLD, tableRows: 1000, tableTestRows: 1000, tableEpochs: 40, tableBatchSize: 32 },
        ...{ optimizer: "adam", images: 2000, testImages: 1000, epochs: 20, batchSize: 32 },
      }
    : {
        ...{ threshold: THRESHOLD, tableRows: 4000, tableTestRows: 2000, tableEpochs: 60, tableBatchSize: 64 },
        ...{ optimizer: "adam", images: "all", testImages: "all", epochs: 30, batchSize: 128 },
      };
}

/** What is unusual? */
export const anomaly: Experiment = {
  name: "anomaly",
  title: "Finding what is unusual",
  summary: "learns what is normal, in a table and in one digit, and finds by its error what is not; with ROC curves",
  explanation: [
    "A model that has learnt to draw what is normal draws badly what is not. So its error tells what is unusual, and nobody has " +
      "to say beforehand what an anomaly looks like. Where to draw the line is a choice: here it is the error that 99 % of the " +
      "training samples do not exceed.",
    "The table holds ten sensors of a pump, made by a formula: three things that no sensor shows decide them all, and the code " +
      "has three numbers. In the test one row in twenty is spoiled. In half of these, one sensor leaves its range, which a limit " +
      "for each sensor would notice too; in the other half every reading is a usual one, but one does not go with the other " +
      "nine. The errors of the single sensors then say which it was.",
    "The second model has seen one digit only, and is shown all ten. The area under the ROC curve is the chance that an unusual " +
      "sample has a larger error than a normal one: 1 is perfect, 0.5 is guessing. Digits that share the strokes of the one " +
      "that was learnt are the hardest to tell.",
  ],
  needsLabels: true,
  settings,
  // The table's steps are small, but no step takes no time: they count as the notebook's.
  work: { dense: 30 * 0.1 + (60 * 63) / 235, processor: 1 },
  async run(context) {
    const sizes = settings(context.quick);
    const table = await inTable(context, sizes, [0, TABLE_PART]);
    const digits = await inDigits(context, sizes, [TABLE_PART, 1]);
    const judgements = [table.judgement, digits.judgement];
    const { scores, curve } = table.judgement;
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    return {
      finding:
        `In the table the model flags ${percent(scores.recall)} of the spoiled rows and ${percent(falseAlarms(scores))} of the ` +
        `others; the area under its ROC curve is ${curve.auc.toFixed(3)}. The model that knows only class ${digits.normal} tells ` +
        `images of other classes from it with an area of ${digits.judgement.curve.auc.toFixed(3)}.`,
      sections: [
        {
          title: "How well they are told apart",
          blocks: [
            figures(judgements),
            text(
              "Flagged is what has a larger error than the threshold. Precision is the share of the flagged samples that are " +
                "unusual, recall the share of the unusual ones that are flagged, F1 their harmonic mean. What a precision is worth " +
                "depends on how rare unusual samples are; ROC AUC does not, average precision does.",
            ),
            rocChart(judgements),
          ],
        },
        table.section,
        digits.section,
      ],
    };
  },
};
