import { version } from "../../package.json";
import type { RunOptions } from "./checkpoint.js";
import type { RunData } from "./data.js";
import { adapterFacts, dataName, settingFacts } from "./facts.js";
import { historyCsv } from "./history-file.js";
import type { JobResult } from "./job.js";
import { picturesOf, reconstructionSheet } from "./pictures.js";
import { reportHtml } from "./report.js";
import type { RunLog } from "./run-log.js";
import type { TrainOutcome, TrainSpec } from "./train-job.js";

/** All that {@link trainFiles} may have. */
export const TRAIN_FILES = ["history.csv", "model.safetensors", "reconstructions.png", "report.html"];

/** What a training leaves in its folder, by name: pictures and a report only where it did not fail. */
export function trainFiles(
  { value: outcome, files }: JobResult<TrainOutcome>,
  options: RunOptions,
  { model, samples: most }: TrainSpec,
  data: RunData,
  log: RunLog,
): Record<string, string | Uint8Array> {
  const { weights, reconstructions, codes } = files;
  if (!weights) throw new Error("The page handed over no weights.");
  const always = { "history.csv": historyCsv(log.epochs), "model.safetensors": weights };
  if (outcome.failure || !reconstructions || !codes) return always;
  const source = data.validation ?? data.train;
  const samples = {
    origin: `The first ${Math.min(most, source.count)} images of the ${data.validation ? "validation" : "training"} data`,
    shape: data.image,
    originals: source.data.subarray(0, most * data.size),
    reconstructions: floats(reconstructions),
    codes: floats(codes),
    codeSize: outcome.codeSize,
  };
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
  const sheet = reconstructionSheet(
    picturesOf(samples.originals, data.image),
    picturesOf(samples.reconstructions, data.image),
  );
  return { ...always, "reconstructions.png": sheet, "report.html": report };
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer); // copied, so that it begins where a float may
}
