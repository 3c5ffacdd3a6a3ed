import { DataError, decodeSafetensors, describeFile } from "../../index.js";
import { expandedModel } from "../compact/compact-model.js";
import { inflated } from "../compact/deflate.js";
import { SmallModel } from "./small-model.js";
import { stageBytes } from "./stage-bytes.js";

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
  /** Of the digits, as the model has them: `count × 2`. They come with it, since a thousand take a fifth of a second. */
  readonly codes: Float32Array;
}

const PIXELS = 28 * 28;
/** Bytes of a digit's code: two 32-bit floats. */
const CODE = 8;
/** More than the files hold. */
const MOST_BYTES = 2 ** 22;

let reading: Promise<Stage> | undefined;

/**
 * Fetches the pretrained model and its digits, and reads them, once.
 * @throws {DataError} when a file cannot be had or is another
 */
export function loadStage(): Promise<Stage> {
  reading ??= read();
  // Another time there may be a network.
  reading.catch(() => {
    reading = undefined;
  });
  return reading;
}

async function read(): Promise<Stage> {
  const files = await stageBytes();
  const [model, digits] = await Promise.all(files.map((bytes) => inflated(bytes, MOST_BYTES)));
  if (!model || !digits) throw damaged();
  return stageOf([model, digits]);
}

/** @param files model.bin and digits.bin, inflated */
export function stageOf([compact, digits]: readonly [model: Uint8Array, digits: Uint8Array]): Stage {
  const file = expandedModel(compact);
  const model = new SmallModel(describeFile(file).description, decodeSafetensors(file).tensors);
  const count = digits.length / (1 + PIXELS + CODE);
  if (!Number.isInteger(count)) throw damaged();
  const [labels, pixels] = [digits.slice(0, count), digits.slice(count, count * (1 + PIXELS))];
  const codes = new Float32Array(digits.slice(count * (1 + PIXELS)).buffer);
  return { model, file, digits: { count, labels, pixels }, codes };
}

const damaged = () => new DataError("The page's stage is damaged: reload the page.");
