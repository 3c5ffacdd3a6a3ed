import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { trainingIn } from "./in-page.js";

const context = usePage();
const inPage = trainingIn(context);

describe("fit", () => {
  it("lowers both losses and returns Keras's history", async () => {
    const { history, before, after } = await inPage(async ({ model, images }) => {
      const ae = await model();
      const validationData = images(100);
      const before = (await ae.evaluate(validationData)).loss;
      const history = await ae.fit(images(600), { epochs: 3, batchSize: 128, validationData });
      const after = (await ae.evaluate(validationData)).loss;
      ae.dispose();
      return { history, before, after };
    });
    expect(before).toBeCloseTo(0.694, 2);
    expect(history.epoch).toEqual([0, 1, 2]);
    expect(history.params).toEqual({ epochs: 3, steps: 5, batchSize: 128 });
    expect(history.stopped).toBe(false);
    expect(history.history.loss[2]).toBeLessThan(history.history.loss[0] ?? 0);
    expect(history.history.val_loss?.[2]).toBeLessThan(before);
    // Evaluated at another batch size: the same up to rounding.
    expect(after).toBeCloseTo(history.history.val_loss?.[2] ?? 0, 6);
  });

  it("gives the same bits for the same seed, and others for another", async () => {
    const [one, same, other] = await inPage(async ({ model, images }) => {
      const weights = async (seed: number) => {
        const ae = await model({ seed });
        await ae.fit(images(500), { epochs: 2, batchSize: 64 });
        const bytes = await ae.save();
        const { tensors } = globalThis.isthmus.decodeSafetensors(bytes);
        ae.dispose();
        return Object.values(tensors)
          .map(({ data }) => globalThis.harness.encode(data))
          .join();
      };
      return [await weights(7), await weights(7), await weights(8)];
    });
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it("takes the samples in another order every epoch, and in file order without shuffle", async () => {
    const { shuffled, ordered } = await inPage(async ({ model, images }) => {
      // With a learning rate this small the weights stand still: a batch's loss tells which samples are in it.
      const optimizer = { type: "adadelta", learningRate: 1e-30, rho: 0.95, epsilon: 1e-7 } as const;
      const losses = async (shuffle: boolean) => {
        const ae = await model({ optimizer });
        const epochs: number[][] = [[], []];
        for await (const event of ae.fitEvents(images(64), { epochs: 2, batchSize: 16, shuffle })) {
          if (event.type === "step") epochs[event.epoch - 1]?.push(...event.losses);
        }
        ae.dispose();
        return epochs;
      };
      return { shuffled: await losses(true), ordered: await losses(false) };
    });
    expect(ordered[0]).toHaveLength(4);
    expect(ordered[0]).toEqual(ordered[1]);
    expect(shuffled[0]).not.toEqual(shuffled[1]);
    const mean = (values: number[] = []) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(shuffled[0])).toBeCloseTo(mean(ordered[0]), 6);
  });

  it.each([
    { what: "a code wider than the input", size: 10, units: 17, count: 50, batchSize: 16 },
    { what: "one unit", size: 784, units: 1, count: 50, batchSize: 16 },
    { what: "batch size 1", size: 784, units: 32, count: 20, batchSize: 1 },
    { what: "a batch larger than the data", size: 784, units: 32, count: 20, batchSize: 1000 },
    { what: "17 units", size: 784, units: 17, count: 50, batchSize: 16 },
    { what: "1 feature", size: 1, units: 3, count: 50, batchSize: 7 },
    { what: "3 features", size: 3, units: 2, count: 50, batchSize: 7 },
    { what: "1,000 features", size: 1000, units: 33, count: 50, batchSize: 33 },
  ])("trains with $what", async (shape) => {
    await context.page.evaluate((given) => Object.assign(globalThis, { shape: given }), shape);
    const { first, last, width } = await inPage(async ({ model, isthmus }) => {
      const { size, units, count, batchSize } = (
        globalThis as unknown as { shape: Record<"size" | "units" | "count" | "batchSize", number> }
      ).shape;
      const ae = await model({ size, units });
      const bytes = new Uint8Array(size * count).map((_, index) => (index * 7919) % 256);
      const history = await ae.fit(isthmus.datasetOf(bytes, [size]), { epochs: 12, batchSize });
      const result = await ae.predict(bytes.subarray(0, size * 3));
      const { loss } = history.history;
      ae.dispose();
      return { first: loss[0], last: loss.at(-1), width: result.shape };
    });
    expect(width).toEqual([3, shape.size]);
    expect(last).toBeLessThan(first ?? 0);
  });

  it("trains on floats as on bytes", async () => {
    const [bytes, floats] = await inPage(async ({ model, images }) => {
      const dataset = images(64);
      const lossOf = async (data: Uint8Array | Float32Array) => {
        const ae = await model();
        const history = await ae.fit(data, { epochs: 2, batchSize: 32 });
        ae.dispose();
        return history.history.loss;
      };
      return [await lossOf(dataset.data), await lossOf(Float32Array.from(dataset.data, (value) => value / 255))];
    });
    expect(floats).toEqual(bytes);
  });

  it("stops at a step boundary with the history so far", async () => {
    const { history, steps, usable } = await inPage(async ({ model, images }) => {
      const ae = await model();
      let steps = 0;
      const stop = (event: { type: string }) => {
        if (event.type === "step" && ++steps === 2) ae.stopTraining();
      };
      const history = await ae.fit(images(2000), { epochs: 50, batchSize: 8, callbacks: [stop] });
      const usable = (await ae.evaluate(images(10))).loss;
      ae.dispose();
      return { history, steps, usable };
    });
    expect(history.stopped).toBe(true);
    expect(history.epoch).toEqual([0]);
    expect(steps).toBeLessThan(10);
    expect(usable).toBeLessThan(0.7);
  });

  it("aborts at a step boundary with the signal's reason, and can train on", async () => {
    const { reason, after } = await inPage(async ({ model, images, failure }) => {
      const ae = await model();
      const abort = new AbortController();
      const onStep = (event: { type: string }) => {
        if (event.type === "step") abort.abort(new RangeError("enough"));
      };
      const reason = await failure(() =>
        ae.fit(images(2000), { epochs: 50, signal: abort.signal, callbacks: [onStep] }),
      );
      const history = await ae.fit(images(100), { epochs: 1 });
      ae.dispose();
      return { reason, after: history.history.loss[0] };
    });
    expect(reason).toEqual({ name: "RangeError", message: "enough" });
    expect(after).toBeLessThan(0.7);
  });

  it("can be left in the middle", async () => {
    const loss = await inPage(async ({ model, images }) => {
      const ae = await model();
      for await (const event of ae.fitEvents(images(500), { epochs: 5, batchSize: 16 }))
        if (event.type === "step") break;
      const { loss } = await ae.evaluate(images(50));
      ae.dispose();
      return loss;
    });
    expect(loss).toBeLessThan(0.7);
  });

  it("keeps the last good weights when the loss leaves the finite numbers", async () => {
    const { error, weightsFinite, loss } = await inPage(async ({ model, images, failure, isthmus }) => {
      const ae = await model({ optimizer: isthmus.adadelta({ learningRate: 1e38 }) });
      const error = await failure(() => ae.fit(images(300), { epochs: 3, batchSize: 100, validationData: images(10) }));
      const weights = Object.values(await ae.getWeights());
      const { loss } = await ae.evaluate(images(50));
      ae.dispose();
      return { error, weightsFinite: weights.every(({ data }) => data.every(Number.isFinite)), loss };
    });
    expect(error.name).toBe("NumericalError");
    expect(error.message).toMatch(/loss became .* in epoch 1, step \d.*Lower the learning rate/s);
    expect(weightsFinite).toBe(true);
    expect(loss).toBeCloseTo(0.694, 2);
  });

  it("notices that the very last update broke the weights", async () => {
    const { error, loss } = await inPage(async ({ failure, isthmus, gpu }) => {
      const ae = await isthmus.Autoencoder.create({
        input: 4,
        encoder: [isthmus.dense(4)],
        decoder: [isthmus.dense(4)],
        loss: "meanSquaredError",
        optimizer: isthmus.adadelta({ learningRate: 3e38, epsilon: 1e10 }),
        gpu,
      });
      const data = new Float32Array(4).fill(1000);
      const error = await failure(() => ae.fit(data));
      const { loss } = await ae.evaluate(data);
      ae.dispose();
      return { error, loss };
    });
    expect(error.name).toBe("NumericalError");
    expect(error.message).toMatch(/weight .* became/);
    expect(loss).toBeGreaterThan(0);
  });

  it("keeps memory flat over epochs", async () => {
    const live = await inPage(async ({ model, images, gpu }) => {
      const ae = await model();
      let alive = 0;
      const { device } = gpu;
      const create = device.createBuffer.bind(device);
      device.createBuffer = (descriptor) => {
        const buffer = create(descriptor);
        alive += buffer.size;
        const destroy = buffer.destroy.bind(buffer);
        let dead = false;
        buffer.destroy = () => {
          if (!dead) alive -= buffer.size;
          dead = true;
          destroy();
        };
        return buffer;
      };
      const live: number[] = [];
      const onEpoch = (event: { type: string }) => {
        if (event.type === "epoch") live.push(alive);
      };
      const options = { batchSize: 50, validationData: images(40), callbacks: [onEpoch] };
      await ae.fit(images(200), { ...options, epochs: 20 });
      live.push(alive);
      await ae.fit(images(200), { ...options, epochs: 1 });
      live.push(alive);
      // Left in the middle, and thrown out of by a callback.
      for await (const event of ae.fitEvents(images(200), { ...options, epochs: 5 })) if (event.type === "step") break;
      live.push(alive);
      const failing = () => {
        throw new Error("mine");
      };
      await ae.fit(images(200), { batchSize: 50, callbacks: [failing] }).catch(() => {});
      live.push(alive);
      ae.dispose();
      device.createBuffer = create;
      return live;
    });
    expect(live).toHaveLength(25);
    expect(live[19]).toBe(live[2]);
    // What is left is the model's own, and does not grow from one fit to the next.
    expect(live[20]).toBeLessThan(1e6);
    expect(live.slice(22)).toEqual([live[20], live[20], live[20]]);
  });

  it("lets a model be disposed of while it works: the work ends well, and the GPU serves the others", async () => {
    const { history, values, after, loss } = await inPage(async ({ model, images, failure }) => {
      const [busy, other] = [await model(), await model()];
      const fit = busy.fit(images(500), {
        epochs: 50,
        batchSize: 16,
        callbacks: [
          (event) => {
            if (event.type === "step") busy.dispose();
          },
        ],
      });
      const history = await fit;
      const reading = other.getWeights();
      other.dispose();
      const values = Object.keys(await reading);
      const after = await failure(() => other.predict(images(1)));
      const third = await model();
      const { loss } = await third.evaluate(images(50));
      third.dispose();
      return { history, values, after, loss };
    });
    expect(history.stopped).toBe(true);
    expect(values).toHaveLength(4);
    expect(after).toMatchObject({ name: "ArgumentError", message: expect.stringContaining("disposed of") });
    expect(loss).toBeLessThan(0.7);
  });

  it("counts the steps that were taken when it is left, whether somebody waited for them or not", async () => {
    const { iterations, left, whole } = await inPage(async ({ isthmus, model, images }) => {
      const options = { batchSize: 4, shuffle: false };
      const kernelOf = async (ae: Awaited<ReturnType<typeof model>>) => {
        const { "encoder.0.kernel": kernel } = await ae.getWeights();
        return globalThis.harness.encode(kernel?.data ?? new Float32Array());
      };
      const ae = await model();
      for await (const event of ae.fitEvents(images(500), options)) if (event.type === "step") break;
      const { metadata } = isthmus.decodeSafetensors(await ae.save({ optimizer: true }));
      const { iterations } = JSON.parse(metadata["isthmus.progress"] ?? "");
      // As many steps over the same samples, all waited for.
      const other = await model();
      await other.fit(images(4 * iterations), options);
      const [left, whole] = [await kernelOf(ae), await kernelOf(other)];
      ae.dispose();
      other.dispose();
      return { iterations, left, whole };
    });
    expect(iterations).toBeGreaterThan(1);
    expect(left).toBe(whole);
  });
});

describe("weights and files", () => {
  it("saves and loads a model whose outputs are the same bits", async () => {
    const { before, after, description, loaded } = await inPage(async ({ model, images, isthmus, gpu }) => {
      const ae = await model({ units: 5, loss: "meanSquaredError" });
      await ae.fit(images(100), { epochs: 1 });
      const copy = await isthmus.Autoencoder.load(await ae.save(), { gpu });
      const before = globalThis.harness.encode((await ae.predict(images(3))).data);
      const after = globalThis.harness.encode((await copy.predict(images(3))).data);
      const result = { before, after, description: ae.description, loaded: copy.description };
      ae.dispose();
      copy.dispose();
      return result;
    });
    expect(after).toBe(before);
    expect(loaded).toEqual(description);
  });

  it("splits into an encoder and a decoder that compose to the whole", async () => {
    const { codes, whole, parts } = await inPage(async ({ model, images }) => {
      const ae = await model();
      const codes = await ae.encode(images(5));
      const whole = await ae.predict(images(5));
      const parts = await ae.decode(codes);
      ae.dispose();
      return { codes: codes.shape, whole: [...whole.data], parts: [...parts.data] };
    });
    expect(codes).toEqual([5, 32]);
    expect(parts).toEqual(whole);
  });

  it("names what is wrong with weights, and changes nothing", async () => {
    const { failures, unchanged } = await inPage(async ({ model, images, failure, isthmus, gpu }) => {
      const ae = await model({ units: 2 });
      const weights = await ae.getWeights();
      const loss = async () => (await ae.evaluate(images(5))).loss;
      const before = await loss();
      const { "encoder.0.bias": bias, ...withoutBias } = weights;
      const wrong = { ...weights, "encoder.0.bias": { shape: [3], data: new Float32Array(3) } };
      const nan = { ...weights, "encoder.0.bias": { shape: [2], data: new Float32Array([0, Number.NaN]) } };
      const extra = { ...weights, "encoder.1.kernel": bias };
      const failures = [];
      for (const bad of [withoutBias, wrong, nan, extra])
        failures.push(await failure(() => ae.setWeights(bad as typeof weights)));
      const bare = isthmus.encodeSafetensors(weights);
      failures.push(await failure(() => isthmus.Autoencoder.load(bare, { gpu })));
      const metadata = { isthmus: JSON.stringify({ ...ae.description, loss: "hinge" }) };
      failures.push(
        await failure(() => isthmus.Autoencoder.load(isthmus.encodeSafetensors(weights, metadata), { gpu })),
      );
      const other = { isthmus: JSON.stringify({ ...ae.description, encoder: [isthmus.dense(3)] }) };
      failures.push(await failure(() => isthmus.Autoencoder.load(isthmus.encodeSafetensors(weights, other), { gpu })));
      const unchanged = (await loss()) === before;
      ae.dispose();
      return { failures, unchanged };
    });
    expect(unchanged).toBe(true);
    expect(failures.map(({ name }) => name)).toEqual([
      "ShapeError",
      "ShapeError",
      "DataError",
      "ShapeError",
      "FormatError",
      "FormatError",
      "ShapeError",
    ]);
    expect(failures.map(({ message }) => message).join("\n")).toMatch(
      /"encoder.0.bias" is missing.*\[3\].*\[2\].*NaN at index 1.*no weight "encoder.1.kernel".*no description.*hinge.*encoder.0.kernel/s,
    );
  });
});

describe("bad input", () => {
  it("is refused with what was wrong and what to do", async () => {
    const failures = await inPage(async ({ model, images, failure, isthmus, gpu }) => {
      const ae = await model({ units: 2 });
      const notFinite = Float32Array.from(images(2).data, (value) => value / 255);
      notFinite[784 + 5] = Number.NaN;
      const outside = new Float32Array(784).fill(1.5);
      const options = { input: 4, encoder: [isthmus.dense(2)], decoder: [isthmus.dense(4)], gpu };
      const unsafe = (value: unknown) => value as never;
      const cases: Record<string, () => Promise<unknown>> = {
        width: () => ae.fit(isthmus.datasetOf(new Uint8Array(300), [100])),
        ragged: () => ae.fit(new Uint8Array(785)),
        empty: () => ae.fit(new Uint8Array(0)),
        "not data": () => ae.fit(unsafe({ rows: 3 })),
        "a list": () => ae.fit(unsafe([1, 2, "3"])),
        nan: () => ae.fit(notFinite),
        range: () => ae.fit(outside),
        epochs: () => ae.fit(images(2), { epochs: 0 }),
        "batch size": () => ae.fit(images(2), { batchSize: 1.5 }),
        option: () => ae.fit(images(2), unsafe({ epoch: 3 })),
        callbacks: () => ae.fit(images(2), { callbacks: unsafe(() => {}) }),
        signal: () => ae.fit(images(2), { signal: unsafe({}) }),
        "no shape": () => ae.predict(unsafe({ data: new Uint8Array(784), count: 1 })),
        "option of predict": () => ae.predict(images(2), unsafe({ batchsize: 1 })),
        "option of encode": () => ae.encode(images(2), unsafe(32)),
        "option of decode": () => ae.decode(new Float32Array(2), unsafe({ batchsize: 1 })),
        "option of evaluate": () => ae.evaluate(images(2), unsafe({ steps: 1 })),
        "option of save": () => ae.save(unsafe({ optimiser: true })),
        "option of load": () => isthmus.Autoencoder.load(new Uint8Array(), unsafe({ seed: 2 })),
        "width of codes": () => ae.decode({ shape: [1, 4], data: new Float32Array(4) }),
        "number of codes": () => ae.decode({ shape: [3, 2], data: new Float32Array(4) }),
        "validation width": () => ae.fit(images(2), { validationData: new Float32Array(3) }),
        "learning rate": async () => isthmus.adadelta({ learningRate: Number.NaN }),
        rho: async () => isthmus.adadelta({ rho: 1 }),
        units: async () => isthmus.dense(0),
        activation: async () => isthmus.dense(3, { activation: unsafe("gelu") }),
        decoder: () => isthmus.Autoencoder.create({ ...options, decoder: [isthmus.dense(5)] }),
        layers: () => isthmus.Autoencoder.create({ ...options, encoder: [] }),
        input: () => isthmus.Autoencoder.create({ ...options, input: [28, 28, 1] }),
        loss: () => isthmus.Autoencoder.create({ ...options, loss: unsafe("hinge") }),
        level: () => isthmus.Autoencoder.create({ ...options, level: unsafe("turbo") }),
        seed: () => isthmus.Autoencoder.create({ ...options, seed: -1 }),
        gpu: () => isthmus.Autoencoder.create({ ...options, gpu: unsafe({}) }),
        "too large": () =>
          isthmus.Autoencoder.create({
            ...options,
            input: 32768,
            encoder: [isthmus.dense(32768)],
            decoder: [isthmus.dense(32768)],
          }),
      };
      const results: Record<string, string> = {};
      for (const [name, work] of Object.entries(cases)) {
        const { name: kind, message } = await failure(work);
        results[name] = `${kind}: ${message}`;
      }
      const busy = ae.fit(images(500), { epochs: 2 });
      results.busy = await failure(() => ae.fit(images(2))).then(({ name, message }) => `${name}: ${message}`);
      await busy;
      ae.dispose();
      results.disposed = await failure(() => ae.predict(images(2))).then(({ name, message }) => `${name}: ${message}`);
      return results;
    });
    expect(failures).toMatchSnapshot();
  });
});

describe("a GPU that goes away", () => {
  it("surfaces as DeviceLostError at the awaiting call, and at every later one", async () => {
    const results = await inPage(async ({ images, failure, isthmus }) => {
      const gpu = await isthmus.requestGpu();
      const ae = await isthmus.Autoencoder.create({ ...isthmus.PRESETS.notebook(), gpu });
      const destroy = (event: { type: string }) => {
        if (event.type === "step") gpu.device.destroy();
      };
      const during = await failure(() => ae.fit(images(2000), { epochs: 50, callbacks: [destroy] }));
      const after = await failure(() => ae.getWeights());
      return { during, after };
    });
    expect(results.during.name).toBe("DeviceLostError");
    expect(results.during.message).toMatch(/destroyed.*new device/s);
    expect(results.after.name).toBe("DeviceLostError");
  });
});
