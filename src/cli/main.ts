#!/usr/bin/env node
import { CommanderError } from "commander";
import { exitCodeOf, failureOf, INTERRUPTIONS, InterruptedError, type Interruption } from "./failures.js";
import { outputLost, surviveReaders } from "./interrupt.js";
import { complaint, jsonLine, printable } from "./printable.js";
import { parseCommandLine, type Request } from "./program.js";

surviveReaders();
const code = await main(process.argv.slice(2));
const lost = outputLost();
if (lost !== undefined) process.stderr.write(`${printable(lost)}\n`);
if (lost === undefined || code !== 0) process.exitCode = code; // else it is 1 already

/** Runs a command line; returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const terminal = { out: write(process.stdout), err: write(process.stderr) };
    return await perform(parseCommandLine(args, terminal));
  } catch (error) {
    const help = error instanceof CommanderError && error.exitCode === 0;
    if (help) return 0;
    // In JSON, a mistake in the command line is an error like any other; commander has already told people.
    if (args.includes("--json")) process.stdout.write(jsonLine(errorEvent(error)));
    if (error instanceof CommanderError) return 2;
    process.stderr.write(`${complaint(`${failureOf(error).name}: ${failureOf(error).message}`)}\n`);
    if (error instanceof InterruptedError) endByInterrupt(error.signal);
    return exitCodeOf(error);
  }
}

/**
 * Ends as a program does that leaves signals alone: by the signal, which a shell shows as exit code 130 (Ctrl-C) or 143 (SIGTERM).
 * A download under way would keep Node from ending by itself, and its orderly exit would tear Dawn down while the GPU is at work.
 */
function endByInterrupt(signal: Interruption): void {
  if (process.platform === "win32") process.exit(INTERRUPTIONS[signal]);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Loads only what the command needs: `plan` does without a browser. */
async function perform(request: Request): Promise<number> {
  switch (request.command) {
    case "train":
      return (await import("./commands/train.js")).train(request.options);
    case "resume":
      return (await import("./commands/train.js")).resume(request.options);
    case "predict":
      return (await import("./commands/predict.js")).predict(request.options);
    case "evaluate":
      return (await import("./commands/evaluate.js")).evaluate(request.options);
    case "detect":
      return (await import("./commands/detect.js")).detect(request.options);
    case "export":
      return (await import("./commands/export.js")).exportCommand(request.options);
    case "export-project":
      return (await import("./commands/export-project.js")).exportProjectCommand(request.options);
    case "import":
      return (await import("./commands/import.js")).importCommand(request.options);
    case "compare":
      return (await import("./commands/compare.js")).compare(request.options);
    case "plan":
      return (await import("./commands/plan.js")).plan(request.options);
    case "experiment":
      return (await import("./commands/experiment.js")).experiment(request.options);
    case "bench":
      return (await import("./commands/bench.js")).bench(request.options);
    case "doctor":
      return (await import("./commands/doctor.js")).doctor(request.options);
    case "completion":
      process.stdout.write(request.options.script);
      return 0;
  }
}

function errorEvent(error: unknown): object {
  if (!(error instanceof CommanderError)) return { event: "error", ...failureOf(error) };
  return { event: "error", name: "ArgumentError", message: error.message.replace(/^error: /, "").trim() };
}

function write(stream: NodeJS.WriteStream): (text: string) => void {
  return (text) => void stream.write(printable(text));
}
