import { FormatError, IsthmusError } from "../errors.js";
import { parseJson } from "../formats/json.js";
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from "../formats/safetensors.js";
import { type Description, describe, networkOf } from "../model/description.js";
import { type Fields, numberThat, readFields } from "../model/fields.js";
import type { Network } from "../model/network.js";
import type { Tensor } from "../model/tensor.js";
import { slotsOf } from "../optimizers/optimizers.js";
import { checkTensors, layOut } from "../plan/arena.js";
import { ARENAS, slotArena } from "../plan/plan.js";
import type { Progress } from "./model.js";

/** What a model's file has in its metadata: the model's description, and how far training has come, as JSON each. */
const DESCRIPTION_KEY = "isthmus";
const PROGRESS_KEY = "isthmus.progress";

const count = numberThat("a whole number from 0", (value) => Number.isSafeInteger(value) && value >= 0);
const PROGRESS: Fields<Progress> = {
  epochs: count,
  iterations: count,
  learningRate: numberThat("a finite number above 0", (value) => value > 0),
};

/** What a file has to give a model beside its description. */
export interface SavedState {
  /** The weights, and with `progress` the optimizer's slots, by arena and parameter. */
  readonly arenas: Readonly<Record<string, Readonly<Record<string, Tensor>>>>;
  readonly progress?: Progress;
}

/** A model's file, read: what it says of the model, and what it gives it. */
interface OpenedFile<D> {
  readonly description: D;
  readonly state: SavedState;
}

/**
 * Reads our own format: the one place that knows how a model lies in bytes, beside {@link modelBytes}. Others become these bytes
 * before (`isthmus/formats`).
 * @param read checks the description
 * @param network what it describes, which all of the file is held against
 * @throws as `describeFile`
 */
export function openFile<D>(
  bytes: Uint8Array | ArrayBuffer,
  read: (json: never) => D,
  network: (description: D) => Network,
  options?: { readonly name?: string },
): OpenedFile<D> {
  const saved = decodeSafetensors(bytes, options);
  const description = descriptionIn(saved, read);
  return { description, state: stateIn(saved, network(description)) };
}

/** A model in our own format: safetensors, with its description, and how far training has come, as JSON in the metadata. */
export function modelBytes(description: object, { arenas, progress }: SavedState): Uint8Array<ArrayBuffer> {
  const tensors: Record<string, Tensor> = {};
  for (const [arena, ofArena] of Object.entries(arenas)) {
    const prefix = arena === ARENAS.weights ? "" : `${arena}.`;
    for (const [name, tensor] of Object.entries(ofArena)) tensors[`${prefix}${name}`] = tensor;
  }
  return encodeSafetensors(tensors, {
    format: "isthmus",
    [DESCRIPTION_KEY]: JSON.stringify(description),
    ...(progress && { [PROGRESS_KEY]: JSON.stringify(progress) }),
  }) as Uint8Array<ArrayBuffer>;
}

/**
 * The description of the autoencoder in a file, once all of the file is held against it: what `Autoencoder.load` checks, without
 * a GPU; and how far training has come, where the file has the optimizer's state.
 * @param options.name the file's name, for error messages
 * @throws {FormatError} when the bytes are not such a file, {@link ShapeError} when the weights do not fit the description,
 * {@link DataError} for weights that are not finite
 */
export function describeFile(
  bytes: Uint8Array | ArrayBuffer,
  options?: { readonly name?: string },
): { readonly description: Description; readonly progress?: Progress } {
  const { description, state } = openFile(bytes, describe, networkOf, options);
  return { description, ...(state.progress && { progress: state.progress }) };
}

/** The description of a file's model. @throws {FormatError} when there is none, or none that `read` accepts */
function descriptionIn<D>({ metadata }: SafetensorsContent, read: (json: never) => D): D {
  const json = metadata[DESCRIPTION_KEY];
  if (json === undefined) {
    throw new FormatError(
      `The file has weights but no description of their model (no "${DESCRIPTION_KEY}" in its metadata). ` +
        "Create the model and give it the weights with setWeights().",
    );
  }
  return readJson(json, "description of its model", read);
}

/**
 * All of a file's tensors, held against the network.
 * @throws {ShapeError} for one that is missing, unknown or misshapen, {@link DataError} for values that no training gives
 */
function stateIn({ tensors, metadata }: SafetensorsContent, network: Network): SavedState {
  const json = metadata[PROGRESS_KEY];
  if (json === undefined) return checkedState({ arenas: { [ARENAS.weights]: tensors } }, network);
  const progress = readJson(json, "progress", (given) => readFields(Object(given), PROGRESS, PROGRESS_KEY, "it"));
  const slots = slotsOf(network.optimizer);
  // Without prototypes: a tensor may be called anything.
  const arenas: Record<string, Record<string, Tensor>> = {};
  for (const arena of [ARENAS.weights, ...Object.keys(slots).map(slotArena)]) arenas[arena] = Object.create(null);
  for (const [name, tensor] of Object.entries(tensors)) {
    const [, slot = "", parameter = ""] = /^(slot\.[^.]+)\.(.+)$/s.exec(name) ?? [];
    const arena = arenas[slot];
    if (arena) arena[parameter] = tensor;
    else (arenas[ARENAS.weights] as Record<string, Tensor>)[name] = tensor;
  }
  return checkedState({ arenas, progress }, network);
}

/**
 * A state once it is held against the network.
 * @throws {ShapeError} for a tensor that is missing, unknown or misshapen, {@link DataError} for values that no training gives,
 * {@link ArgumentError} for progress that is none
 */
export function checkedState(state: SavedState, { layers, optimizer }: Network): SavedState {
  const layout = layOut(layers);
  checkTensors(layout, state.arenas[ARENAS.weights] ?? {});
  if (!state.progress) return state;
  readFields<Progress>({ ...state.progress }, PROGRESS, PROGRESS_KEY, "it");
  for (const [name, sign] of Object.entries(slotsOf(optimizer))) {
    const ofSlot = state.arenas[slotArena(name)] ?? {};
    checkTensors(layout, ofSlot, `${slotArena(name)}.`, sign === "signed" ? undefined : 0);
  }
  return state;
}

/** What `read` makes of a JSON text in a file. @throws {FormatError} when it is none, or `read` throws one of our errors */
function readJson<T>(json: string, what: string, read: (given: never) => T): T {
  try {
    return read(parseJson(json) as never);
  } catch (cause) {
    const reason = cause instanceof IsthmusError || cause instanceof SyntaxError ? cause.message : String(cause);
    // What it quotes may be as long as the file.
    const brief = reason.length > 500 ? `${reason.slice(0, 500)}…` : reason;
    throw new FormatError(`The file's ${what} is not valid: ${brief}`, { cause });
  }
}
