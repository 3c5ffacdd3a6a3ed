import type { Experiment } from "./experiment.js";
import type { ImageShape } from "./image-shape.js";
import {
  bceByKerasBackend,
  bceByLogLoss,
  bceByNumpy,
  bceByTensorFlowKeras,
  bceFromLogits,
  KERAS_EPSILON,
} from "./math/cross-entropy.js";
import { binaryEntropy, klByKeras, klByNumpy, klOfCoins, klOfShares } from "./math/divergence.js";
import { EPOCHS, learnOneDigit, type OneDigit } from "./one-digit.js";
import { type Column, type Section, type Table, text } from "./result.js";

/** The definitions of BCE that take probabilities, by the programs that use them. */
const DEFINITIONS = [
  {
    key: "keras",
    title: "Keras backend",
    how: "p clipped to [1e-7, 1 − 1e-7], then from logits",
    bce: (t: Numbers, p: Numbers) => bceByKerasBackend(t, p),
  },
  {
    key: "tensorflow",
    title: "TensorFlow-Keras",
    how: "p clipped, and 1e-7 added inside the logarithms",
    bce: (t: Numbers, p: Numbers) => bceByTensorFlowKeras(t, p),
  },
  { key: "numpy", title: "NumPy", how: "the formula as it stands, nothing clipped", bce: bceByNumpy },
  {
    key: "sklearn",
    title: "scikit-learn",
    how: "log_loss: a pixel t as label 1 with weight t and label 0 with weight 1 − t",
    bce: (t: Numbers, p: Numbers) => bceByLogLoss(t, p),
  },
] as const;

type Numbers = ArrayLike<number>;

/** Logits at which the definitions part. */
const EXTREMES = [5, 10, 15, 16, 17, 20, 40, 110];

/** The notebook's comparison of losses, on the digit of `single-sample`. */
export const losses: Experiment = {
  name: "losses",
  title: "One loss, five programs",
  summary: "computes cross-entropy and KL divergence of one prediction as five programs do, and says why they differ",
  explanation: [
    "Binary cross-entropy is one line of mathematics: −t·log p − (1 − t)·log(1 − p), averaged over the pixels. Programs " +
      "differ in what they do near its two cliffs, p = 0 and p = 1, where a logarithm becomes infinite. Keras keeps p " +
      "away from them (it clips), NumPy lets you fall, and the form that takes logits never comes near.",
    "As long as the model is in doubt everywhere, all five agree to many digits. They part when it is sure of itself; " +
      "and where it is sure and wrong, the clipped ones see a loss that no longer grows, and a gradient of zero. " +
      "So Isthmus trains from logits, and reports the clipped value, as Keras does.",
    "The KL divergence is cross-entropy less entropy, but only when both are taken over the same distributions. Keras's " +
      "function takes the pixels of an image for one distribution, which they are not: they do not sum to 1.",
  ],
  needsLabels: false,
  settings: () => ({ model: "notebook", images: 1, epochs: EPOCHS, batchSize: 1 }),
  work: { dense: 0.4, processor: 1 },
  async run(context) {
    const digit = await learnOneDigit(context);
    const { target, logits } = digit;
    const exact = bceFromLogits(target, logits);
    const entropy = binaryEntropy(target);
    return {
      finding:
        `The five programs agree on ${exact.toFixed(4)} here, of which ${entropy.toFixed(4)} is the digit's own entropy ` +
        `and ${(exact - entropy).toFixed(4)} is the model's. They part only where it is sure.`,
      sections: [crossEntropies(digit, exact), extremes(), divergences(digit), pictures(digit, context.image)],
    };
  },
};

function crossEntropies({ target, prediction, finalLoss }: OneDigit, exact: number): Section {
  const rows = [
    { program: "From logits", how: "the model's z in double: nothing is rounded to 0 or 1", value: exact },
    ...DEFINITIONS.map(({ title, how, bce }) => ({ program: title, how, value: bce(target, prediction) })),
    { program: "Isthmus, on the GPU", how: "what training reports: Keras's, in float32", value: finalLoss },
  ];
  const least = prediction.reduce((a, b) => Math.min(a, b));
  const most = prediction.reduce((a, b) => Math.max(a, b));
  const clipped = prediction.filter((p) => p < KERAS_EPSILON || p > 1 - KERAS_EPSILON).length;
  return {
    title: "Cross-entropy of this prediction",
    blocks: [
      {
        kind: "table",
        columns: [
          { key: "program", title: "Program" },
          { key: "value", title: "BCE", format: { style: "decimal", digits: 10 } },
          { key: "apart", title: "From the first", format: { style: "scientific", digits: 1 } },
          { key: "how", title: "How" },
        ],
        rows: rows.map(({ program, how, value }) => ({ program, value, apart: value - exact, how })),
      },
      text(
        `The predictions reach from ${least.toExponential(2)} to ${most.toFixed(6)}; ` +
          `${clipped === 0 ? "none lies" : `${clipped} of ${prediction.length} lie`} where Keras clips. ` +
          "What still differs is float32: a probability near 1 keeps only about seven digits, so 1 − p has lost some. " +
          "TensorFlow-Keras adds 1e-7 inside each logarithm, which lowers the loss a little wherever a pixel is almost certain.",
      ),
    ],
  };
}

