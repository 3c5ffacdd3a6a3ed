/** `isthmus bench`, on the side of Node: the images in, the tables and the result file out. */
import os from "node:os";
import { version } from "../packages/isthmus/package.json";
import type { BenchOptions } from "../src/cli/commands/bench.js";
import { adapterLine } from "../src/cli/facts.js";
import { InterruptedError } from "../src/cli/failures.js";
import { orAbort } from "../src/cli/interrupt.js";
import type { Run } from "../src/cli/run.js";
import { runIn } from "../src/cli/runtime.js";
import { type Dataset, take } from "../src/data/dataset.js";
import { loadMnist } from "../src/data/mnist.js";
import { choose } from "./choice.js";
import { floorsText, sectionText, verdictText } from "./print.js";
import type { BenchEvent, BenchReport, BenchSettings, Findings } from "./report.js";
import { isRecorded, writeResult } from "./results.js";
import { IMAGES, PREDICTED } from "./work.js";

/**
 * Runs the benchmark. Returns the exit code: 1 when a result of ours is wrong or missing.
 * @throws {ArgumentError} when `only` names nobody, or nothing
 */
export async function bench({ software, json, ...asked }: BenchOptions): Promise<number> {
  const settings = asked.runtime === "node" ? { ...asked, peers: false } : asked;
  choose(settings, software); // whatever is wrong with them is said before Chrome starts
  const findings = await measure(settings, software, (event) => tell(event, json));
  const report = reportOf(settings, findings);
  say(`\n${verdictText(report.sections)}`, json);
  const out = isRecorded(settings) ? await writeResult(report) : undefined;
  process.stderr.write(out ? `${out} is written.\n` : "Nothing is written: only a whole run is a result.\n");
  if (json) process.stdout.write(`${JSON.stringify({ event: "done", ...report, ...(out && { out }) })}\n`);
  const ours = report.sections.flatMap(({ rows }) => rows.filter(({ role }) => role === "ours" || role === "mixed"));
  return ours.some(({ outcome }) => outcome === "wrong" || outcome === "failed") ? 1 : 0;
}

async function measure(
  settings: BenchSettings,
  software: boolean,
  emit: (event: BenchEvent) => void,
): Promise<Findings> {
  const mnist = await loadMnist();
  const images = { train: bytesOf(take(mnist.train, IMAGES)), test: bytesOf(take(mnist.test, PREDICTED)) };
  const report = (line: string) => void process.stderr.write(`${line}\n`);
  const interrupted = new AbortController();
  const onInterrupt = () => interrupted.abort(new InterruptedError("Interrupted: nothing was written."));
  process.once("SIGINT", onInterrupt).once("SIGTERM", onInterrupt);
  try {
    if (settings.runtime === "node") {
      const { runBenchInNode } = await import("./node.js");
      return await orAbort(runBenchInNode(settings, { images, emit }, software, report), interrupted.signal);
    }
    // The threads of both WASM peers need it, and the page's server does not isolate the page, which would allow it too.
    const flags = [process.env.ISTHMUS_CHROME_FLAGS, "--enable-features=SharedArrayBuffer"];
    process.env.ISTHMUS_CHROME_FLAGS = flags.filter(Boolean).join(" ");
    // The benchmark's page has the interface of the command line's, but another job and other events.
    const run = {
      job: settings,
      data: new Map(Object.entries(images)),
      software,
      emit,
      report,
      abort: interrupted.signal,
    };
    return (await runIn<Findings>("chrome", run as unknown as Run)).value;
  } finally {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onInterrupt);
  }
}

/** MNIST's pixels are bytes. */
function bytesOf({ data }: Dataset): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw new Error("The images are no bytes.");
}

/** Tables on the terminal as they come; with `json`, the same as events on stdout. */
function tell(event: BenchEvent, json: boolean): void {
  const { type, ...rest } = event;
  if (json) process.stdout.write(`${JSON.stringify({ event: type, ...rest })}\n`);
  const live = process.stderr.isTTY;
  if (live) process.stderr.write("\r\x1b[2K");
  if (event.type === "progress") {
    if (live) process.stderr.write(event.text.slice(0, process.stderr.columns - 1));
    return;
  }
  say(textOf(event), json);
}

/** For people: on stdout, unless that belongs to JSON. */
function say(text: string, json: boolean): void {
  (json ? process.stderr : process.stdout).write(`${text}\n`);
}

function textOf(event: Exclude<BenchEvent, { type: "progress" }>): string {
  if (event.type === "adapter") return adapterLine(event);
  return `\n${event.type === "section" ? sectionText(event.section) : floorsText(event.floors)}`;
}

function reportOf(settings: BenchSettings, findings: Findings): BenchReport {
  const [processor] = os.cpus();
  return {
    date: new Date().toISOString(),
    version,
    system: {
      platform: `${process.platform} ${process.arch}`,
      processor: processor?.model ?? "",
      cores: os.cpus().length,
    },
    settings,
    ...findings,
  };
}
