import fc from "fast-check";
import { dense } from "../../src/layers/dense.js";
import { ACTIVATIONS, type Activation, ELEMENTWISE_ACTIVATIONS } from "../../src/model/activations.js";
import type { DescriptionOptions } from "../../src/model/description.js";
import { LOSSES } from "../../src/model/losses.js";
import type { PlanSettings } from "../../src/plan/lower.js";
import { LADDER } from "../../src/plan/plan.js";

const width = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(17, 63, 64, 65, 100));
const optionsWith = (activations: readonly Activation[]) =>
  fc.record({ activation: fc.constantFrom(...activations), useBias: fc.boolean() });

function modelsWith(activations: readonly Activation[]): fc.Arbitrary<DescriptionOptions> {
  const options = optionsWith(activations);
  const layer = fc.tuple(width, options).map(([units, given]) => dense(units, given));
  return fc
    .record({
      input: width,
      encoder: fc.array(layer, { minLength: 1, maxLength: 2 }),
      before: fc.array(layer, { maxLength: 2 }),
      last: options,
      loss: fc.constantFrom(...LOSSES),
    })
    .map(({ input, encoder, before, last, loss }) => ({
      input,
      encoder,
      decoder: [...before, dense(input, last)],
      loss,
    }));
}

/** Models of up to five dense layers of every kind. */
export const anyModel = modelsWith(ACTIVATIONS);

/** Those that level fused has kernels of its own for. */
export const fusibleModel = modelsWith(ELEMENTWISE_ACTIVATIONS);

export const anySettings: fc.Arbitrary<PlanSettings> = fc.record(
  {
    kind: fc.constantFrom("train", "evaluate", "predict", "encode", "decode"),
    rows: fc.integer({ min: 1, max: 70 }),
    level: fc.constantFrom(...LADDER),
    bytes: fc.boolean(),
    targetBytes: fc.boolean(),
    weighted: fc.boolean(),
    masked: fc.boolean(),
  },
  { requiredKeys: ["kind", "rows", "level", "bytes"] },
);
