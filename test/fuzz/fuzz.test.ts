/**
 * Files that are damaged, or made to do harm: whatever they hold, they are read, or refused by an error of ours, within two seconds
 * and in memory that their size explains; and nothing of the program is touched. In CI from one seed; `npm run fuzz -- --minutes 30`
 * goes on with others, and keeps what it finds.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../data/cpu-time.js";
import { changed, changes } from "./mutations.js";
import type { Subject } from "./subjects.js";

// Counts from before the readers, and what they use, are loaded.
const { allocated } = await import("./allocations.js");
const { SUBJECTS } = await import("./subjects.js");
const { IsthmusError } = await import("../../src/index.js");

/** Milliseconds of processor time. */
const MOST_TIME = 2000;
/** What any read may take, for tables that decoders build. */
const BASE = 8 * 2 ** 20;
/** Where findings are kept. */
const FINDINGS = ".cache/fuzz";

const minutes = Number(process.env.ISTHMUS_FUZZ_MINUTES ?? 0);
const heavy = process.env.ISTHMUS_TEST_HEAVY !== undefined;
const only = process.env.ISTHMUS_FUZZ_ONLY ?? "";

/** Reads the bytes. @throws what breaks a promise */
async function check(
  { name, read, growth }: Pick<Subject, "name" | "read" | "growth">,
  bytes: Uint8Array,
): Promise<void> {
  const [before, began] = [allocated(), cpuTime()];
  try {
    await read(bytes);
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    expect(error.message.length, error.message.slice(0, 200)).toBeLessThan(2000);
  }
  expect(cpuTime() - began, `${name}: milliseconds`).toBeLessThan(MOST_TIME);
  expect(allocated() - before, `${name}: bytes for ${bytes.length}`).toBeLessThan(
    BASE + 3 * growth * (1 + bytes.length),
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Reflect.ownKeys(Array.prototype)).toHaveLength(OF_ARRAYS);
}
const OF_ARRAYS = Reflect.ownKeys(Array.prototype).length;

describe("a file that is changed is read or refused, soon and in little memory", () => {
  test.each(SUBJECTS.filter(({ name }) => name.includes(only)))("$name", async (subject) => {
    await subject.read(subject.original.slice());
    const property = fc.asyncProperty(changes, async (made) => {
      const bytes = changed(subject.original, subject.mutations, made);
      const given = bytes.slice(); // a reader may change what it is given
      await check(subject, given).catch((cause: unknown) => {
        mkdirSync(FINDINGS, { recursive: true });
        const path = join(FINDINGS, `${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}.bin`);
        writeFileSync(path, bytes);
        throw new Error(`${subject.name}, changed as in ${path}: ${cause}`, { cause });
      });
    });
    if (minutes === 0) return fc.assert(property, heavy ? { numRuns: 300, seed: 12 } : { numRuns: 60, seed: 11 });
    const until = Date.now() + (minutes * 60_000) / SUBJECTS.length;
    while (Date.now() < until) await fc.assert(property, { numRuns: 1000 });
  });
});

describe("the memory that is counted", () => {
  test.each([
    ["a number", () => new Float32Array(100), 400],
    ["a list", () => Uint8Array.from([1, 2, 3]), 3],
    ["another array", () => new Float64Array(new Uint8Array(10)), 10 + 80],
    ["a copy", () => new Uint8Array(8).slice(), 16],
    ["a view", () => new Uint8Array(new ArrayBuffer(64), 8, 8), 64],
  ])("of %s", (_, make, bytes) => {
    const before = allocated();
    const made = make();
    expect(allocated() - before).toBe(bytes);
    expect(made.constructor).toBe(Reflect.get(globalThis, made.constructor.name));
  });

  test("is held against what the file explains", async () => {
    const bomb = { name: "a bomb", growth: 100, read: async () => new Uint8Array(BASE + 1000) };
    await expect(check(bomb, new Uint8Array(1))).rejects.toThrow("a bomb: bytes for 1");
    await check(bomb, new Uint8Array(20));
  });
});
