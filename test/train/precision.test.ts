import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  Autoencoder,
  adam,
  Classifier,
  dense,
  GpuUnavailableError,
  type Precision,
  requestCpu,
  type TrainingEvent,
} from "../../src/index.js";

/** Precision "mixed" where there is no GPU: the CPU stores in f16 what a GPU would, rounded to nearest. */

const MODEL = {
  input: 24,
  encoder: [dense(8, { activation: "relu" }), dense(4)],
  decoder: [dense(24, { activation: "sigmoid" })],
  optimizer: adam(),
} as const;

/** Values in 0…1, without a pattern. */
const values = (count: number) => Float32Array.from({ length: count }, (_, index) => (Math.sin(12.9 * index) + 1) / 2);

const create = async (precision?: Precision) => Autoencoder.create({ ...MODEL, precision, gpu: await requestCpu() });

async function trained(precision?: Precision) {
  const model = await create(precision);
  const { history } = await model.fit(values(24 * 40), { epochs: 3, batchSize: 16, validationSplit: 0.2 });
  return { model, history };
}

describe("precision mixed", () => {
  it("trains much as float32 does, and not the same", async () => {
    const [one, other] = [await trained(), await trained("mixed")];
    for (const [epoch, loss] of (one.history.loss ?? []).entries()) {
      const mixed = other.history.loss[epoch] ?? Number.NaN;
      expect(mixed).not.toBe(loss);
      // Weights and activations are rounded by 2⁻¹² of themselves at most.
      expect(Math.abs(mixed / loss - 1)).toBeLessThan(1e-3);
    }
    expect(other.history.val_loss?.length).toBe(3);
  });

  it("is default nowhere, and said by training where it is", async () => {
    const begun = async (precision?: Precision) => {
      const events: TrainingEvent[] = [];
      for await (const event of (await create(precision)).fitEvents(values(24 * 4), { epochs: 1 })) events.push(event);
      return events.find(({ type }) => type === "begin");
    };
    expect(await begun("mixed")).toMatchObject({ precision: "mixed" });
    expect(await begun()).not.toHaveProperty("precision");
  });

  it("leaves what is saved as it is: weights in float32, and nothing of it in the description", async () => {
    const { model } = await trained("mixed");
    const loaded = await Autoencoder.load(await model.save({ optimizer: true }), { gpu: await requestCpu() });
    expect(await loaded.getWeights()).toEqual(await model.getWeights());
    expect(loaded.description).toEqual(model.description);
    expect(JSON.stringify(loaded.description)).not.toMatch(/mixed|precision/);
    const kernel = (await model.getWeights())["encoder.0.kernel"];
    // Of an f16 the last 13 bits would be 0.
    expect(kernel && new Uint32Array(kernel.data.buffer).some((bits) => bits & 0x1fff)).toBe(true);
  });

  it("is what load() is given, as a level is", async () => {
    const { model } = await trained();
    const bytes = await model.save();
    const [one, mixed] = [
      await Autoencoder.load(bytes, { gpu: await requestCpu() }),
      await Autoencoder.load(bytes, { gpu: await requestCpu(), precision: "mixed" }),
    ];
    const [exact, rounded] = [await one.predict(values(24)), await mixed.predict(values(24))];
    expect(rounded.data).not.toEqual(exact.data);
    expect(Math.max(...rounded.data.map((value, at) => Math.abs(value - (exact.data[at] ?? 0))))).toBeLessThan(2e-3);
  });

  it("is a classifier's as well", async () => {
    const layers = [dense(8, { activation: "relu" }), dense(3, { activation: "softmax" })];
    const said = async (precision?: Precision) => {
      const classifier = await Classifier.create({ input: 24, layers, precision, gpu: await requestCpu() });
      return (await classifier.predict(values(24))).data;
    };
    const [one, mixed] = [await said(), await said("mixed")];
    expect(mixed).not.toEqual(one);
    expect(mixed.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
  });

  it("is refused by an adapter without shader-f16, saying so and what to do", async () => {
    const gpu = await requestCpu();
    Object.defineProperty(gpu.device, "features", { value: new Set() });
    const refused = Autoencoder.create({ ...MODEL, precision: "mixed", gpu });
    await expect(refused).rejects.toThrow(GpuUnavailableError);
    await expect(Autoencoder.create({ ...MODEL, precision: "mixed", gpu })).rejects.toThrow(
      /needs WebGPU's feature "shader-f16", and the adapter .+ has been opened without it\. Use precision "float32"/,
    );
  });

  it("is one of two", async () => {
    const created = Autoencoder.create({ ...MODEL, precision: "half" as "mixed", gpu: await requestCpu() });
    await expect(created).rejects.toThrow(ArgumentError);
    await expect(create("float16" as "mixed")).rejects.toThrow(/Unknown precision "float16"; known: float32, mixed/);
  });

  it("refuses samples that no f16 is large enough for", async () => {
    const model = await create("mixed");
    const large = values(24 * 2).map((value, index) => (index === 30 ? 70_000 : value));
    await expect(model.predict(large)).rejects.toThrow(/70000 in sample 1, value 6.*65,504.*precision "float32"/s);
    await expect((await create()).predict(large)).resolves.toBeDefined();
  });
});
