import fc from "fast-check";
import { CUSTOM, type Draft, MODELS, NOTEBOOK, withModel } from "../../src/app/state/draft.js";
import { draftOf, type LayerDraft } from "../../src/app/state/layer-draft.js";
import {
  conv2d,
  conv2dTranspose,
  dense,
  dropout,
  flatten,
  gaussianNoise,
  type Layer,
  layerNormalization,
  maxPool2d,
  OPTIMIZERS,
  reshape,
  sampling,
  upSampling2d,
} from "../../src/index.js";

const count = fc.integer({ min: 1, max: 64 });
const size = fc.oneof(count, fc.tuple(count, count));

/** Any one layer, with options or without. */
export const layers: fc.Arbitrary<Layer> = fc.oneof(
  fc
    .tuple(count, fc.constantFrom("relu", "sigmoid", "leakyRelu", "linear"), fc.boolean(), fc.constantFrom(0, 1e-4))
    .map(([units, activation, useBias, l1]) =>
      dense(units, { activation, useBias, ...(l1 > 0 && { activityRegularizer: { l1 } }) }),
    ),
  fc
    .tuple(count, size, size, fc.constantFrom("same", "valid"))
    .map(([filters, kernel, strides, padding]) => conv2d(filters, kernel, { strides, padding })),
  fc.tuple(count, size).map(([filters, kernel]) => conv2dTranspose(filters, kernel, { activation: "tanh" })),
  fc.tuple(size, fc.constantFrom("same", "valid")).map(([pool, padding]) => maxPool2d(pool, { padding })),
  size.map((factor) => upSampling2d(factor)),
  fc.constant(flatten()),
  fc.array(count, { minLength: 1, maxLength: 3 }).map((shape) => reshape(shape)),
  fc.boolean().map((clip) => gaussianNoise(0.5, clip ? { clip: [0, 1] } : {})),
  fc.constantFrom(0, 0.25).map(dropout),
  fc
    .record({ epsilon: fc.constantFrom(1e-3, 1e-5, 1), center: fc.boolean(), scale: fc.boolean() })
    .map(layerNormalization),
  count.map((units) => sampling(units)),
);

const drafts: fc.Arbitrary<readonly LayerDraft[]> = fc.array(layers.map(draftOf), { maxLength: 4 });
const text = fc.oneof(fc.integer().map(String), fc.string());

/** Settings as someone may have typed them, of a preset or with layers of their own. */
export const arbitraryDrafts: fc.Arbitrary<Draft> = fc
  .record({
    model: fc.constantFrom(...MODELS),
    encoder: drafts,
    decoder: drafts,
    input: fc.constantFrom("row", "image"),
    loss: fc.constantFrom("binaryCrossentropy", "meanSquaredError"),
    optimizer: fc.constantFrom(...OPTIMIZERS),
    learningRate: text,
    epochs: text,
    batchSize: text,
    seed: text,
    limit: text,
  })
  .map((draft) => {
    const { encoder, decoder, input, ...rest } = draft;
    return draft.model === CUSTOM ? draft : { ...withModel(NOTEBOOK, draft.model), ...rest };
  });
