import type { DataInfo, TrainRequest } from "../worker/protocol.js";
import type { Draft } from "./draft.js";
import { type CheckedModel, checkModel, descriptionOf } from "./model-check.js";
import { readSettings } from "./settings.js";

/** Before the data are there, models are shown as they will be for MNIST. */
const MNIST_SHAPE = [28, 28];

/** Of one sample. */
export function shapeOf(data: DataInfo | undefined): readonly number[] {
  return data?.shape ?? MNIST_SHAPE;
}

/** The run as the settings stand; none while something in them is wrong. */
export function requestOf(
  draft: Draft,
  data: DataInfo | undefined,
  { options }: CheckedModel = checkModel(draft, shapeOf(data)),
): TrainRequest | undefined {
  const checked = readSettings(draft);
  if (!options || !("settings" in checked)) return undefined;
  const { epochs, batchSize, limit } = checked.settings;
  const model = descriptionOf(options, checked.settings, data);
  return { model, epochs, batchSize, ...(limit !== undefined && { limit }) };
}
