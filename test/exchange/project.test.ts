/** Projects in which training goes on: what is in them, held against the reference; test/interop runs them. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { datasetOf } from "../../src/data/dataset.js";
import { parseNpy } from "../../src/data/npy.js";
import { exportProject } from "../../src/exchange/exchange.js";
import { fileOf, savedModelIn } from "../../src/exchange/own-file.js";
import { nextSteps } from "../../src/exchange/project/next-steps.js";
import type { ProjectOptions } from "../../src/exchange/project/project.js";
import { filled } from "../../src/exchange/project/python.js";
import { KERAS_REQUIREMENTS, PYTORCH_REQUIREMENTS } from "../../src/exchange/project/requirements.js";
import type { SavedModel, SavedTraining } from "../../src/exchange/saved-model.js";
import { adam, adamw, type DescriptionOptions, dense, dropout, gaussianNoise, sampling } from "../../src/index.js";
import { shuffledOrder } from "../../src/train/shuffle.js";
import { trained } from "./reference.js";
import { numbers, savedModel } from "./saved-models.js";

const options: DescriptionOptions = {
  input: 6,
  encoder: [dense(3, { activation: "tanh" })],
  decoder: [dense(6)],
  loss: "meanSquaredError",
  seed: 5,
};
type Trained = SavedModel & { readonly training: SavedTraining };
const modelOf = (given: DescriptionOptions): Trained => savedModel(given, 1, true) as Trained;
const samples = (count: number, size = 6) => numbers(count * size, 3).map(Math.abs);

/** The losses that a GPU would have: those of the reference, rounded. */
async function losses(model: Trained, { train, ...batches }: Omit<ProjectOptions, "epochs" | "losses">, steps = 4) {
  const next = await nextSteps(model, train, batches, steps);
  return Float32Array.from(next, ({ exact }) => exact);
}

async function project(given: DescriptionOptions, format: "keras" | "pytorch", more: Partial<ProjectOptions> = {}) {
  const model = modelOf(given);
  const basic = { train: datasetOf(samples(10), [6]), batchSize: 4, shuffle: true, ...more };
  const all = { epochs: 9, losses: await losses(model, basic), ...basic };
  const files = await exportProject(fileOf(model), format, all);
  const bytes = (name: string) => files.find((file) => file.name === name)?.bytes ?? new Uint8Array();
  const text = (name: string) => new TextDecoder().decode(bytes(name));
  const array = (file: string, name: string) => parseNpy(unzipSync(bytes(file))[`${name}.npy`] ?? new Uint8Array());
  return { names: files.map(({ name }) => name), bytes, text, array };
}

describe("the next steps", () => {
  test("are those that training takes in file order, with our losses", async () => {
    const model = modelOf(options);
    const data = samples(12);
    const steps = await nextSteps(model, datasetOf(data, [6]), { batchSize: 4, shuffle: false }, 3);
    expect(steps.map(({ exact }) => exact)).toEqual(trained(model, data, 4).losses);
    expect(steps.map(({ rows }) => [...rows])).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ]);
    expect(steps.every(({ draws }) => draws.length === 0)).toBe(true);
  });

  test("go on into the epochs after, each in its order, with what is left as its last batch", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 }), async (count, batchSize) => {
        const model = modelOf(options);
        const steps = await nextSteps(model, datasetOf(samples(count), [6]), { batchSize, shuffle: true }, 7);
        const orders = [4, 5, 6, 7, 8, 9, 10].map((epoch) => [...shuffledOrder(count, 5, epoch)]);
        const batches = orders.flatMap((order) =>
          Array.from({ length: Math.ceil(count / batchSize) }, (_, index) =>
            order.slice(index * batchSize, (index + 1) * batchSize),
          ),
        );
        expect(steps.map(({ rows }) => [...rows])).toEqual(batches.slice(0, 7));
      }),
      { numRuns: 20 },
    );
  });

  test("have what layers draw, which differs from step to step and between layers", async () => {
    const noisy = modelOf({
      ...options,
      encoder: [gaussianNoise(0.1), dense(4), dropout(0.25), sampling(2)],
      decoder: [dense(6)],
    });
    const steps = await nextSteps(noisy, datasetOf(samples(400), [6]), { batchSize: 200, shuffle: true }, 2);
    const [first, second] = steps.map(({ draws }) => draws);
    expect(first?.map(({ shape }) => shape)).toEqual([
      [200, 6],
      [200, 4],
      [200, 2],
    ]);
    const [noise, kept, code] = first?.map(({ values }) => values) ?? [];
    expect(new Set(kept)).toEqual(new Set([0, 1]));
    const mean = (values: Float64Array = new Float64Array()) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    // Five deviations of such means.
    expect(Math.abs(mean(kept) - 0.75)).toBeLessThan((5 * Math.sqrt(0.75 * 0.25)) / Math.sqrt(800));
    expect(Math.abs(mean(noise))).toBeLessThan(5 / Math.sqrt(1200));
    expect(Math.abs(mean(code?.map((value) => value ** 2)) - 1)).toBeLessThan((5 * Math.sqrt(2)) / Math.sqrt(400));
    expect(noise?.subarray(0, 400)).not.toEqual(code);
    expect(second?.[0]?.values).not.toEqual(noise);
  });
});

