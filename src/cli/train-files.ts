import { existsSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../packages/isthmus-cli/package.json";
import { isTable } from "../experiments/image-shape.js";
import { columnErrors } from "./column-errors.js";
import type { RunData } from "./data.js";
import { adapterFacts, dataName, settingFacts } from "./facts.js";
import { firstOf } from "./format.js";
import { historyCsv } from "./history-file.js";
import type { JobResult } from "./job.js";
import { classOf, picturesOf, reconstructionSheet } from "./pictures.js";
import { reportHtml } from "./report.js";
import type { RunLog } from "./run-log.js";
import type { RunOptions } from "./run-state.js";
import type { TrainOutcome, TrainSpec } from "./train-job.js";
import { inOwnUnits } from "./units.js";

/** All that {@link trainFiles} may have; of samples that are no images, there are no pictures. */
export const TRAIN_FILES = ["history.csv", "model.safetensors", "reconstructions.png", "report.html"];

/** Whether a folder has a trained model already. */
export const holdsRun = (folder: string): boolean => existsSync(join(folder, "model.safetensors"));

/** What a training leaves in any case, by name. */
export function modelFiles({ files }: JobResult<TrainOutcome>, log: RunLog): Record<string, string | Uint8Array> {
  if (!files.weights) throw new Error("The page handed over no weights.");
  return { "history.csv": historyCsv(log.epochs), "model.safetensors": files.weights };
}

/** What a training leaves in its folder, by name: pictures and a report only where it did not fail. */
export function trainFiles(
  result: JobResult<TrainOutcome>,
  options: RunOptions,
  { model, samples: most }: TrainSpec,
  data: RunData,
  log: RunLog,
): Record<string, string | Uint8Array> {
  const { value: outcome, files } = result;
  const { reconstructions, codes } = files;
  const always = modelFiles(result, log);
  if (outcome.failure || !reconstructions || !codes) return always;
  const source = data.validation ?? data.train;
  const whose = `the ${data.validation ? "validation" : "training"} data`;
  const { labels } = source;
  const shown = Math.min(most, source.count);
  const of = {
    reconstructions: floats(reconstructions),
    ...(labels && { classes: Array.from(labels.subarray(0, shown), (label) => classOf(label, source.classes)) }),
    codes: floats(codes),
    codeSize: outcome.codeSize,
  };
  const originals = source.data.subarray(0, shown * data.size);
  const samples = isTable(data.image)
    ? { ...of, ...tableOf(of.reconstructions, outcome, data), whose, count: source.count }
    : { ...of, origin: firstOf(shown, "images", whose), shape: data.image, originals };
  const report = reportHtml({
    title: `Autoencoder on ${dataName(options.data)}`,
    settings: settingFacts(options, model, log.level, data),
    adapter: log.adapter ? adapterFacts(log.adapter) : {},
    warnings: log.warnings,
    summary: outcome.summary,
    epochs: log.epochs,
    epochsWanted: options.epochs,
    seconds: log.seconds,
    samples,
    finishedAt: new Date(),
    version,
  });
  if (isTable(data.image)) return { ...always, "report.html": report };
  const [above, below] = [originals, of.reconstructions].map((values) => picturesOf(values, data.image));
  return { ...always, "reconstructions.png": reconstructionSheet(above ?? [], below ?? []), "report.html": report };
}

/** Rows and what the model makes of them, in their own units. */
function tableOf(made: Float32Array, { columnErrors: errors = [] }: TrainOutcome, data: RunData) {
  const { preparation, size } = data;
  const source = data.validation ?? data.train;
  const { scaling, ranges, table } = preparation;
  const given = source.data.subarray(0, made.length);
  const scaled = given instanceof Uint8Array ? Float32Array.from(given, (byte) => byte / 255) : given;
  const isPixels = scaling.method === "bytes";
  const names = data.columns ?? Array.from({ length: size }, (_, index) => `value ${index}`);
  const dates = (table?.columns ?? []).flatMap(({ as, categories = [""] }) => categories.map(() => as === "seconds"));
  return {
    columns: names.map((name, index) => ({
      name,
      low: isPixels ? 0 : (ranges?.low[index] ?? 0),
      high: isPixels ? 255 : (ranges?.high[index] ?? 0),
      isDate: dates[index] ?? false,
    })),
    originals: inOwnUnits(scaled, scaling, size).map((value, index) =>
      source.mask?.[index] === 0 ? Number.NaN : value,
    ),
    reconstructions: inOwnUnits(made, scaling, size),
    errors: columnErrors(Float32Array.from(errors), names, preparation),
  };
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer); // copied, so that it begins where a float may
}
