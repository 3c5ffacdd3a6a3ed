import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, inject } from "vitest";
import type { ExportedFile } from "../../src/formats.js";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/index.js";

type Arrays = Readonly<Record<string, Tensor>>;

/** A framework in a Python process of its own: `test/interop/python/NAME.py`, which answers requests through `serve.py`. */
export interface PythonClient {
  /** A folder for the files of requests, gone when the tests are done. */
  readonly folder: string;
  /** What an action answers; rejects with Python's traceback when it fails. */
  ask<T = unknown>(action: string, args?: Readonly<Record<string, unknown>>): Promise<T>;
  /** Writes arrays where an action reads them: its path. */
  arrays(arrays: Arrays): Promise<string>;
  /** Writes the files of a model into a new folder: its path. */
  files(files: readonly ExportedFile[]): Promise<string>;
}

/** Reads the arrays that an action wrote, and whose path it answered. */
export const arraysIn = (path: string): Record<string, Tensor> =>
  decodeSafetensors(new Uint8Array(readFileSync(path))).tensors;

/** Starts a client for the tests of a file: importing a framework takes seconds. */
export function usePython(name: string, env: Readonly<Record<string, string>> = {}): PythonClient {
  let child: ChildProcessByStdio<Writable, Readable, null>;
  let folder = "";
  let files = 0;
  const waiting: { resolve: (value: unknown) => void; reject: (reason: Error) => void }[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "isthmus-interop-"));
    const script = fileURLToPath(new URL(`python/${name}.py`, import.meta.url));
    child = spawn(inject("python"), [script], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    createInterface(child.stdout).on("line", (line) => {
      const { value, error } = JSON.parse(line) as { value?: unknown; error?: string };
      const next = waiting.shift();
      if (error === undefined) next?.resolve(value);
      else next?.reject(new Error(error));
    });
    child.on("close", (code) => {
      for (const { reject } of waiting.splice(0)) reject(new Error(`${name}.py ended with exit code ${code}.`));
    });
  });
  afterAll(async () => {
    child.stdin.end();
    child.kill();
    await rm(folder, { recursive: true, force: true });
  });
  const next = () => join(folder, `${files++}`);
  return {
    get folder() {
      return folder;
    },
    ask: <T>(action: string, args: Readonly<Record<string, unknown>> = {}) =>
      new Promise<T>((resolve, reject) => {
        // One that ended, perhaps before it was asked anything, answers no more.
        if (child.exitCode !== null) reject(new Error(`${name}.py ended with exit code ${child.exitCode}.`));
        waiting.push({ resolve: resolve as (value: unknown) => void, reject });
        child.stdin.write(`${JSON.stringify({ do: action, ...args })}\n`);
      }),
    async arrays(arrays) {
      const path = `${next()}.safetensors`;
      await writeFile(path, encodeSafetensors(arrays));
      return path;
    },
    async files(written) {
      const into = next();
      for (const { name: path, bytes } of written) {
        await mkdir(dirname(join(into, path)), { recursive: true });
        await writeFile(join(into, path), bytes);
      }
      return into;
    },
  };
}
