import { basename } from "node:path";
import { isTable } from "../../experiments/image-shape.js";
import { ArgumentError, datasetOf } from "../../index.js";
import { CHECKPOINT_FILE, type Checkpoint, CheckpointFile, changedData, readCheckpoint } from "../checkpoint.js";
import { loadData, type RunData } from "../data.js";
import { errorOf, exitCodeOf, failureOf, INTERRUPTIONS, InterruptedError, type Interruption } from "../failures.js";
import { checkFree } from "../folder-lock.js";
import { countOf, duration, loss } from "../format.js";
import { stoppedAfter, wholeEpochs } from "../history-file.js";
import { type Interrupts, listenForInterrupts } from "../interrupt.js";
import type { JobResult } from "../job.js";
import { withoutUse } from "../level-file.js";
import { type ModelOptions, modelFor } from "../model.js";
import { newOutput, type OutputFolder, openOutput } from "../output.js";
import { samplesWord } from "../pictures.js";
import { putElsewhere, quoted, tryWriting, WriteError } from "../rescue.js";
import { RunLog } from "../run-log.js";
import type { RunOptions, RunPlace } from "../run-state.js";
import { runIn } from "../runtime.js";
import { holdsRun, modelFiles, TRAIN_FILES, trainFiles } from "../train-files.js";
import { BEGINNING, type TrainOutcome, type TrainSpec } from "../train-job.js";
import { type Job, sendable } from "../wire.js";

export interface TrainOptions {
  readonly run: RunOptions;
  readonly place: RunPlace;
}

export interface ResumeOptions {
  /** The folder of the run. */
  readonly folder: string;
  /** What is to be otherwise from here on; the model stays. */
  readonly changes: Partial<Omit<RunOptions, Exclude<keyof ModelOptions, "level" | "precision">>>;
  readonly place: RunPlace;
}

/** Samples shown beside their reconstructions: images are drawn, of tables one column is drawn over the rows. */
const [IMAGES, ROWS] = [20, 200];

/** What a run has behind it that was stopped in its first epoch. */
const NOTHING_DONE = { epochs: [], seconds: 0 };

/** `isthmus train`: trains a model and writes its files. Returns the exit code. */
export async function train({ run, place }: TrainOptions): Promise<number> {
  return perform(run, place, () =>
    place.out === undefined ? newOutput(basename(run.model, ".json")) : openOutput(place.out),
  );
}

/** `isthmus train --resume`: goes on with a run as if it had never been interrupted. Returns the exit code. */
export async function resume({ folder, changes, place }: ResumeOptions): Promise<number> {
  const checkpoint = await readCheckpoint(folder);
  const run = { ...checkpoint.options, ...changes };
  const done = checkpoint.epochs.length;
  // As many as it has: then only its files are written once more, which may be what had failed.
  if (run.epochs < done) {
    throw new ArgumentError(
      `The run in ${folder} has trained ${countOf(done, "epochs")} already. Give more in all with --epochs to train it further.`,
    );
  }
  const from = { ...checkpoint, folder, onOtherData: changes.data !== undefined };
  return perform(run, place, () => openOutput(place.out ?? folder), from);
}

