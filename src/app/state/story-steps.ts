import { type Activation, dense, gaussianNoise, type Layer, sampling } from "../../index.js";
import { CUSTOM, type Draft, NOTEBOOK } from "./draft.js";
import { draftOf } from "./layer-draft.js";

/** What a visitor does in a step of the story: a training on the stage. */
export interface Deed {
  /** On its button, and in a table of what was trained. */
  readonly label: string;
  readonly name: string;
  /** What is trained, on MNIST's digits. */
  readonly draft: Draft;
}

/** A step of the story. */
export interface StoryStep {
  /** In the address: `#/understand?step=noise`. */
  readonly name: "squeeze" | "pca" | "bends" | "noise" | "variational" | "anomalies";
  readonly title: string;
  readonly deeds: readonly [Deed, ...Deed[]];
  /** What is measured of each training. */
  readonly measures: readonly string[];
}

const LOSS = "Validation loss";

/**
 * The story has one network: 784 → 128 → 64 → a code → 64 → 128 → 784. So much of MNIST, and so little time, that a processor without a GPU is
 * done while one waits; what the texts say of it was measured so.
 */
const TRAINED = {
  optimizer: "adam",
  learningRate: "0.002",
  epochs: "10",
  batchSize: "64",
  limit: "5000",
};
const PIXELS = 784;

/** @param narrow the layer whose units are the code */
function network(narrow: Layer, { bend = "relu", before = [] }: { bend?: Activation; before?: Layer[] } = {}): Draft {
  const hidden = [128, 64].map((units) => dense(units, { activation: bend }));
  return {
    ...NOTEBOOK,
    ...TRAINED,
    model: CUSTOM,
    encoder: [...before, ...hidden, narrow].map(draftOf),
    decoder: [...hidden.toReversed(), dense(PIXELS, { activation: "sigmoid" })].map(draftOf),
  };
}

const code = (size: number) => dense(size, { activation: "linear" });
const plane = network(code(2));
const squared = (draft: Draft): Draft => ({ ...draft, loss: "meanSquaredError" });

export const STORY: readonly [StoryStep, ...StoryStep[]] = [
  {
    name: "squeeze",
    title: "Squeeze it",
    measures: [LOSS],
    deeds: [
      { label: "Train with 32 numbers", name: "32 numbers", draft: network(code(32)) },
      { label: "With 8", name: "8 numbers", draft: network(code(8)) },
      { label: "With 2", name: "2 numbers", draft: plane },
    ],
  },
  {
    name: "pca",
    title: "Against PCA",
    measures: ["Squared error", "PCA's"],
    deeds: [
      { label: "Train with 2 numbers", name: "2 numbers", draft: squared(plane) },
      { label: "With 32", name: "32 numbers", draft: squared(network(code(32))) },
    ],
  },
  {
    name: "bends",
    title: "Why it bends",
    measures: [LOSS],
    deeds: [
      { label: "Train without bends", name: "without bends", draft: network(code(2), { bend: "linear" }) },
      { label: "With bends", name: "with bends", draft: plane },
    ],
  },
  {
    name: "noise",
    title: "Noise",
    measures: ["Cleaned, off by", "Before"],
    deeds: [
      {
        label: "Train on noisy digits",
        name: "on noisy digits",
        draft: network(code(32), { before: [gaussianNoise(0.5, { clip: [0, 1] })] }),
      },
      { label: "On clean ones", name: "on clean digits", draft: network(code(32)) },
    ],
  },
  {
    name: "variational",
    title: "Room between",
    measures: [LOSS, "Codes spread by"],
    deeds: [
      { label: "Train a plain one", name: "plain", draft: plane },
      { label: "A variational one", name: "variational", draft: network(sampling(2)) },
    ],
  },
  {
    name: "anomalies",
    title: "What it never saw",
    measures: [LOSS],
    deeds: [{ label: "Train with 8 numbers", name: "8 numbers", draft: network(code(8)) }],
  },
];

/** The step of that name; the first where there is none. */
export function stepOf(name: string | undefined): StoryStep {
  return STORY.find((step) => step.name === name) ?? STORY[0];
}
