import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { exportProject, type ProjectFormatName } from "../../formats.js";
import { ArgumentError, DataError, type Dataset, datasetOf, describeFile } from "../../index.js";
import { type Checkpoint, readCheckpoint } from "../checkpoint.js";
import { loadData } from "../data.js";
import { placeTold } from "../facts.js";
import { count, quantity, steps as stepsWord } from "../format.js";
import { abortAtInterrupt } from "../interrupt.js";
import { openOutput } from "../output.js";
import { jsonLine, printable } from "../printable.js";
import { type Runtime, runIn } from "../runtime.js";
import { floats } from "../use-run.js";
import { sendable } from "../wire.js";

export interface ProjectCommandOptions {
  /** The folder of a run. */
  readonly run: string;
  readonly to: ProjectFormatName;
  /** The folder to write. */
  readonly project: string;
  readonly runtime: Runtime;
  readonly software: boolean;
  readonly json: boolean;
}

/** Steps whose losses are handed over. */
const STEPS = 20;

/** `isthmus export --project`: writes a project that goes on with a run's training elsewhere. Returns the exit code. */
export async function exportProjectCommand(options: ProjectCommandOptions): Promise<number> {
  const { run, to, project, json } = options;
  const say = (line: string) => process.stderr.write(`${printable(line)}\n`);
  await checkEmpty(project);
  const checkpoint = await readCheckpoint(run, "Give");
  const output = await openOutput(project);
  try {
    const { batchSize, shuffle, data: path } = checkpoint.options;
    const data = await loadData(checkpoint.options, checkpoint.description.preparation);
    if (checkpoint.digest !== undefined && checkpoint.digest !== data.digest) {
      throw new DataError(
        `${path} has changed since the run began: its next steps are of other data. Put it back as it was.`,
      );
    }
    for (const line of data.summaries) say(`${line.charAt(0).toUpperCase()}${line.slice(1)}`);
    const losses = await nextLosses(checkpoint, data.train, options, say);
    say(`Takes the same ${STEPS} steps in float64, to tell how much of the losses is rounding.`);
    const done = checkpoint.epochs.length;
    const files = await exportProject(checkpoint.bytes, to, {
      train: data.train,
      ...(data.validation && { validation: data.validation }),
      batchSize,
      shuffle,
      epochs: checkpoint.options.epochs > done ? checkpoint.options.epochs : 2 * Math.max(done, 1),
      losses,
    });
    await output.write(Object.fromEntries(files.map(({ name, bytes }) => [basename(name), bytes])));
    const { progress } = describeFile(checkpoint.bytes);
    const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const written = files.map(({ name, bytes }) => ({ name, bytes: bytes.length }));
    const event = { event: "done", format: to, epochs: done, steps: STEPS, files: written, out: project };
    const text =
      `Wrote ${project}, which goes on after ${count(done)} epochs and ${stepsWord(progress?.iterations ?? 0)}: ` +
      `${files.map(({ name }) => name).join(", ")}; ${quantity(total, "B")}.\n` +
      `To see that it does: cd ${project} && pip install -r requirements.txt && python train.py --check`;
    process.stdout.write(json ? jsonLine(event) : `${printable(text)}\n`);
    return 0;
  } finally {
    await output.discardIfEmpty();
  }
}

/** The losses of the next steps, where the GPU is. Ctrl-C ends it at once. */
async function nextLosses(
  { bytes, options: { batchSize, shuffle, level } }: Checkpoint,
  train: Dataset,
  { runtime, software, json }: ProjectCommandOptions,
  say: (line: string) => void,
): Promise<Float32Array> {
  const { refs, values } = sendable({ train, checkpoint: datasetOf(bytes, [bytes.length]) });
  const interrupted = abortAtInterrupt("Interrupted: nothing was written.");
  try {
    const { files } = await runIn<null>(runtime, {
      job: { kind: "steps", spec: { level, batchSize, shuffle, steps: STEPS }, data: refs },
      data: values,
      software,
      emit: (event) => {
        const place = placeTold(event);
        if (!place) return;
        say(place.line);
        if (json) process.stdout.write(jsonLine(place.told));
      },
      report: say,
      abort: interrupted.signal,
    });
    return floats(files.losses);
  } finally {
    interrupted.release();
  }
}

/** @throws {ArgumentError} for a folder that has something in it, which may be a project that somebody has worked on */
async function checkEmpty(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new ArgumentError(
      `"${folder}" is no folder that can be read: ${error.message}. Give a new one with --project.`,
    );
  });
  if (found.length === 0) return;
  throw new ArgumentError(`"${folder}" has something in it already. Give --project a new folder.`);
}