/** One pixel whose logit grows: what each program makes of it when it is right and when it is wrong. */
function extremes(): Section {
  const cases = EXTREMES.flatMap((z) => [
    { logit: z, target: 1 },
    { logit: z, target: 0 },
  ]);
  const digits: Column["format"] = { style: "decimal", digits: 4 };
  const rows = cases.map(({ logit, target }) => {
    const probability = Math.fround(1 / (1 + Math.exp(-logit)));
    const values = DEFINITIONS.map(({ key, bce }) => [key, bce([target], [probability])] as const);
    return {
      logit,
      rest: 1 - probability,
      target,
      exact: bceFromLogits([target], [logit]),
      ...Object.fromEntries(values),
    };
  });
  const table: Table = {
    kind: "table",
    columns: [
      { key: "logit", title: "z" },
      { key: "rest", title: "1 − p", format: { style: "scientific", digits: 1 } },
      { key: "target", title: "t" },
      { key: "exact", title: "From logits", format: digits },
      ...DEFINITIONS.map(({ key, title }) => ({ key, title, format: digits })),
    ],
    rows,
  };
  return {
    title: "Where they part: a pixel that is ever more certain",
    blocks: [
      text(
        "One pixel with logit z, so p = 1 / (1 + exp(−z)), kept in float32 as a network's output is. Soon after z = 17, p is " +
          "rounded to exactly 1. Where that is right (t = 1), NumPy multiplies 0 by infinity and gets NaN, which spoils " +
          "the mean of the whole image; where it is wrong (t = 0), the true loss is z and goes on growing, NumPy's is " +
          "infinite, and the clipped ones stop: Keras at −log(1e-7) = 16.118 (on a GPU at 15.942, for in float32 1 − 1e-7 is " +
          "rounded to 1 − 2⁻²³), scikit-learn at −log(2⁻²³) = 15.942, TensorFlow-Keras, with 1e-7 added twice, at 15.425.",
      ),
      table,
    ],
  };
}

function divergences({ target, prediction, logits }: OneDigit): Section {
  const [bce, entropy] = [bceFromLogits(target, logits), binaryEntropy(target)];
  const [ink, predicted] = [sum(target), sum(prediction)];
  const rows = [
    { measure: "KL by Keras", value: klByKeras(target, prediction), how: "Σ t·log(t / p), clipped to [1e-7, 1]" },
    { measure: "KL by NumPy", value: klByNumpy(target, prediction), how: "Σ t·log((t + 1e-10) / (p + 1e-10))" },
    {
      measure: "KL of the shares of ink",
      value: klOfShares(target, prediction),
      how: "both divided by their sums first",
    },
    { measure: "BCE", value: bce, how: "from logits, the mean over the pixels" },
    { measure: "H(x)", value: entropy, how: "entropy: the BCE of a perfect prediction" },
    { measure: "BCE − H(x)", value: bce - entropy, how: "what the model itself is to blame for" },
    {
      measure: "KL of coins",
      value: klOfCoins(target, prediction),
      how: "mean of t·log(t / p) + (1 − t)·log((1 − t) / (1 − p))",
    },
  ];
  return {
    title: "KL divergence, and what is left of BCE",
    blocks: [
      {
        kind: "table",
        columns: [
          { key: "measure", title: "Measure" },
          { key: "value", title: "Value", format: { style: "decimal", digits: 8 } },
          { key: "how", title: "How" },
        ],
        rows,
      },
      text(
        `The target's pixels sum to ${ink.toFixed(2)} and the prediction's to ${predicted.toFixed(2)}, so neither is a ` +
          "distribution and the first two values mean little: predict every grey pixel too bright, and they are negative. " +
          "A divergence is never negative once both are divided by their sums. The last two lines are the same number: " +
          "when every pixel is a coin of its own, KL is BCE − H(x), and training on either has the same gradient.",
      ),
    ],
  };
}

/** Where the loss is: each pixel's BCE and entropy, drawn on one scale. */
function pictures({ target, prediction, logits }: OneDigit, shape: ImageShape): Section {
  const each = (values: (t: number, z: number) => number) => target.map((t, index) => values(t, logits[index] ?? 0));
  const loss = each((t, z) => bceFromLogits([t], [z]));
  const entropy = each((t) => binaryEntropy([t]));
  const images = Float32Array.from([...target, ...prediction, ...loss, ...entropy]);
  const captions = ["target", "prediction", "BCE", "entropy"];
  return {
    title: "Where the loss is",
    blocks: [
      text(
        "White is a loss of 1 or more. Grey edges cost the most, and most of that is entropy: no model can save it.",
      ),
      { kind: "figure", name: "where-the-loss-is", shape, rows: [{ label: "One digit", images, captions }] },
    ],
  };
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
