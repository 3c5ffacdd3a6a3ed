import { averagePrecision, type FlagScores, flagScores, type Roc, roc } from "../data/roc.js";
import type { Autoencoder, Dataset, ReconstructionErrors } from "../index.js";
import type { Chart, Column, Series, Table } from "./result.js";

/** Of the training data's errors, the share that is to pass for normal. */
export const QUANTILE = 0.99;
/** Bars of a histogram. */
const BINS = 25;
/** Points of a drawn curve: one of ten thousand samples has as many. */
const MOST_POINTS = 200;

/** What a model that was trained on normal samples finds in others, beside the truth. */
export interface Judgement {
  readonly name: string;
  readonly trainedOn: number;
  readonly errors: ReconstructionErrors;
  /** One a sample: 1 for an unusual one. */
  readonly labels: Uint8Array;
  readonly flags: Uint8Array;
  readonly threshold: number;
  readonly curve: Roc;
  readonly scores: FlagScores;
}

/**
 * Draws the line by the training data, and judges the model on other data.
 * @param labels one a sample of `test`: 1 for an unusual one, 0 for a normal one, of which there must be both
 */
export async function judge(
  name: string,
  model: Autoencoder,
  trained: Dataset,
  test: Dataset,
  labels: Uint8Array,
): Promise<Judgement> {
  await model.fitThreshold(trained, { quantile: QUANTILE });
  const { errors, flags, threshold } = await model.detect(test, { values: true });
  const [curve, scores] = [roc(errors.samples, labels), flagScores(flags, labels)];
  return { name, trainedOn: trained.count, errors, labels, flags, threshold: threshold.value, curve, scores };
}

/** Of the normal samples, the share that is flagged. */
export function falseAlarms({ falsePositives, trueNegatives }: FlagScores): number {
  return falsePositives / (falsePositives + trueNegatives);
}

const decimal = (digits: number) => ({ format: { style: "decimal", digits } }) as const;
const percent = (digits: number) => ({ format: { style: "percent", digits } }) as const;

const COLUMNS: readonly Column[] = [
  { key: "name", title: "Data" },
  { key: "trainedOn", title: "Trained on" },
  { key: "tested", title: "Tested on" },
  { key: "unusual", title: "Unusual" },
  { key: "auc", title: "ROC AUC", ...decimal(4) },
  { key: "averagePrecision", title: "Average precision", ...decimal(4) },
  { key: "precision", title: "Precision", ...percent(1) },
  { key: "recall", title: "Recall", ...percent(1) },
  { key: "f1", title: "F1", ...percent(1) },
  { key: "falseAlarms", title: "False alarms", ...percent(2) },
];

/** The figures of all judgements, one a row. */
export function figures(judgements: readonly Judgement[]): Table {
  const rows = judgements.map(({ name, trainedOn, errors, labels, curve, scores }) => {
    const { precision, recall, f1, truePositives, falseNegatives } = scores;
    return {
      ...{ name, trainedOn, tested: labels.length, unusual: truePositives + falseNegatives },
      ...{ auc: curve.auc, averagePrecision: averagePrecision(errors.samples, labels) },
      ...{ precision, recall, f1, falseAlarms: falseAlarms(scores) },
    };
  });
  return { kind: "table", columns: COLUMNS, rows };
}

/** The ROC curves of all judgements in one drawing, beside the line of guessing. */
export function rocChart(judgements: readonly Judgement[]): Chart {
  const series: Series[] = judgements.map(({ name, curve }) => ({ name, ...outline(curve) }));
  const areas = judgements.map(({ name, curve }) => `${name} has an area of ${curve.auc.toFixed(3)} below it`);
  return {
    kind: "chart",
    name: "roc",
    title: "ROC curves: caught against false alarms",
    said: areas.join(", "),
    x: { label: "false positive rate" },
    y: { label: "true positive rate" },
    series: [...series, { name: "guessing", x: [0, 1], y: [0, 1] }],
  };
}

/** A curve's corners: of points above each other the highest. */
function outline({ points }: Roc): Pick<Series, "x" | "y"> {
  const highest = points.filter(({ falsePositiveRate }, at) => falsePositiveRate !== points[at + 1]?.falsePositiveRate);
  const every = Math.ceil(highest.length / MOST_POINTS);
  const drawn = highest.filter((_, at) => at % every === 0 || at === highest.length - 1);
  return {
    x: [0, ...drawn.map(({ falsePositiveRate }) => falsePositiveRate)],
    y: [0, ...drawn.map(({ truePositiveRate }) => truePositiveRate)],
  };
}

/** How large the errors of either kind are, and where the threshold is: shares of their kind, over the logarithm of the error. */
export function errorChart(name: string, { errors, labels, threshold, scores }: Judgement): Chart {
  const { samples } = errors;
  const least = samples.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), Number.POSITIVE_INFINITY);
  // No error at all has no logarithm; it counts as the smallest there is.
  const logs = Array.from(samples, (error) => Math.log10(Math.max(error, least)));
  const [low, high] = logs.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const width = (high - low) / BINS || 1;
  const middles = Array.from({ length: BINS }, (_, bin) => low + (bin + 0.5) * width);
  const shares = (label: number) => {
    const own = logs.filter((_, index) => labels[index] === label);
    const counts = Array<number>(BINS).fill(0);
    for (const value of own) {
      const bin = Math.min(BINS - 1, Math.floor((value - low) / width));
      counts[bin] = (counts[bin] ?? 0) + 1 / own.length;
    }
    return counts;
  };
  const beyond = (share: number) => `${(100 * share).toFixed(0)} %`;
  return {
    kind: "chart",
    name,
    title: "How large the errors are",
    said: `above the threshold are ${beyond(falseAlarms(scores))} of the normal samples and ${beyond(scores.recall)} of the unusual ones`,
    x: { label: "mean squared error, as a power of ten" },
    y: { label: "share of the samples" },
    series: [
      { name: "normal", x: middles, y: shares(0) },
      { name: "unusual", x: middles, y: shares(1) },
    ],
    mark: { x: Math.log10(Math.max(threshold, least)), label: `threshold ${Number(threshold.toPrecision(3))}` },
  };
}

/** Indices of the samples that `wanted` allows, those with the largest errors first. */
export function byError({ errors }: Judgement, wanted: (index: number) => boolean): number[] {
  const { samples } = errors;
  const order = Array.from(samples.keys()).filter(wanted);
  return order.sort((a, b) => (samples[b] ?? 0) - (samples[a] ?? 0));
}
