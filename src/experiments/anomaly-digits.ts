import { rocAuc } from "../data/roc.js";
import { adam, DataError, type Dataset, datasetOf, PRESETS, type Tensor } from "../index.js";
import { byError, errorChart, type Judgement, judge } from "./anomaly-judgement.js";
import type { ExperimentContext } from "./experiment.js";
import type { Figure, FigureRow, Section, Table } from "./result.js";
import { firstImages, type Sizes, unitValues } from "./samples.js";
import { hastened, train, withModel } from "./training.js";

/** Pictures beside each other. */
const SHOWN = 8;
/** Classes that are told apart in the table. */
const MOST_CLASSES = 10;

/** Learns the images of one class, and looks for those of others. */
export async function inDigits(
  context: ExperimentContext,
  { images, testImages, epochs, batchSize }: Sizes,
  part: readonly [number, number],
): Promise<{ judgement: Judgement; normal: number; section: Section }> {
  const all = firstImages(context.train, images);
  const test = firstImages(context.test, testImages);
  const [normal = 0] = classesOf(all);
  const classes = classesOf(test);
  if (!classes.includes(normal) || classes.length < 2) {
    throw new DataError(
      `The images to judge on must be of class ${normal}, which the model learns, and of others; they are of class ` +
        `${classes.join(", ") || "none"}. Take data with more classes.`,
    );
  }
  const learnt = ofClass(all, normal);
  const labels = Uint8Array.from(test.labels ?? [], (label) => (label === normal ? 0 : 1));
  const options = { ...PRESETS.notebook(learnt.data.length / learnt.count), optimizer: adam() };
  const [judgement, drawn] = await withModel(context, hastened(options, context.quick), async (model) => {
    await train(context, model, { data: learnt, epochs, batchSize, doing: `Learning class ${normal}`, part });
    return [await judge(`images of class ${normal}`, model, learnt, test, labels), await model.predict(test)];
  });
  return {
    ...{ judgement, normal },
    section: {
      title: "Among images",
      blocks: [
        errorChart("image-errors", judgement),
        byClass(judgement, test, normal, classes),
        pictures(context, judgement, test, drawn),
      ],
    },
  };
}

/** Each once, ascending. */
function classesOf({ labels }: Dataset): number[] {
  return [...new Set(labels)].sort((a, b) => a - b);
}

function ofClass({ data, shape, count, labels }: Dataset, label: number): Dataset {
  const size = data.length / count;
  const kept = data.filter((_, index) => labels?.[Math.floor(index / size)] === label);
  return datasetOf(kept, shape);
}

function byClass({ errors, flags }: Judgement, { labels }: Dataset, normal: number, classes: readonly number[]): Table {
  const others = classes.filter((label) => label !== normal);
  const rows = others.slice(0, MOST_CLASSES).map((label) => {
    const own = Array.from(flags.keys()).filter((index) => labels?.[index] === label);
    const compared = Array.from(flags.keys()).filter(
      (index) => labels?.[index] === label || labels?.[index] === normal,
    );
    return {
      label: String(label),
      images: own.length,
      auc: rocAuc(
        compared.map((index) => errors.samples[index] ?? 0),
        compared.map((index) => (labels?.[index] === label ? 1 : 0)),
      ),
      flagged: own.filter((index) => flags[index] === 1).length / own.length,
    };
  });
  const more = others.length > MOST_CLASSES ? `, the first ${MOST_CLASSES}` : "";
  return {
    kind: "table",
    title: `Each other class against class ${normal}${more}`,
    columns: [
      { key: "label", title: "Class" },
      { key: "images", title: "Images" },
      { key: "auc", title: "ROC AUC", format: { style: "decimal", digits: 4 } },
      { key: "flagged", title: "Flagged", format: { style: "percent", digits: 1 } },
    ],
    rows,
  };
}

/** What was found, what was flagged wrongly or nearly so, and what was missed, each above what the model makes of it. */
function pictures({ image }: ExperimentContext, judgement: Judgement, test: Dataset, drawn: Tensor): Figure {
  const { labels, errors } = judgement;
  const unusual = byError(judgement, (index) => labels[index] === 1);
  const normal = byError(judgement, (index) => labels[index] === 0);
  const rowsOf = (label: string, indices: readonly number[]): FigureRow[] => {
    const shown = indices.slice(0, Math.min(SHOWN, unusual.length, normal.length));
    return [
      { label, images: picked(unitValues(test), test.count, shown) },
      {
        label: "Drawn again",
        images: picked(drawn.data, test.count, shown),
        captions: shown.map((index) => `class ${test.labels?.[index]}, ${(errors.samples[index] ?? 0).toFixed(3)}`),
      },
    ];
  };
  return {
    kind: "figure",
    name: "unusual",
    title: "The most and the least unusual, with their errors",
    shape: image,
    rows: [
      ...rowsOf("Other classes, largest errors", unusual),
      ...rowsOf("Other classes, smallest errors", unusual.toReversed()),
      ...rowsOf("Normal class, largest errors", normal),
    ],
  };
}

function picked(values: Float32Array, count: number, indices: readonly number[]): Float32Array {
  const size = values.length / count;
  const images = new Float32Array(indices.length * size);
  for (const [place, index] of indices.entries())
    images.set(values.subarray(index * size, (index + 1) * size), place * size);
  return images;
}
