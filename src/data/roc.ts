import { DataError, ShapeError, shown } from "../errors.js";

/** One way to draw the line between normal and unusual samples. */
export interface RocPoint {
  /** Samples whose score is at least this are called unusual. */
  readonly threshold: number;
  /** Share of the normal samples that are called unusual: false alarms. */
  readonly falsePositiveRate: number;
  /** Share of the unusual samples that are called so: recall. */
  readonly truePositiveRate: number;
}

/** The receiver operating characteristic. */
export interface Roc {
  /** From calling nothing unusual (0, 0) to calling everything so (1, 1): one point for each score that occurs. */
  readonly points: readonly RocPoint[];
  /**
   * The area under the curve: the chance that an unusual sample has a larger score than a normal one, ties counting half
   * (Mann and Whitney's U over the number of pairs).
   */
  readonly auc: number;
}

/**
 * The ROC curve of scores, such as reconstruction errors, that should be larger for unusual samples: scikit-learn's `roc_curve`
 * with every point kept, and `roc_auc_score`.
 * @param labels one a score: 1 for an unusual sample, 0 for a normal one
 * @throws {ShapeError} when they differ in number
 * @throws {DataError} for a score that is NaN, a label that is neither 0 nor 1, or samples of one kind only
 */
export function roc(scores: ArrayLike<number>, labels: ArrayLike<number>): Roc {
  const { normal, unusual } = counted(scores, labels);
  if (normal === 0) throw new DataError("All samples are labelled unusual: a ROC curve needs normal ones beside them.");
  const points: RocPoint[] = [{ threshold: Number.POSITIVE_INFINITY, falsePositiveRate: 0, truePositiveRate: 0 }];
  let [area, alarmsBefore, caughtBefore] = [0, 0, 0];
  for (const { threshold, alarms, caught } of cuts(scores, labels)) {
    // Samples of equal score pass the line together: a slanted piece of the curve, and half a point for each such pair.
    area += ((alarms - alarmsBefore) * (caught + caughtBefore)) / 2;
    points.push({ threshold, falsePositiveRate: alarms / normal, truePositiveRate: caught / unusual });
    [alarmsBefore, caughtBefore] = [alarms, caught];
  }
  return { points, auc: area / (normal * unusual) };
}

/** The area under the ROC curve: 1 when every unusual sample scores above every normal one, 0.5 for guessing. @throws as `roc` */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  return roc(scores, labels).auc;
}

/**
 * Average precision, scikit-learn's `average_precision_score`: the precision at each score that occurs, weighted by the recall
 * gained there. Unlike the area under the ROC curve it tells how rare the unusual samples are: guessing gives their share.
 * @throws as `roc`, but that all samples may be unusual
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const { unusual } = counted(scores, labels);
  let [sum, caughtBefore] = [0, 0];
  for (const { alarms, caught } of cuts(scores, labels)) {
    sum += ((caught - caughtBefore) * caught) / (caught + alarms);
    caughtBefore = caught;
  }
  return sum / unusual;
}

/** What flags are worth, against the truth. */
export interface FlagScores {
  /** Unusual samples that are flagged. */
  readonly truePositives: number;
  /** Normal samples that are flagged: false alarms. */
  readonly falsePositives: number;
  /** Unusual samples that are not flagged. */
  readonly falseNegatives: number;
  /** Normal samples that are not flagged. */
  readonly trueNegatives: number;
  /** Of those flagged, the share that is unusual; 0, as in scikit-learn, where nothing is flagged. */
  readonly precision: number;
  /** Of the unusual ones, the share that is flagged; 0 where there are none. */
  readonly recall: number;
  /** The harmonic mean of precision and recall; 0 where both are. */
  readonly f1: number;
}

/**
 * Counts flags, as `detect` gives them, against the truth.
 * @param flags one a sample: 1 where it is called unusual, else 0
 * @param labels one a sample: 1 for an unusual one, 0 for a normal one
 * @throws {ShapeError} when they differ in number, {@link DataError} for a label that is neither 0 nor 1
 */
export function flagScores(flags: ArrayLike<number>, labels: ArrayLike<number>): FlagScores {
  checkLabels(flags, labels, "flags");
  let [truePositives, falsePositives, falseNegatives, trueNegatives] = [0, 0, 0, 0];
  for (let index = 0; index < flags.length; index++) {
    if (labels[index] === 1) flags[index] ? truePositives++ : falseNegatives++;
    else flags[index] ? falsePositives++ : trueNegatives++;
  }
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  return {
    ...{ truePositives, falsePositives, falseNegatives, trueNegatives },
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

/** Where most unusual samples are caught for few false alarms: the largest difference of the two rates (Youden's index). */
export function bestPoint({ points }: Roc): RocPoint {
  const gain = ({ truePositiveRate, falsePositiveRate }: RocPoint) => truePositiveRate - falsePositiveRate;
  return points.reduce((best, point) => (gain(point) > gain(best) ? point : best));
}

/** From the largest score down: how many normal and how many unusual samples score at least so much. */
function* cuts(scores: ArrayLike<number>, labels: ArrayLike<number>) {
  const [normal, unusual] = [fallingScores(scores, labels, 0), fallingScores(scores, labels, 1)];
  let [alarms, caught] = [0, 0];
  while (alarms < normal.length || caught < unusual.length) {
    const threshold = Math.max(normal[alarms] ?? Number.NEGATIVE_INFINITY, unusual[caught] ?? Number.NEGATIVE_INFINITY);
    while (normal[alarms] === threshold) alarms++;
    while (unusual[caught] === threshold) caught++;
    yield { threshold, alarms, caught };
  }
}

function fallingScores(scores: ArrayLike<number>, labels: ArrayLike<number>, label: number): Float64Array {
  return Float64Array.from(scores)
    .filter((_, index) => labels[index] === label)
    .sort()
    .reverse();
}

/** How many samples are normal, and how many unusual, of which there must be one. */
function counted(scores: ArrayLike<number>, labels: ArrayLike<number>) {
  checkLabels(scores, labels, "scores");
  let unusual = 0;
  for (let index = 0; index < scores.length; index++) {
    if (Number.isNaN(scores[index])) throw new DataError(`Score ${index} is NaN, which is neither large nor small.`);
    if (labels[index] === 1) unusual++;
  }
  if (unusual === 0) {
    throw new DataError("No sample is labelled unusual (1): whether unusual ones are found can't be told.");
  }
  return { normal: scores.length - unusual, unusual };
}

function checkLabels(values: ArrayLike<number>, labels: ArrayLike<number>, what: string): void {
  if (!values || values.length !== labels?.length) {
    const counts = [values, labels].map((list) => list?.length ?? "no");
    throw new ShapeError(`There are ${counts[0]} ${what} and ${counts[1]} labels; give one label for each.`);
  }
  for (let index = 0; index < labels.length; index++) {
    if (labels[index] !== 0 && labels[index] !== 1) {
      throw new DataError(
        `Label ${index} is ${shown(labels[index])}, but must be 1 for an unusual sample or 0 for a normal one. ` +
          "Of several classes, say first which are unusual.",
      );
    }
  }
}
