import { DataError, decodeSafetensors, describeFile } from "../../index.js";
import { expandedModel } from "../compact/compact-model.js";
import { inflated } from "../compact/deflate.js";
import digitsAddress from "./digits.bin?url";
import modelAddress from "./model.bin?url";
import { SmallModel } from "./small-model.js";

/** Digits of MNIST's test set, which the stage's model has not seen: as many of each class. */
export interface StageDigits {
  readonly count: number;
  /** 0 to 9, one a digit, class after class. */
  readonly labels: Uint8Array;
  /** `count × 784` bytes, 28 × 28 each. */
  readonly pixels: Uint8Array;
}

/** What stands on the stage before anything is loaded or trained. */
export interface Stage {
  /**
   * Answers at once, on the page's own thread, without WebGPU: a variational model of 784 → 96 → 64 → 32 → 2 and back, whose kernels
   * are bytes. Its cross-entropy of these digits is 0.1751, where it was 0.1750 before that (test MSE 0.0383 and 0.0382).
   */
  readonly model: SmallModel;
  /** The same model as a file, for the worker, the shelf, or a download: what `Autoencoder.load` takes. */
  readonly file: Uint8Array;
  readonly digits: StageDigits;
  /** Of the digits: `count × 2`. */
  readonly codes: Float32Array;
}

const PIXELS = 28 * 28;
/** More than the files hold. */
const MOST_BYTES = 2 ** 22;

let loading: Promise<Stage> | undefined;

/**
 * Fetches the pretrained model and its digits, some 300 KB, once.
 * @throws {DataError} when a file cannot be had or is another
 */
export function loadStage(): Promise<Stage> {
  loading ??= Promise.all([fetched(modelAddress), fetched(digitsAddress)]).then(stageOf);
  // Another time there may be a network.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

/** @param files model.bin and digits.bin, inflated */
export function stageOf([compact, digits]: readonly [model: Uint8Array, digits: Uint8Array]): Stage {
  const file = expandedModel(compact);
  const model = new SmallModel(describeFile(file).description, decodeSafetensors(file).tensors);
  const count = digits.length / (1 + PIXELS);
  if (!Number.isInteger(count)) throw new DataError("The stage's digits are damaged: reload the page.");
  const [labels, pixels] = [digits.slice(0, count), digits.slice(count)];
  return { model, file, digits: { count, labels, pixels }, codes: model.encode(pixels) };
}

async function fetched(address: string): Promise<Uint8Array> {
  const what = `${address} could not be fetched: the page's stage is empty without it. Reload the page.`;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new DataError(what, { cause });
  }
  const content = await inflated(bytes, MOST_BYTES);
  if (!content) throw new DataError(what);
  return content;
}
