import { version } from "../../../packages/isthmus-cli/package.json";
import type { Experiment, Settings } from "../../experiments/experiment.js";
import { EXPERIMENTS } from "../../experiments/experiments.js";
import { resultJson } from "../../experiments/result-json.js";
import { ArgumentError } from "../../index.js";
import { type DataOptions, loadData, type RunData } from "../data.js";
import { experimentPictures } from "../experiment-files.js";
import { ExperimentLog } from "../experiment-log.js";
import { experimentHtml } from "../experiment-report.js";
import { experimentText } from "../experiment-text.js";
import { attach } from "../experiment-wire.js";
import { adapterFacts, dataName, SYSTEM, words } from "../facts.js";
import { amount, count, duration } from "../format.js";
import { abortAtInterrupt } from "../interrupt.js";
import { newOutput, openOutput } from "../output.js";
import { jsonLine } from "../printable.js";
import { putElsewhere, tryWriting, WriteError } from "../rescue.js";
import { type Runtime, runIn } from "../runtime.js";
import { table } from "../table.js";
import { sendable } from "../wire.js";

export interface ExperimentOptions extends DataOptions {
  /** None with `list`. */
  readonly name: string | undefined;
  readonly list: boolean;
  readonly quick: boolean;
  readonly seed: number;
  /** Default `runs/NAME-TIME`. */
  readonly out?: string;
  readonly runtime: Runtime;
  readonly software: boolean;
  readonly json: boolean;
}

/** `isthmus experiment`: runs one and writes its files, or lists them all. Returns the exit code. */
export async function experiment(options: ExperimentOptions): Promise<number> {
  if (options.list) return list(options.json);
  const found = EXPERIMENTS.get(options.name ?? "");
  if (!found) throw new ArgumentError(`There is no experiment "${options.name}"; see isthmus experiment --list.`);
  const data = await loadData(options);
  const test = testData(found, data, options);
  const folder = await (options.out === undefined ? newOutput(found.name) : openOutput(options.out));
  const lock = await folder.lock().catch(async (error: unknown) => {
    await folder.discardIfEmpty();
    throw error;
  });
  const log = new ExperimentLog(options.json);
  for (const line of [...data.summaries, ...data.warnings]) log.say(line);
  const interrupted = abortAtInterrupt("Interrupted: the experiment was not finished, and nothing was written.");
  try {
    const outcome = await runIn<unknown>(options.runtime, {
      ...jobFor(found, { ...data, test }, options),
      software: options.software,
      emit: (event) => log.handle(event),
      report: (line) => log.say(line),
      abort: interrupted.signal,
    });
    const result = attach(outcome);
    const pictures = experimentPictures(result);
    const { name } = found;
    const about = { quick: options.quick, seconds: log.seconds, finishedAt: new Date(), version };
    const shown = {
      settings: settingFacts(found, data, options),
      adapter: log.adapter ? adapterFacts(log.adapter) : {},
    };
    const { type: _, ...adapter } = log.adapter ?? { type: "adapter" };
    const told = { settings: settingValues(found, data, options), adapter: { ...adapter, system: SYSTEM } };
    const files = {
      "report.html": experimentHtml(result, { experiment: found, ...about, ...shown }),
      "result.json": resultJson(name, result, { ...about, ...told }),
      ...pictures,
    };
    const failed = await tryWriting(folder, files, [], interrupted.signal);
    if (failed) throw new WriteError(await putElsewhere(Object.keys(files), files, folder.path, failed));
    log.done(
      { experiment: name, finding: result.finding, seconds: log.seconds, out: folder.path, files: Object.keys(files) },
      `${experimentText(result, found)}\n\nTook ${duration(log.seconds)}. ${folder.path}: ${Object.keys(files).join(", ")}`,
    );
    return 0;
  } finally {
    log.endLine();
    interrupted.release();
    await lock.release();
    await folder.discardIfEmpty();
  }
}

function list(json: boolean): number {
  const all = [...EXPERIMENTS.values()];
  if (json) {
    for (const { name, title, summary } of all) {
      process.stdout.write(jsonLine({ event: "experiment", name, title, summary }));
    }
  } else {
    const rows = all.map(({ name, summary }) => [name, summary]);
    process.stdout.write(`${table([{ title: "experiment" }, { title: "what it does" }], rows)}\n`);
  }
  return 0;
}

/** @throws {ArgumentError} without images to judge on, or without the labels that the experiment needs */
function testData({ name, needsLabels }: Experiment, { train, validation }: RunData, options: ExperimentOptions) {
  if (!validation) {
    throw new ArgumentError(
      `Experiments judge on images that no model has seen, and ${options.data} comes without. Give some with --validation.`,
    );
  }
  if (needsLabels && !(train.labels && validation.labels)) {
    throw new ArgumentError(
      `The experiment ${name} has to know which class each image belongs to, and the data has no labels. ` +
        "Use MNIST (leave out --data), or data with labels.",
    );
  }
  return validation;
}

/** The job, and the data sets that go with it. */
function jobFor(
  { name }: Experiment,
  { train, test, image }: Pick<RunData, "train" | "image"> & { test: RunData["train"] },
  { quick, seed }: ExperimentOptions,
) {
  const { refs, values } = sendable({ train, test });
  const { classes } = train;
  const spec = { name, quick, seed, image, ...(classes && { classes }) };
  return { job: { kind: "experiment" as const, spec, data: refs }, data: values };
}

/** The settings for programs: numbers are numbers. */
function settingValues(
  experiment: Experiment,
  { train, validation }: RunData,
  { data, quick, seed }: ExperimentOptions,
): Settings {
  const samples = { trainSamples: train.count, testSamples: validation?.count ?? 0 };
  return { data: dataName(data), ...samples, ...experiment.settings(quick), seed };
}

/** What the report says about the settings. */
function settingFacts(
  experiment: Experiment,
  { train, validation }: RunData,
  { data, quick, seed }: ExperimentOptions,
): Record<string, string> {
  const settings = Object.entries(experiment.settings(quick)).flatMap(([name, value]) => {
    const title = words(name);
    if (value === undefined) return [];
    const text = Array.isArray(value) ? value.join(", ") : typeof value === "number" ? amount(value) : String(value);
    return [[title.charAt(0).toUpperCase() + title.slice(1), text]];
  });
  return {
    Data: `${dataName(data)}: ${count(train.count)} images to train on, ${count(validation?.count ?? 0)} to judge on`,
    ...Object.fromEntries(settings),
    Seed: String(seed),
  };
}