async function perform(
  run: RunOptions,
  place: RunPlace,
  output: () => Promise<OutputFolder>,
  from?: Checkpoint & { readonly folder: string; readonly onOtherData: boolean },
): Promise<number> {
  // Before the data are read, which may take long.
  const known = place.out ?? from?.folder;
  if (known !== undefined) await checkFree(known);
  const log = new RunLog(place.json, from);
  if (from) log.say(`Goes on with the run in ${from.folder}, which reads ${filesOf(run).join(", ")}.`);
  const data = await loadData(run, from?.description.preparation);
  if (from?.digest !== undefined && !from.onOtherData && from.digest !== data.digest) throw changedData(run.data);
  for (const line of data.summaries) log.say(capitalized(line));
  for (const message of data.warnings) log.handle({ type: "warning", message });
  const { level, precision, epochs, batchSize, shuffle } = run;
  const spec: TrainSpec = {
    model: from ? { ...from.description, level, precision } : modelFor(run, data.shape, data.preparation),
    epochs,
    initialEpoch: from?.epochs.length ?? 0,
    batchSize,
    shuffle,
    shape: data.shape,
    samples: isTable(data.image) ? ROWS : IMAGES,
    columnErrors: isTable(data.image),
    ...(data.columns && { columns: data.columns }),
  };
  const beside = await withoutUse(spec.model, level, Math.min(batchSize, data.train.count));
  if (beside) log.handle({ type: "warning", message: beside });
  log.what = samplesWord(data.image);
  const folder = await output();
  // Not on with what lies in its folder: that is another run's, and gives way.
  const isNew = from === undefined || place.out !== undefined;
  if (isNew && holdsRun(folder.path))
    log.say(`The run that is in ${folder.path} gives way to this one when this has ended.`);
  const checkpoints = new CheckpointFile(folder, run, data.digest, isNew ? TRAIN_FILES : [], (line) => log.say(line));
  const lock = await folder.lock().catch(async (error: unknown) => {
    await folder.discardIfEmpty();
    throw error;
  });
  const interrupts = listenForInterrupts();
  const { stop, abort } = interrupts;
  try {
    if (!isNew) await checkUnchanged(from);
    const result = await runJob(spec, place, { data, from, log, checkpoints, interrupts });
    const { files, unmade } = filesFor(() => trainFiles(result, run, spec, data, log), result, log);
    stop.addEventListener("abort", () => log.say("The results are being written. Ctrl-C again ends at once."));
    const behind = await checkpoints.settle();
    const hasCheckpoint = !isNew || checkpoints.epoch !== undefined;
    const replaced = hasCheckpoint ? TRAIN_FILES : [...TRAIN_FILES, CHECKPOINT_FILE];
    const failed = await tryWriting(folder, files, replaced, abort);
    if (behind || failed) {
      const what = [...(failed ? Object.keys(files) : []), ...(behind ? [CHECKPOINT_FILE] : [])];
      const { failure } = result.value;
      const first = failure ? `${failure.name}: ${failure.message}\n` : "";
      const kept = { ...files, ...(checkpoints.latest && { [CHECKPOINT_FILE]: checkpoints.latest }) };
      throw new WriteError(`${first}${await putElsewhere(what, kept, folder.path, failed || behind, goOn)}`);
    }
    if (unmade) {
      throw new WriteError(
        `The report could not be made: ${failureOf(unmade).message}. All else is in ${folder.path}.`,
      );
    }
    const written = [...Object.keys(files), ...(checkpoints.epoch === undefined ? [] : [CHECKPOINT_FILE])];
    // What it went on from is still there.
    const kept = checkpoints.epoch ?? (isNew ? undefined : from?.epochs.length);
    return conclude(result.value, run, log, {
      out: folder.path,
      files: written,
      kept,
      trainedBefore: spec.initialEpoch,
      signal: interrupts.signal,
    });
  } catch (error) {
    if (error instanceof WriteError) throw error;
    await checkpoints.idle();
    const behind = error instanceof InterruptedError ? undefined : await checkpoints.settle();
    if (behind && checkpoints.latest) {
      const kept = { [CHECKPOINT_FILE]: checkpoints.latest };
      const { message, ...failure } = failureOf(error);
      const more = await putElsewhere([CHECKPOINT_FILE], kept, folder.path, behind, goOn);
      throw errorOf({ ...failure, message: `${message}\n${more}` });
    }
    throw checkpoints.epoch === undefined ? error : withHint(error, checkpoints.epoch, folder.path);
  } finally {
    log.endLine();
    interrupts.release();
    await lock.release();
    await folder.discardIfEmpty();
  }
}

/** What a run leaves; where its report can't be made, the model at least. */
function filesFor(make: () => ReturnType<typeof trainFiles>, result: JobResult<TrainOutcome>, log: RunLog) {
  try {
    return { files: make() };
  } catch (unmade) {
    return { files: modelFiles(result, log), unmade };
  }
}

/** What a run reads, in its own words. */
const filesOf = ({ data, validation, targets, validationTargets, labels }: RunOptions) =>
  [data === "mnist" ? "MNIST" : data, validation, targets, validationTargets, labels].filter(
    (path) => path !== undefined,
  );

/** @throws {ArgumentError} when another run has gone on from a checkpoint since it was read */
async function checkUnchanged({ folder, bytes }: { readonly folder: string; readonly bytes: Uint8Array }) {
  const { bytes: now } = await readCheckpoint(folder);
  if (Buffer.compare(now, bytes) === 0) return;
  throw new ArgumentError(
    `Another run has gone on with ${folder} meanwhile. Try again, to go on from where that ended.`,
  );
}

const capitalized = (line: string) => line.charAt(0).toUpperCase() + line.slice(1);

/** The command that goes on with the run in a folder. */
const resuming = (folder: string) => `isthmus train --resume ${quoted(folder)}`;

