/** `isthmus export --project`: a run handed over, from the command line to the files. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { describe, expect } from "vitest";
import { parseNpy } from "../../src/data/npy.js";
import { type CliContext, cliTest } from "./run-cli.js";

const FILES = [
  ...["README.md", "model.py", "model.safetensors", "optimizer.safetensors", "requirements.txt", "steps.npz"],
  ...["train.npz", "train.py", "validation.npz"],
];

/** A table with gaps: 40 rows, of which a tenth is kept aside. */
const table = `a,b,c,d\n${Array.from({ length: 40 }, (_, row) =>
  [0, 1, 2, 3].map((column) => (row % 7 === column ? "" : (0.5 + 0.4 * Math.sin(row + column)).toFixed(3))).join(","),
).join("\n")}\n`;

async function trainedRun({ cwd, cli }: CliContext): Promise<void> {
  await writeFile(join(cwd, "t.csv"), table);
  const line =
    "train --data t.csv --missing mask --scale columns --validation-split 0.1 --batch-size 16 --epochs 2 --out run --software";
  const { code, stderr } = await cli(line).ended;
  expect(code, stderr).toBe(0);
}

describe.concurrent("isthmus export --project", () => {
  cliTest("writes what training goes on with, and the losses that come next here", async ({ cwd, cli }) => {
    await trainedRun({ cwd, cli });
    const { code, stdout, stderr } = await cli("export run --to torch --project on --software").ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /^Read 40 samples of 4 values from .*t\.csv.*\nGPU: .*\nTakes the same 20 steps in float64/s,
    );
    expect(stdout).toMatch(
      /^Wrote on, which goes on after 2 epochs and 6 steps: model\.safetensors, .*\nTo see that it does: cd on/,
    );
    expect((await readdir(join(cwd, "on"))).sort()).toEqual(FILES);
    const arrays = unzipSync(new Uint8Array(await readFile(join(cwd, "on/steps.npz"))));
    const array = (name: string) => Array.from(parseNpy(arrays[`${name}.npy`] ?? new Uint8Array()).data);
    expect(array("batch_sizes")).toEqual(Array.from({ length: 20 }, (_, step) => [16, 16, 4][step % 3]));
    // The GPU's losses are those of the reference: the same samples in the same order from the same state.
    for (const [step, loss] of array("losses").entries()) {
      expect(Math.abs(loss - (array("exact")[step] ?? 0))).toBeLessThanOrEqual(1e-5 * loss);
    }
    // The run's own next epoch is the same: its first three steps.
    const further = await cli("train --resume run --epochs 3 --software --json").ended;
    const epoch = JSON.parse(further.stdout.split("\n").find((line) => line.includes('"event":"epoch"')) ?? "{}");
    const [first = 0, second = 0, third = 0] = array("losses");
    expect(epoch.loss).toBeCloseTo((16 * first + 16 * second + 4 * third) / 36, 6);
  });

  cliTest("for Keras, as events; what is there already stays", async ({ cwd, cli }) => {
    await trainedRun({ cwd, cli });
    const { code, stdout } = await cli("export run --to keras --project on --software --json").ended;
    expect(code).toBe(0);
    const [adapter, done] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(adapter).toMatchObject({ event: "adapter", software: true });
    expect(done).toMatchObject({ event: "done", format: "keras", epochs: 2, steps: 20, out: "on" });
    expect(done.files.map(({ name }: { name: string }) => name)).toContain("autoencoder.keras");
    const again = await cli("export run --to keras --project on").ended;
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('"on" has something in it already')]);
    await writeFile(join(cwd, "t.csv"), table.replaceAll("0.837", "0.838"));
    const changed = await cli("export run --to keras --project other").ended;
    expect([changed.code, changed.stderr]).toEqual([2, expect.stringContaining("has changed since the run began")]);
    expect(await readdir(cwd)).not.toContain("other");
  });

  cliTest("what is wrong is said, with exit code 2", async ({ cwd, cli }) => {
    await mkdir(join(cwd, "empty"));
    for (const [line, message] of [
      ["export empty --to torch --project on", "There is no empty/checkpoint.safetensors. Give the folder of a run"],
      ["export empty --to onnx --project on", "--project has nothing for onnx"],
      ["export empty --to torch --project on --part encoder", "cannot be used with option"],
    ] as const) {
      const { code, stderr } = await cli(line).ended;
      expect([line, code, stderr]).toEqual([line, 2, expect.stringContaining(message)]);
    }
    expect(await readdir(cwd)).toEqual(["empty"]);
  });
});
