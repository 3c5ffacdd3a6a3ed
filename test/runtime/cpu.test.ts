import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  Autoencoder,
  type AutoencoderOptions,
  adam,
  DeviceLostError,
  decodeSafetensors,
  dense,
  loadMnist,
  NumericalError,
  PRESETS,
  requestCpu,
  sampling,
  sgd,
  type Tensor,
  take,
} from "../../src/index.js";
import { U } from "../../src/reference/twin.js";

const SMALL = {
  input: 12,
  encoder: [dense(4, { activation: "relu" })],
  decoder: [dense(12, { activation: "sigmoid" })],
} satisfies AutoencoderOptions;

/** Values in 0…1, without a pattern. */
const values = (count: number) => Float32Array.from({ length: count }, (_, index) => (Math.sin(12.9 * index) + 1) / 2);

const create = async (options: AutoencoderOptions) => Autoencoder.create({ ...options, gpu: await requestCpu() });

describe("requestCpu", () => {
  it("says that it is no GPU", async () => {
    const { info } = await requestCpu();
    expect(info).toMatchObject({ device: "CPU", software: true });
  });
});

describe("a model on the CPU", () => {
  it("leaves no results on a GPU", async () => {
    const ae = await create(SMALL);
    await expect(ae.predict(values(12), { keepOnGpu: true })).rejects.toThrow(
      "requestCpu() has no GPU that results could be left on. Leave keepOnGpu out.",
    );
    ae.dispose();
  });

  /**
   * In double precision all along: a loss is as far from PyTorch's as the one rounding to the 32 bits in which it is read, and the
   * 1e-12 that the reference is allowed (test/reference/golden.test.ts); weights are rounded on either side.
   */
  it("follows PyTorch's float64 trajectory through fit, with a partial batch", async () => {
    const url = new URL("../golden/notebook_partial_batch.safetensors", import.meta.url);
    const { tensors, metadata } = decodeSafetensors(readFileSync(url));
    const wanted: number[] = JSON.parse(metadata.losses ?? "");
    const at = (moment: string): Record<string, Tensor> =>
      Object.fromEntries(
        ["encoder", "decoder"].flatMap((part, layer) =>
          ["kernel", "bias"].map((name) => [`${part}.0.${name}`, tensors[`${moment}.${layer}.${name}`] as Tensor]),
        ),
      );
    const ae = await create(PRESETS.notebook());
    await ae.setWeights(at("initial"));
    const { train } = await loadMnist();
    const options = { epochs: 3, batchSize: Number(metadata.batchSize), shuffle: false };
    const losses: number[] = [];
    for await (const event of ae.fitEvents(take(train, Number(metadata.samples)), options)) {
      if (event.type === "step") losses.push(...event.losses);
    }
    expect(losses.length).toBeGreaterThan(3);
    expect(losses.every((loss, step) => Math.abs(loss / (wanted[step] as number) - 1) <= U + 1e-12)).toBe(true);
  });

  it("gives back weights as they were set, also in a file with the optimizer's state", async () => {
    const ae = await create({ ...SMALL, optimizer: adam() });
    await ae.fit(values(12 * 20), { epochs: 2, batchSize: 8 });
    const bytes = await ae.save({ optimizer: true });
    const other = await Autoencoder.load(bytes, { gpu: await requestCpu() });
    expect(await other.getWeights()).toEqual(await ae.getWeights());
    expect(await other.save({ optimizer: true })).toEqual(bytes);
    const again = { epochs: 3, initialEpoch: 2, batchSize: 8 };
    const [one, two] = [await ae.fit(values(12 * 20), again), await other.fit(values(12 * 20), again)];
    // One goes on in double precision, the other from what the file has in 32 bits.
    expect(one.history.loss[0]).toBeCloseTo(two.history.loss[0] as number, 5);
  });

  it("encodes, decodes and predicts alike, batch by batch, also of a variational model", async () => {
    const ae = await create({
      ...SMALL,
      encoder: [dense(6, { activation: "tanh" }), sampling(2)],
      optimizer: adam(),
    });
    const data = values(12 * 7);
    await ae.fit(data, { epochs: 1, batchSize: 4 });
    const whole = await ae.predict(data);
    expect(await ae.predict(data, { batchSize: 3 })).toEqual(whole);
    // Codes are rounded to 32 bits between the two: by at most U each, and no slope of this decoder is above 1.
    const decoded = await ae.decode(await ae.encode(data));
    expect(decoded.shape).toEqual([7, 12]);
    for (const [index, value] of decoded.data.entries()) expect(value).toBeCloseTo(whole.data[index] as number, 6);
  });

  it("lets others have their turn between steps, so that training can be stopped", async () => {
    const ae = await create(SMALL);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 20);
    await expect(ae.fit(values(12 * 4000), { epochs: 1e6, batchSize: 4, signal: stop.signal })).rejects.toThrow(
      "enough",
    );
  });

  it("goes back to good weights when training diverges", async () => {
    const ae = await create({
      ...SMALL,
      loss: "meanSquaredError",
      decoder: [dense(12)],
      optimizer: sgd({ learningRate: 1e30 }),
    });
    const before = await ae.getWeights();
    await expect(ae.fit(values(12 * 20), { epochs: 1, batchSize: 4 })).rejects.toThrow(NumericalError);
    expect(await ae.getWeights()).toEqual(before);
  });

  it("is lost with its device", async () => {
    const gpu = await requestCpu();
    const ae = await Autoencoder.create({ ...SMALL, gpu });
    gpu.dispose();
    await Promise.resolve();
    await expect(ae.predict(values(12))).rejects.toThrow(DeviceLostError);
  });
});