/** What to do with a run that is kept elsewhere. */
const goOn = (place: string) => `To go on from there: ${resuming(place)}\n`;

/** The error of a run that can go on. */
function withHint(error: unknown, epoch: number, folder: string): Error {
  const failure = failureOf(error);
  const hint = `The run is kept ${epoch === 0 ? "as it began" : `up to epoch ${epoch}`}: ${resuming(folder)} goes on from there.`;
  return errorOf({ ...failure, message: `${failure.message}\n${hint}` });
}

/** A run, its beginning where it has one, and what listens to it. */
interface Around {
  readonly interrupts: Interrupts;
  readonly data: RunData;
  readonly from: Checkpoint | undefined;
  readonly log: RunLog;
  readonly checkpoints: CheckpointFile;
}

/** Runs the job. The first Ctrl-C stops it while it trains; before there is anything to keep, it ends it at once. */
async function runJob(
  spec: TrainSpec,
  { runtime, software }: RunPlace,
  { data, from, log, checkpoints, interrupts }: Around,
): Promise<JobResult<TrainOutcome>> {
  const { stop, abort } = interrupts;
  const tooEarly = new AbortController();
  const onStop = () => {
    // As Keras does: an epoch that was stopped is validated as well.
    const last = data.validation ? "at the next step, and behind the validation that follows" : "at the next step";
    if (log.begun) log.say(`Stopping ${last}; everything is still written. Ctrl-C again ends at once.`);
    else
      tooEarly.abort(
        new InterruptedError("Interrupted before training began: nothing was written.", interrupts.signal),
      );
  };
  stop.addEventListener("abort", onStop, { once: true });
  const { refs, values } = sendable({
    train: data.train,
    validation: data.validation,
    checkpoint: from && datasetOf(from.bytes, [from.bytes.length]),
  });
  const job: Job = { kind: "train", spec, data: refs };
  try {
    if (stop.aborted) onStop();
    return await runIn<TrainOutcome>(runtime, {
      job,
      data: values,
      software,
      emit: (event) => log.handle(event),
      keep: (name, bytes) => checkpoints.write(bytes, name === BEGINNING ? (from ?? NOTHING_DONE) : log),
      report: (line) => log.say(line),
      stop,
      abort: AbortSignal.any([abort, tooEarly.signal]),
    });
  } finally {
    stop.removeEventListener("abort", onStop);
  }
}

/** What a run leaves behind. */
interface Concluded {
  readonly out: string;
  readonly files: readonly string[];
  /** The epoch that it can go on after. */
  readonly kept: number | undefined;
  /** Epochs that it had when it went on. */
  readonly trainedBefore: number;
  /** What stopped it, if anything did. */
  readonly signal: Interruption;
}

/** Says how it ended; returns the exit code. */
function conclude(
  { failure, stopped }: TrainOutcome,
  { epochs }: RunOptions,
  log: RunLog,
  { out, files, kept, trainedBefore, signal }: Concluded,
): number {
  const last = log.epochs.at(-1);
  const written = `${out}: ${files.join(", ")}`;
  if (failure) {
    log.fail(failure, `The last good weights are kept in ${written}.`);
    return exitCodeOf(errorOf(failure));
  }
  const took = duration(log.seconds);
  const next =
    kept === undefined
      ? ""
      : `\nTo go on ${kept === 0 ? "from the beginning" : `after epoch ${kept}`}: ${resuming(out)}`;
  const losses = last
    ? `loss ${loss(last.loss)}${last.valLoss === undefined ? "" : `, validation loss ${loss(last.valLoss)}`}`
    : "no epoch was finished";
  log.done(
    {
      epochs: wholeEpochs(log.epochs).length,
      ...(last?.unfinished && { unfinished: last.unfinished }),
      ...(last && { loss: last.loss }),
      ...(last?.valLoss !== undefined && { val_loss: last.valLoss }),
      seconds: log.seconds,
      stopped,
      out,
      files,
    },
    stopped
      ? `${stoppedAfter(log.epochs, epochs)}, in ${took}: ${losses}.\nEverything is written: ${written}${next}`
      : trainedBefore === epochs
        ? `Nothing was left to train: the run has its ${countOf(epochs, "epochs")}, ${losses}. Its files are written once more: ${written}\n` +
          `To train it further: ${resuming(out)} --epochs ${2 * epochs}`
        : `Trained ${countOf(epochs, "epochs")} in ${took}: ${losses}.\n${written}`,
  );
  return stopped ? INTERRUPTIONS[signal] : 0;
}
