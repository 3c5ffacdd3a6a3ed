/** A run's folder from a stranger: its checkpoint is checked whole before anything that it names is read or made. */
import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCheckpoint } from "../../src/cli/checkpoint.js";
import { readModelFile } from "../../src/cli/model-file.js";
import { DataError, encodeSafetensors, FormatError } from "../../src/index.js";
import { temporaryFolder } from "./run-cli.js";
import { checkpointBytes, checkpointContent, RUN, writeCheckpoint } from "./run-files.js";

type Content = ReturnType<typeof checkpointContent>;

/** What reading this content as a checkpoint ends in: an error's message, or nothing. */
async function refusal(change: (content: Content) => void, folder?: string): Promise<string | undefined> {
  const content = checkpointContent();
  change(content);
  return refusalOf(encodeSafetensors(content.tensors, content.metadata), folder);
}

async function refusalOf(bytes: Uint8Array, folder?: string): Promise<string | undefined> {
  const place = folder ?? (await temporaryFolder());
  await writeCheckpoint(place, bytes);
  return readCheckpoint(place).then(
    () => undefined,
    (error: Error) => {
      expect(error).toBeInstanceOf(FormatError);
      return error.message;
    },
  );
}

function put<Value>(record: Record<string, Value>, name: string, value: Value): void {
  record[name] = value;
}

const changed = (json: string | undefined, change: (value: Record<string, unknown>) => unknown): string => {
  const value = JSON.parse(json ?? "{}") as Record<string, unknown>;
  return JSON.stringify(change(value) ?? value);
};

test("a whole one is read", async () => {
  const folder = await temporaryFolder();
  await writeCheckpoint(folder);
  const checkpoint = await readCheckpoint(folder);
  expect(checkpoint).toMatchObject({ ...RUN, description: { input: [4] } });
  expect(checkpoint.bytes).toEqual(checkpointBytes());
});

describe("what training has not left is refused by its name", () => {
  const value = { shape: [1], data: Float32Array.of(1) };
  const cases: [string, (content: Content) => void, RegExp][] = [
    ["a weight too few", ({ tensors }) => void delete tensors["encoder.0.bias"], /"encoder\.0\.bias" is missing/],
    [
      "a slot too few",
      ({ tensors }) => void delete tensors["slot.d.encoder.0.bias"],
      /"slot\.d\.encoder\.0\.bias" is missing/,
    ],
    ["another weight", ({ tensors }) => put(tensors, "a", value), /no weight "a"/],
    [
      "a slot of another optimizer",
      ({ tensors }) => put(tensors, "slot.m.encoder.0.bias", value),
      /no weight "slot\.m\.encoder\.0\.bias"/,
    ],
    ["a slot of no weight", ({ tensors }) => put(tensors, "slot.a.x", value), /no weight "slot\.a\.x"/],
    [
      "a weight of another shape",
      ({ tensors }) => put(tensors, "encoder.0.bias", value),
      /"encoder\.0\.bias" has shape \[1\]/,
    ],
    [
      "a weight that is NaN",
      ({ tensors }) => void tensors["encoder.0.bias"]?.data.fill(Number.NaN),
      /"encoder\.0\.bias" has NaN/,
    ],
    [
      "a slot that is infinite",
      ({ tensors }) => void tensors["slot.a.encoder.0.bias"]?.data.fill(Infinity),
      /"slot\.a\.encoder\.0\.bias" has Infinity/,
    ],
    [
      "a mean of squares below zero",
      ({ tensors }) => void tensors["slot.a.encoder.0.bias"]?.data.fill(-1),
      /"slot\.a\.encoder\.0\.bias" has -1 at index 0; means of squares/,
    ],
    ["no progress", ({ metadata }) => void delete metadata["isthmus.progress"], /no weight "slot\.a/],
    ["no run", ({ metadata }) => void delete metadata["isthmus.run"], /a model at most, and no run/],
    ["no description", ({ metadata }) => void delete metadata.isthmus, /a model at most, and no run/],
    ["a run that is no JSON", ({ metadata }) => put(metadata, "isthmus.run", "{"), /its run is no JSON/],
    [
      "a description that is no JSON",
      ({ metadata }) => put(metadata, "isthmus", "{"),
      /description of its model is not valid/,
    ],
    [
      "a description with a key twice",
      ({ metadata }) => put(metadata, "isthmus", (metadata.isthmus ?? "").replace("{", '{"seed":2,')),
      /the key "seed" stands there twice/,
    ],
    [
      "more epochs than its model has trained",
      ({ metadata }) => put(metadata, "isthmus.progress", '{"epochs":1,"iterations":14,"learningRate":1}'),
      /run\.epochs has 2, its model has trained 1 in 14 steps/,
    ],
    [
      "epochs without steps",
      ({ metadata }) => put(metadata, "isthmus.progress", '{"epochs":2,"iterations":1,"learningRate":1}'),
      /has trained 2 in 1 step\)/,
    ],
    [
      "a preparation that is none",
      ({ metadata }) =>
        put(
          metadata,
          "isthmus",
          changed(metadata.isthmus, (model) => ({
            ...model,
            preparation: { version: 1, shape: [4], kind: "cube" },
          })),
        ),
      /preparation\.kind must be one of/,
    ],
  ];
  test.each(cases)("%s", async (_, change, message) => {
    expect(await refusal(change)).toMatch(message);
  });

  test.each(["epochs", "iterations", "learningRate"])("a progress whose %s is of another kind", async (name) => {
    const others = name === "learningRate" ? ["0"] : ["0.5"];
    for (const value of ['"1"', "null", "true", "[1]", "{}", "-1", "1e400", ...others]) {
      const fields = Object.entries({ epochs: "2", iterations: "14", learningRate: "1", [name]: value });
      const progress = `{${fields.map(([field, text]) => `"${field}":${text}`).join()}}`;
      const message = await refusal(({ metadata }) => put(metadata, "isthmus.progress", progress));
      expect(message).toContain(`isthmus.progress: ${name} must be`);
    }
    expect(await refusal(({ metadata }) => put(metadata, "isthmus.progress", "[]"))).toMatch(/epochs must be/);
  });
});

