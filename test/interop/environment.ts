import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** The Python that has every framework of test/interop/python/requirements.txt. */
    python: string;
  }
}

const REQUIREMENTS = fileURLToPath(new URL("python/requirements.txt", import.meta.url));
/** Beside node_modules and not in it, which `npm ci` clears: it takes minutes to fill. */
const CACHE = fileURLToPath(new URL("../../.cache/interop/", import.meta.url));

/**
 * Makes a virtual environment of Python with the pinned frameworks, once for each set of them, and gives its Python to the tests.
 * `ISTHMUS_INTEROP_PYTHON` names one that is there already.
 */
export default function setup(project: TestProject): void {
  project.provide("python", process.env.ISTHMUS_INTEROP_PYTHON ?? environment());
}

function environment(): string {
  const requirements = readFileSync(REQUIREMENTS);
  const folder = join(CACHE, createHash("sha256").update(requirements).digest("hex").slice(0, 16));
  const python = join(folder, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
  const whole = join(folder, "installed");
  if (existsSync(whole)) return python;
  rmSync(folder, { recursive: true, force: true }); // one whose making was interrupted
  mkdirSync(dirname(folder), { recursive: true });
  process.stderr.write("Making a Python environment for test:interop; this takes minutes, once.\n");
  run(process.env.PYTHON ?? "python3", ["-m", "venv", folder]);
  run(python, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    // Where an index cannot be reached it is to be told soon: others may have the packages.
    "--retries",
    "1",
    "--requirement",
    REQUIREMENTS,
  ]);
  writeFileSync(whole, "");
  return python;
}

function run(command: string, args: readonly string[]): void {
  const { error, status } = spawnSync(command, args, { stdio: ["ignore", 2, 2] });
  if (!error && status === 0) return;
  const why = error?.message ?? `exit code ${status}`;
  throw new Error(
    `${command} ${args.join(" ")} failed: ${why}. The tests need Python 3.11 or newer with venv and pip, and a network; ` +
      "ISTHMUS_INTEROP_PYTHON names a Python that has what test/interop/python/requirements.txt lists.",
  );
}
