import { describe, networkOf } from "../model/description.js";
import type { Tensor } from "../model/tensor.js";
import { ARENAS, slotArena } from "../plan/plan.js";
import { checkedState, modelBytes, openFile, type SavedState } from "../train/model-file.js";
import type { SavedModel } from "./saved-model.js";

const SLOT = slotArena("");

/**
 * The model in a file of ours, what `Autoencoder.save()` gives; without a GPU.
 * @throws {FormatError}, {@link ShapeError}, {@link DataError} as `describeFile`
 */
export function savedModelIn(bytes: Uint8Array): SavedModel {
  const { description, state } = openFile(bytes, describe, networkOf);
  const { arenas, progress } = state;
  const { [ARENAS.weights]: weights = {}, ...rest } = arenas;
  if (!progress) return { description, weights };
  const slots = Object.fromEntries(Object.entries(rest).map(([arena, of]) => [arena.slice(SLOT.length), of]));
  return { description, weights, training: { ...progress, slots } };
}

/**
 * The file of ours that holds a model, held against its description: what `Autoencoder.load()` takes.
 * @throws {ArgumentError}, {@link ShapeError}, {@link DataError} for what does not fit together
 */
export function fileOf({ description: given, weights, training }: SavedModel): Uint8Array {
  const description = describe(given);
  return modelBytes(description, checkedState(stateOf(weights, training), networkOf(description)));
}

function stateOf(weights: SavedModel["weights"], training: SavedModel["training"]): SavedState {
  const arenas: Record<string, Readonly<Record<string, Tensor>>> = { [ARENAS.weights]: weights };
  if (!training) return { arenas };
  const { slots, ...progress } = training;
  for (const [slot, of] of Object.entries(slots)) arenas[slotArena(slot)] = of;
  return { arenas, progress };
}
