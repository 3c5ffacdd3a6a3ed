import { version } from "../../../package.json";
import { type DataOptions, loadData, type RunData } from "../data.js";
import { adapterFacts, dataName, settingFacts } from "../facts.js";
import { errorOf, exitCodeOf, INTERRUPTED, InterruptedError } from "../failures.js";
import { duration, loss } from "../format.js";
import { historyCsv } from "../history-file.js";
import { type Interrupts, listenForInterrupts } from "../interrupt.js";
import type { JobResult, TrainOutcome, TrainSpec } from "../jobs.js";
import { type ModelOptions, modelFor } from "../model.js";
import { defaultFolder, openOutput } from "../output.js";
import { picturesOf, reconstructionSheet } from "../pictures.js";
import { reportHtml } from "../report.js";
import { RunLog } from "../run-log.js";
import { type Runtime, runIn } from "../runtime.js";
import { dataRef, type Job } from "../wire.js";

export interface TrainOptions extends ModelOptions, DataOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** Default `runs/MODEL-TIME`. */
  readonly out?: string;
  readonly runtime: Runtime;
  readonly software: boolean;
  readonly json: boolean;
}

/** Originals drawn above their reconstructions. */
const SAMPLES = 20;

/** `isthmus train`: trains a model and writes its files. Returns the exit code. */
export async function train(options: TrainOptions): Promise<number> {
  const log = new RunLog(options.json);
  const data = await loadData(options);
  const { epochs, batchSize, shuffle } = options;
  const spec: TrainSpec = { model: modelFor(options, data.shape), epochs, batchSize, shuffle, samples: SAMPLES };
  const folder = await openOutput(options.out ?? defaultFolder(options.model));
  const interrupts = listenForInterrupts();
  try {
    const result = await runJob(options, spec, data, log, interrupts);
    const files = outputFiles(result, options, spec, data, log);
    await folder.write(files);
    return conclude(result.value, options, log, folder.path, Object.keys(files));
  } finally {
    log.endLine();
    interrupts.release();
    await folder.discardIfEmpty();
  }
}

/** Runs the job. The first Ctrl-C stops it while it trains; before there is anything to keep, it ends it at once. */
async function runJob(
  options: TrainOptions,
  spec: TrainSpec,
  data: RunData,
  log: RunLog,
  { stop, abort }: Interrupts,
): Promise<JobResult<TrainOutcome>> {
  const tooEarly = new AbortController();
  const onStop = () => {
    if (log.begun) log.say("Stopping at the next step; everything is still written. Ctrl-C again ends at once.");
    else tooEarly.abort(new InterruptedError("Interrupted before training began: nothing was written."));
  };
  stop.addEventListener("abort", onStop, { once: true });
  const named = [
    ["train", data.train] as const,
    ...(data.validation ? [["validation", data.validation] as const] : []),
  ];
  const job: Job = { kind: "train", spec, data: named.map(([name, dataset]) => dataRef(name, dataset)) };
  try {
    if (stop.aborted) onStop();
    return await runIn<TrainOutcome>(options.runtime, {
      job,
      data: new Map(named.map(([name, dataset]) => [name, dataset.data])),
      software: options.software,
      emit: (event) => log.handle(event),
      report: (line) => log.say(line),
      stop,
      abort: AbortSignal.any([abort, tooEarly.signal]),
    });
  } finally {
    stop.removeEventListener("abort", onStop);
  }
}

function outputFiles(
  { value: outcome, files }: JobResult<TrainOutcome>,
  options: TrainOptions,
  spec: TrainSpec,
  data: RunData,
  log: RunLog,
): Record<string, string | Uint8Array> {
  const { weights, reconstructions, codes } = files;
  if (!weights) throw new Error("The page handed over no weights.");
  const always = { "history.csv": historyCsv(log.epochs), "model.safetensors": weights };
  if (outcome.failure || !reconstructions || !codes) return always;
  const source = data.validation ?? data.train;
  const samples = {
    origin: `The first ${Math.min(SAMPLES, source.count)} images of the ${data.validation ? "validation" : "training"} data`,
    shape: data.image,
    originals: source.data.subarray(0, SAMPLES * data.size),
    reconstructions: floats(reconstructions),
    codes: floats(codes),
    codeSize: outcome.codeSize,
  };
  const report = reportHtml({
    title: `Autoencoder on ${dataName(options.data)}`,
    settings: settingFacts(options, spec.model, log.level, data),
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

/** Says how it ended; returns the exit code. */
function conclude(outcome: TrainOutcome, options: TrainOptions, log: RunLog, out: string, files: string[]): number {
  const { failure, history } = outcome;
  const last = log.epochs.at(-1);
  const written = `${out}: ${files.join(", ")}`;
  if (failure) {
    log.fail(failure, `The last good weights are kept in ${written}.`);
    return exitCodeOf(errorOf(failure));
  }
  const took = duration(log.seconds);
  const losses = last
    ? `loss ${loss(last.loss)}${last.valLoss === undefined ? "" : `, validation loss ${loss(last.valLoss)}`}`
    : "no epoch was finished";
  log.done(
    {
      epochs: log.epochs.length,
      ...(last && { loss: last.loss }),
      ...(last?.valLoss !== undefined && { val_loss: last.valLoss }),
      seconds: log.seconds,
      stopped: history.stopped,
      out,
      files,
    },
    history.stopped
      ? `Stopped after ${log.epochs.length} of ${options.epochs} epochs, ${took}: ${losses}.\nEverything is written: ${written}`
      : `Trained ${options.epochs} ${options.epochs === 1 ? "epoch" : "epochs"} in ${took}: ${losses}.\n${written}`,
  );
  return history.stopped ? INTERRUPTED : 0;
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer); // copied, so that it begins where a float may
}
