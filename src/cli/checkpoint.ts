import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  DataError,
  type Description,
  decodeSafetensors,
  describeFile,
  encodeSafetensors,
  FormatError,
} from "../index.js";
import { whyNot } from "./failures.js";
import { steps } from "./format.js";
import type { OutputFolder } from "./output.js";
import { checkThere, tryWriting } from "./rescue.js";
import { readRunRecord } from "./run-record.js";
import type { RunOptions, RunState } from "./run-state.js";

/** A run that can go on. */
export interface Checkpoint extends RunState {
  /** The model's file, with the optimizer's state. */
  readonly bytes: Uint8Array;
  readonly description: Description;
}

/** A run's file in its folder. */
export const CHECKPOINT_FILE = "checkpoint.safetensors";
const RUN_KEY = "isthmus.run";
/** What to do where there is none, as most who ask have it. */
const GIVE = "Give --resume";

/** The file that a run can go on from, in its folder. */
export class CheckpointFile {
  /** The epoch that it was last written after; 0 for the beginning. */
  epoch: number | undefined;
  /** The newest, whether or not it is in its place. */
  latest: Uint8Array | undefined;
  private latestEpoch = 0;
  /** Said already, and not to be said after every epoch. */
  private complaint = "";
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly folder: OutputFolder,
    private readonly options: RunOptions,
    private readonly digest: string,
    /** Files of an earlier run, which the first checkpoint of this one takes away. */
    private readonly earlier: readonly string[],
    private readonly say: (line: string) => void,
  ) {}

  /**
   * Writes the model, and with it the run in the metadata: the two are always of one epoch. Training need not end because
   * this does not succeed: it only says so.
   * @param bytes the model's file, with the optimizer's state
   */
  async write(bytes: Uint8Array, { epochs, seconds }: Pick<RunState, "epochs" | "seconds">): Promise<void> {
    const run: RunState = { options: fromAnywhere(this.options), epochs, seconds, digest: this.digest };
    const { tensors, metadata } = decodeSafetensors(bytes);
    this.latest = encodeSafetensors(tensors, { ...metadata, [RUN_KEY]: JSON.stringify(run) });
    this.latestEpoch = epochs.length;
    this.writing = this.put();
    const error = await this.writing;
    const complaint = error ? `${CHECKPOINT_FILE} could not be written to ${this.folder.path}: ${whyNot(error)}.` : "";
    if (complaint !== "" && complaint !== this.complaint) this.say(`${complaint} Training goes on; it is tried again.`);
    this.complaint = complaint;
  }

  /** Sees that the newest is in its place, and writes it once more where it isn't. @returns what went wrong, if anything did */
  async settle(): Promise<unknown> {
    await this.idle();
    if (!this.latest) return undefined;
    const isThere = this.epoch === this.latestEpoch && (await isWhole(this.folder, this.latest));
    return isThere ? undefined : this.put();
  }

  /** Resolves when nothing is being written: a job that ends at once may have begun to. */
  async idle(): Promise<void> {
    await this.writing;
  }

  private async put(): Promise<unknown> {
    const files = { [CHECKPOINT_FILE]: this.latest ?? "" };
    const error = await tryWriting(this.folder, files, this.epoch === undefined ? this.earlier : []);
    if (!error) this.epoch = this.latestEpoch;
    return error;
  }
}

const isWhole = (folder: OutputFolder, content: Uint8Array) =>
  checkThere(folder, CHECKPOINT_FILE, content).then(
    () => true,
    () => false,
  );

/** The options with whole paths: a run may be taken up again from another folder. */
function fromAnywhere(options: RunOptions): RunOptions {
  const { data, validation, labels, targets, validationTargets } = options;
  const others = Object.entries({ validation, labels, targets, validationTargets });
  const whole = others.flatMap(([name, path]) => (path === undefined ? [] : [[name, resolve(path)] as const]));
  return { ...options, data: data === "mnist" ? data : resolve(data), ...Object.fromEntries(whole) };
}

/**
 * Reads the checkpoint in a run's folder, which may be a stranger's: all of it is checked before anything it names is read.
 * @param give begins the sentence that says which folder would do
 * @throws {DataError} when there is none, {@link FormatError} when it is damaged or of something else
 */
export async function readCheckpoint(folder: string, give = GIVE): Promise<Checkpoint> {
  const path = join(folder, CHECKPOINT_FILE);
  return checkpointOf(await bytesIn(path, give), path, give);
}

/**
 * The run in a checkpoint's bytes.
 * @param path of its file, for errors
 * @throws {FormatError} when it is damaged or of something else
 */
export async function checkpointOf(bytes: Uint8Array, path: string, give = GIVE): Promise<Checkpoint> {
  const { metadata } = decodeSafetensors(bytes, { name: path });
  try {
    const { [RUN_KEY]: run, isthmus: model } = metadata;
    if (run === undefined || model === undefined) throw new FormatError("it has a model at most, and no run");
    const state = readRunRecord(run);
    const { description, progress } = describeFile(bytes);
    if (!progress) throw new FormatError("it has no progress of training");
    if (progress.epochs !== state.epochs.length || progress.iterations < progress.epochs) {
      const { epochs, iterations } = progress;
      throw new FormatError(
        `its run.epochs has ${state.epochs.length}, its model has trained ${epochs} in ${steps(iterations)}`,
      );
    }
    if (description.preparation) (await import("../data.js")).preparationOf(description);
    return { ...state, description, bytes };
  } catch (cause) {
    const why = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");
    throw new FormatError(`${path} is not the checkpoint of a run (${why}). ${give} a folder with one.`, {
      cause,
    });
  }
}

async function bytesIn(path: string, give: string): Promise<Uint8Array> {
  try {
    // A pipe or a device would be read for ever.
    if (!(await stat(path)).isFile()) throw new Error("it is no file");
    return new Uint8Array(await readFile(path)); // a plain array: a Buffer's slice() does not copy
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    throw new DataError(
      `${isMissing ? `There is no ${path}` : `Nothing can be read from ${path}: ${message}`}. ${give} the folder of a run ` +
        "that has finished an epoch, or was stopped by Ctrl-C: what it is to go on from is kept there.",
      { cause },
    );
  }
}

/** Nobody said that the run is to go on with other data than it began with. */
export function changedData(path: string): DataError {
  return new DataError(
    `${path} has changed since the run began: going on would train on other data. Put the file back as it was, or name the ` +
      `data with --data to train on with them (--data ${path}).`,
  );
}