/** What marks a template's parts. */
const MARK = /^# (\[\w+|\w+\])$/m;

describe("a project", () => {
  test("has the model, the data, the steps and a program, for PyTorch", async () => {
    const { names, text, array } = await project(options, "pytorch", {
      validation: datasetOf(
        Uint8Array.from({ length: 12 }, (_, index) => index),
        [6],
      ),
    });
    expect(names).toEqual([
      ...["model.safetensors", "model.py", "optimizer.safetensors", "train.npz", "validation.npz", "steps.npz"],
      ...["train.py", "requirements.txt", "README.md"],
    ]);
    expect(text("train.py")).toContain("\nBATCH_SIZE = 4\nEPOCHS = 9\nSHUFFLE = True\nSEED = 5\n");
    expect(text("train.py")).not.toMatch(MARK);
    expect(text("train.py")).not.toContain("Recorded");
    expect(text("requirements.txt")).toBe(PYTORCH_REQUIREMENTS);
    expect(text("README.md")).toContain("3 epochs, 1,234 steps");
    expect([...array("train.npz", "x").data]).toEqual([...samples(10)]);
    expect([...array("validation.npz", "x").data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect([...array("steps.npz", "batch_sizes").data]).toEqual([4, 4, 2, 4]);
    expect(array("steps.npz", "rows").data.length).toBe(14);
  });

  test("has them for Keras", async () => {
    const { names, text, bytes } = await project(options, "keras");
    expect(names).toEqual([
      ...["autoencoder.keras", "train.npz", "steps.npz", "train.py", "requirements.txt", "README.md"],
    ]);
    expect(text("train.py")).toContain("\nSEED = 5\nOUTPUT_SHAPE = (6,)\n");
    expect(text("train.py")).not.toMatch(MARK);
    expect(text("train.py")).not.toMatch(/\bLOSS\b|replay/);
    expect(text("requirements.txt")).toBe(KERAS_REQUIREMENTS);
    expect(bytes("autoencoder.keras").length).toBeGreaterThan(1000);
  });

  test("says what it draws, and leaves out what is missing, where there is such", async () => {
    const mask = Uint8Array.from({ length: 60 }, (_, index) => Number(index % 3 > 0));
    const noisy = { ...options, encoder: [dropout(0.5), dense(3)] };
    const more = { train: datasetOf(samples(10), [6], { mask, sampleWeight: new Float32Array(10).fill(2) }) };
    for (const format of ["keras", "pytorch"] as const) {
      const { text, array } = await project(noisy, format, more);
      expect(text("README.md")).toContain("draw random numbers");
      expect(text("train.py")).not.toMatch(MARK);
      expect([...array("train.npz", "weight").data]).toEqual(new Array(10).fill(2));
      expect(array("steps.npz", "draws.3.0").shape).toEqual([4, 6]);
    }
    expect((await project(noisy, "keras", more)).text("train.py")).toContain('LOSS = "mean_squared_error"');
    expect((await project(noisy, "pytorch", more)).text("train.py")).toContain("class Recorded");
  });

  test("has images as the framework does", async () => {
    const image: DescriptionOptions = {
      ...options,
      input: [1, 2, 3],
      encoder: [gaussianNoise(1), { type: "flatten" }, dense(2)],
      decoder: [dense(6)],
    };
    const train = datasetOf(Float32Array.of(0, 1, 2, 3, 4, 5), [1, 2, 3]);
    const [torch, keras] = [await project(image, "pytorch", { train }), await project(image, "keras", { train })];
    const [theirs, ours] = [torch.array("train.npz", "x"), keras.array("train.npz", "x")];
    expect([...ours.data]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...theirs.data]).toEqual([0, 3, 1, 4, 2, 5]);
    const draws = [torch.array("steps.npz", "draws.0.0"), keras.array("steps.npz", "draws.0.0")];
    const [first, last] = draws.map(({ data }) => Array.from(data));
    expect(first).toEqual([0, 3, 1, 4, 2, 5].map((index) => last?.[index]));
  });

  test("is refused where it could not go on, or its losses are others", async () => {
    const train = datasetOf(samples(10), [6]);
    const model = modelOf(options);
    const basic = { train, batchSize: 4, shuffle: true, epochs: 9 };
    const right = await losses(model, basic);
    const untrained = fileOf(savedModel(options));
    await expect(exportProject(untrained, "keras", { ...basic, losses: right })).rejects.toThrow(
      "no state of its optimizer",
    );
    const wrong = right.map((loss, index) => (index === 3 ? 1.01 * loss : loss));
    await expect(exportProject(fileOf(model), "keras", { ...basic, losses: wrong })).rejects.toThrow(
      "up to 1.0e-2 of a loss from those",
    );
    await expect(exportProject(fileOf(model), "onnx" as never, { ...basic, losses: right })).rejects.toThrow(
      'Training goes on in keras, pytorch; not in "onnx"',
    );
    for (const optimizer of [adam.torch(), adamw.torch()]) {
      const torch = modelOf({ ...options, optimizer });
      const given = { ...basic, losses: await losses(torch, basic) };
      await expect(exportProject(fileOf(torch), "keras", given)).rejects.toThrow("by another rule");
      expect(await exportProject(fileOf(torch), "pytorch", given)).toHaveLength(8);
    }
  });

  test("holds its model to the bit", async () => {
    const { bytes } = await project(options, "pytorch");
    const { importModel } = await import("../../src/exchange/exchange.js");
    const files = ["model.safetensors", "optimizer.safetensors"].map((name) => ({ name, bytes: bytes(name) }));
    expect(savedModelIn(await importModel(files))).toEqual(savedModelIn(fileOf(modelOf(options))));
  });
});

test("what projects need is what they are tested with", () => {
  const tested = readFileSync("test/interop/python/requirements.txt", "utf8").split("\n");
  for (const line of `${KERAS_REQUIREMENTS}${PYTORCH_REQUIREMENTS}`.trim().split("\n")) expect(tested).toContain(line);
});

test("templates keep the parts that are asked for, and have their constants written anew", () => {
  const template = "# [a\nfirst\n# a]\n# [b\nsecond\n# b]\n\nBATCH_SIZE = 1\nSEED = 2\n\nrest = BATCH_SIZE\n";
  expect(filled(template, { constants: { BATCH_SIZE: "7", LOSS: '"x"' }, parts: ["b"] })).toBe(
    'second\n\nBATCH_SIZE = 7\nLOSS = "x"\n\nrest = BATCH_SIZE\n',
  );
});
