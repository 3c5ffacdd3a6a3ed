import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished, test } from "vitest";

/** The built command line. */
export const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
  /** Resolves when stdout and stderr together hold this text. */
  says(text: string): Promise<void>;
}

/** Takes what is to be done when a test ends. Of tests that run side by side, each has its own. */
type AtEnd = typeof onTestFinished;

/** Starts the built command line (or a copy of it) in `cwd`; it is killed when the test ends before it does. */
export function startCli(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
  main: string = MAIN,
  atEnd: AtEnd = onTestFinished,
): Running {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  atEnd(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code: shellCode(code, signal), stdout, stderr }));
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (`${stdout}\n${stderr}`.includes(text)) resolve();
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      child.once("close", () => reject(new Error(`It ended without saying "${text}":\n${stdout}\n${stderr}`)));
      look();
    });
  return { process: child, ended, says };
}

/** The exit code that a shell shows: 130 for a process that Ctrl-C's signal ended, 143 for SIGTERM. Any other is a crash, and null. */
function shellCode(code: number | null, signal: NodeJS.Signals | null): number | null {
  return signal === "SIGINT" ? 130 : signal === "SIGTERM" ? 143 : code;
}

export async function runCli(...run: Parameters<typeof startCli>): Promise<Ended> {
  return startCli(...run).ended;
}

/** An empty folder for one test. */
export async function temporaryFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "isthmus-test-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty folder, and the command line in it. */
export interface CliContext {
  readonly cwd: string;
  /** @param line its arguments, with spaces between them */
  cli(line: string, env?: Record<string, string>): Running;
}

/** A test with a folder and a command line of its own, so that it may run beside others. */
export const cliTest = test.extend<CliContext>({
  cwd: async ({ onTestFinished }, use) => use(await temporaryFolder(onTestFinished)),
  cli: ({ cwd, onTestFinished }, use) =>
    use((line, env = {}) => startCli(line.split(" "), cwd, env, MAIN, onTestFinished)),
});

/** An IDX file of `count` images of `height × width`, its pixels a ramp. */
export function idxImages(count: number, height: number, width: number): Uint8Array {
  const bytes = new Uint8Array(16 + count * height * width);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, 0x0803);
  for (const [axis, length] of [count, height, width].entries()) header.setUint32(4 + 4 * axis, length);
  for (let index = 16; index < bytes.length; index += 1) bytes[index] = (index * 7) % 256;
  return bytes;
}
