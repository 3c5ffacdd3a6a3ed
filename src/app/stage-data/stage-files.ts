import { type Dataset, decodeSafetensors, describeFile, encodeSafetensors, samplesAt } from "../../index.js";
import { compactModel, expandedModel } from "../compact/compact-model.js";
import { deflated } from "../compact/deflate.js";
import { SmallModel } from "./small-model.js";

/** Digits of each class on the stage. */
const OF_EACH = 100;
const CLASSES = 10;

/**
 * What is read by `loadStage`, as bytes; made by scripts/stage-model.mjs.
 * @param file the trained model, as `save()` gave it
 * @param train what it was trained on: of inputs that are 0 in all of it the weights were never trained, and are left out as 0
 * @param test the first so many of each of its classes are taken, class after class
 */
export async function stageFiles(file: Uint8Array, { train, test }: { train: Dataset; test: Dataset }) {
  const labels = Array.from(test.labels ?? []);
  const rows = Array.from({ length: CLASSES }, (_, label) =>
    labels.flatMap((of, row) => (of === label ? [row] : [])).slice(0, OF_EACH),
  ).flat();
  const { data } = samplesAt(test, rows);
  const compact = compactModel(withoutUntrained(file, train));
  const codes = codesOf(compact, data as Uint8Array);
  const digits = new Uint8Array(rows.length + data.length + codes.length);
  digits.set(rows.map((row) => labels[row] ?? 0));
  digits.set(data, rows.length);
  digits.set(codes, rows.length + data.length);
  return { "model.bin": await deflated(compact), "digits.bin": await deflated(digits) };
}

/** As the page's small model has them, which reads what was compacted; as bytes. */
function codesOf(compact: Uint8Array, pixels: Uint8Array): Uint8Array {
  const file = expandedModel(compact);
  const model = new SmallModel(describeFile(file).description, decodeSafetensors(file).tensors);
  return new Uint8Array(model.encode(pixels).buffer);
}

function withoutUntrained(file: Uint8Array, { data, count }: Dataset): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(file);
  const kernel = tensors["encoder.0.kernel"];
  const size = data.length / count;
  const seen = new Uint8Array(size);
  for (let at = 0; at < data.length; at++) if (data[at] !== 0) seen[at % size] = 1;
  const units = kernel?.shape[1] ?? 1;
  for (const [input, isSeen] of seen.entries()) {
    if (!isSeen) kernel?.data.fill(0, input * units, (input + 1) * units);
  }
  return encodeSafetensors(tensors, metadata);
}
