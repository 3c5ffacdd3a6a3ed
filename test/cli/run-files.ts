/** A run's folder as a training leaves it, made by hand: small, and without a GPU. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunState } from "../../src/cli/run-state.js";
import { adadelta, decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/index.js";
import { linearModel, modelBytes } from "./model-files.js";

/** Every field that a record may have. */
export const RUN: RunState = {
  options: {
    model: "notebook",
    loss: "meanSquaredError",
    metrics: ["mse", "mae"],
    optimizer: "adadelta",
    learningRate: 0.5,
    seed: 7,
    code: 2,
    level: "tiled",
    data: "/somewhere/table.csv",
    validation: "/somewhere/other.csv",
    validationSplit: 0.25,
    limit: 100,
    scale: "columns",
    missing: "mask",
    header: "yes",
    labelColumn: "class",
    columns: ["a", "b"],
    drop: ["c"],
    text: "drop",
    dates: "seconds",
    decimal: "comma",
    separator: ";",
    encoding: "utf-8",
    targets: "/somewhere/clean.csv",
    validationTargets: "/somewhere/clean-other.csv",
    labels: "/somewhere/labels",
    array: "x",
    transpose: true,
    imageSize: 28,
    channels: "grey",
    epochs: 3,
    batchSize: 16,
    shuffle: true,
  },
  epochs: [
    { epoch: 1, loss: 0.5, valLoss: 0.6, metrics: { mse: 0.5, val_mse: 0.7 }, seconds: 0.25, imagesPerSecond: 400 },
    { epoch: 2, loss: 0.25, metrics: {}, seconds: 0.25, imagesPerSecond: 500.5 },
  ],
  seconds: 0.75,
  digest: "0123456789abcdef".repeat(4),
};

/** The tensors and metadata of a checkpoint after {@link RUN}'s two epochs. */
export function checkpointContent(run: unknown = RUN): {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
} {
  const { tensors: weights, metadata } = decodeSafetensors(modelBytes(linearModel(4, 2)));
  const slots = ["a", "d"].flatMap((slot) =>
    Object.entries(weights).map(([name, { shape, data }]): [string, Tensor] => [
      `slot.${slot}.${name}`,
      { shape, data: data.map(Math.abs) },
    ]),
  );
  const description = { ...JSON.parse(metadata.isthmus ?? ""), optimizer: adadelta() };
  return {
    tensors: { ...weights, ...Object.fromEntries(slots) },
    metadata: {
      format: "isthmus",
      isthmus: JSON.stringify(description),
      "isthmus.progress": JSON.stringify({ epochs: 2, iterations: 14, learningRate: 1 }),
      "isthmus.run": typeof run === "string" ? run : JSON.stringify(run),
    },
  };
}

export function checkpointBytes(run: unknown = RUN): Uint8Array {
  const { tensors, metadata } = checkpointContent(run);
  return encodeSafetensors(tensors, metadata);
}

export async function writeCheckpoint(folder: string, bytes: Uint8Array = checkpointBytes()): Promise<void> {
  await writeFile(join(folder, "checkpoint.safetensors"), bytes);
}
