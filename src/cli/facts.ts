import { basename } from "node:path";
import type { AdapterInfo, Layer } from "../index.js";
import { textOf } from "../layers/layers.js";
import type { RunData } from "./data.js";
import { countOf, listed } from "./format.js";
import type { AdapterEvent, JobEvent } from "./job.js";
import { levelText } from "./level-file.js";
import type { ModelSpec } from "./model.js";
import { samplesWord } from "./pictures.js";

/** `nvidia ampere`, `nvidia-h200`, `google swiftshader`: what an adapter says of itself, in short. */
export function adapterName(adapter: Omit<AdapterInfo, "software">): string {
  const { vendor, architecture, device, description } = adapter;
  if (architecture || !device) return [vendor, architecture].filter(Boolean).join(" ") || description || "unnamed";
  return device.startsWith(vendor) ? device : `${vendor} ${device}`;
}

/** `GPU: nvidia ampere`, `GPU: google swiftshader (software)`. */
export function adapterLine(adapter: AdapterEvent): string {
  return `GPU: ${adapterName(adapter)}${adapter.software ? " (software)" : ""}`;
}

/**
 * What commands that keep nothing on their way say of where their job runs: a line for people, and the event of `--json`.
 * @returns nothing of other events
 */
export function placeTold(
  event: JobEvent,
): { readonly line: string; readonly told: Readonly<Record<string, unknown>> } | undefined {
  if (event.type === "adapter") {
    const { vendor, architecture, software } = event;
    return { line: adapterLine(event), told: { event: "adapter", vendor, architecture, software } };
  }
  if (event.type !== "lost") return undefined;
  return { line: "The GPU was lost: the work begins anew on another.", told: { event: "lost", epoch: event.epoch } };
}

/** `linux x64` */
export const SYSTEM = `${process.platform} ${process.arch}`;

/** What the report says about the machine. */
export function adapterFacts(adapter: AdapterEvent): Record<string, string> {
  const facts = {
    Vendor: adapter.vendor,
    Architecture: adapter.architecture,
    Device: adapter.device,
    Description: adapter.description,
    Kind: adapter.software ? "software adapter: the CPU does the work" : "GPU",
    System: SYSTEM,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== ""));
}

/** What the report says about the run's settings. */
export function settingFacts(
  run: {
    readonly model: string;
    readonly data: string;
    readonly validation?: string | undefined;
    readonly epochs: number;
    readonly batchSize: number;
    readonly shuffle: boolean;
  },
  spec: ModelSpec,
  level: string | undefined,
  { train, validation, size, image, summaries }: RunData,
): Record<string, string> {
  const { type, ...settings } = spec.optimizer ?? { type: "the model's" };
  const layers = [...spec.encoder, ...spec.decoder].map(layerFact);
  return {
    Model: `${run.model}: ${[size, ...layers].join(" → ")}`,
    "Training data": `${dataName(run.data)}, ${countOf(train.count, samplesWord(image))}`,
    "Validation data": validation ? `${validationName(run)}, ${countOf(validation.count, samplesWord(image))}` : "none",
    ...(summaries.length > 0 && {
      "How they were read": summaries.map((line) => withoutFolders(line, run)).join("; "),
    }),
    ...(train.classes && { Classes: listed(train.classes) }),
    Loss: spec.loss === "meanSquaredError" ? "mean squared error" : "binary cross-entropy",
    Optimizer: `${type} (${Object.entries(settings)
      .map(([setting, value]) => `${words(setting)} ${value}`)
      .join(", ")})`,
    Epochs: String(run.epochs),
    "Batch size": String(run.batchSize),
    Shuffled: run.shuffle ? "yes" : "no",
    Seed: String(spec.seed ?? 1),
    Kernels: level ?? levelText(spec.level ?? "auto"),
    ...(spec.precision === "mixed" && { Precision: "mixed: products read f16, all else is float32" }),
  };
}

function validationName({
  data,
  validation,
}: {
  readonly data: string;
  readonly validation?: string | undefined;
}): string {
  if (validation !== undefined) return dataName(validation);
  return data === "mnist" ? "MNIST's test set" : "kept aside";
}

/** What was said of files, by their names alone: a report is handed on, and folders are nobody's business. */
function withoutFolders(line: string, { data, validation }: { data: string; validation?: string | undefined }): string {
  return [data, validation].reduce<string>((text, path) => (path ? text.replaceAll(path, dataName(path)) : text), line);
}

/** `MNIST`, or the file's name without the folders that it lies in. */
export function dataName(data: string): string {
  return data === "mnist" ? "MNIST" : basename(data);
}

/** `learningRate` → `learning rate` */
export function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A layer in a few words: `32 relu`, `conv2d 16 relu`, `maxPool2d`. */
function layerFact(layer: Layer): string {
  return textOf(layer).brief?.(layer) ?? layer.type;
}