test("a small file that names a large model costs nothing", async () => {
  const units = 30_000; // whose two kernels and four slots are 21 GB
  const layer = { type: "dense", units, activation: "linear", useBias: true };
  const before = process.memoryUsage.rss();
  const large = { input: [units], encoder: [layer], decoder: [layer] };
  const change = ({ metadata }: Content) =>
    put(
      metadata,
      "isthmus",
      changed(metadata.isthmus, (model) => ({ ...model, ...large })),
    );
  const folder = await temporaryFolder();
  expect(await refusal(change, folder)).toMatch(/"encoder\.0\.kernel" has shape \[4, 2\]/);
  await expect(readModelFile(join(folder, "checkpoint.safetensors"))).rejects.toThrow(/has shape \[4, 2\]/);
  expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 2 ** 20);
});

test("a folder, a pipe and a device are no checkpoint, and no model", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "checkpoint.safetensors");
  await mkdir(path);
  await expect(readCheckpoint(folder)).rejects.toThrow(/it is no file/);
  const pipes = await temporaryFolder();
  execFileSync("mkfifo", [join(pipes, "checkpoint.safetensors"), join(pipes, "model.safetensors")]);
  await expect(readCheckpoint(pipes)).rejects.toThrow(DataError);
  await expect(readModelFile(join(pipes, "model.safetensors"))).rejects.toThrow(DataError);
  await expect(readModelFile("/dev/zero")).rejects.toThrow(DataError);
});

describe("a damaged one", () => {
  const bytes = checkpointBytes();
  const headerEnd = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));

  test("is refused with one of our errors, or still says what it said, wherever its bytes are changed", async () => {
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(headerEnd - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        async (changes) => {
          const damaged = bytes.slice();
          for (const [index, byte] of changes) damaged[index] = byte;
          const message = await refusalOf(damaged, folder);
          if (message !== undefined) expect(message.length).toBeLessThan(2000);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("is refused wherever it is cut, and where something follows", async () => {
    const folder = await temporaryFolder();
    for (let length = 0; length < bytes.length; length += length < headerEnd ? 61 : 7) {
      expect(await refusalOf(bytes.subarray(0, length), folder)).toBeDefined();
    }
    expect(await refusalOf(Uint8Array.of(...bytes, 0), folder)).toMatch(/belong to no tensor/);
  });
});
