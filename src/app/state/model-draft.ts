import type { Description } from "../../index.js";
import { presetOf } from "../worker/model-name.js";
import { CUSTOM, type Draft, withModel } from "./draft.js";
import { draftOf } from "./layer-draft.js";

/**
 * The settings that make a model anew, as far as its file tells them; the others stay.
 * @param shape of one sample
 */
export function draftOfModel(description: Description, draft: Draft, shape: readonly number[]): Draft {
  const { input, encoder, decoder, loss, optimizer, seed } = description;
  const preset = presetOf(description, shape);
  const layers = preset
    ? withModel(draft, preset)
    : {
        ...draft,
        model: CUSTOM,
        encoder: encoder.map(draftOf),
        decoder: decoder.map(draftOf),
        input: input.length === 1 ? "row" : "image",
      };
  return {
    ...layers,
    loss,
    optimizer: optimizer.type,
    learningRate: String(optimizer.learningRate),
    seed: String(seed),
  };
}
