import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { imageDataOf, roc, shuffleDataset } from "../../src/data.js";
import * as isthmus from "../../src/index.js";

/** What newcomers from Keras and TensorFlow.js write, and are told: always what was wrong, and what to write instead. */

const { Autoencoder, adam, conv2d, dense, dropout, layerNormalization, maxPool2d, sgd } = isthmus;

const BASE = { input: 8, encoder: [dense(3)], decoder: [dense(8)], loss: "meanSquaredError" };
const X = Float32Array.from({ length: 80 }, (_, at) => (at % 7) / 7);
const gpu = await isthmus.requestCpu();
const create = (options: object = {}) => Autoencoder.create({ ...BASE, gpu, ...options } as never);
const ae = await create();
/** As JavaScript would have it. */
const js = isthmus as unknown as Record<string, (...given: unknown[]) => unknown>;
const model = ae as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;

/** What an error says, thrown at once or later. */
async function said(work: () => unknown): Promise<string> {
  try {
    await work();
    return "nothing";
  } catch (error) {
    expect(error).toBeInstanceOf(isthmus.IsthmusError);
    return (error as Error).message;
  }
}

it("options and samples without a prototype are objects like others", async () => {
  const bare = (given: object) => Object.assign(Object.create(null), given);
  expect(dense(3, bare({ activation: "relu" }))).toEqual(dense(3, { activation: "relu" }));
  expect(await said(() => js.dense?.(bare({ units: 3 })))).toBe(
    "dense takes units by place: write dense(units, { … }).",
  );
  expect(await said(() => js.dense?.(3, bare({ activation: bare({}) })))).toContain("got {}");
  expect(await said(() => create(bare({ encoder: [bare({ type: "dense", units: 3 })] })))).toBe("nothing");
});

describe("a name that is spelt otherwise", () => {
  it.each([
    [{ loss: "mse" }, "meanSquaredError"],
    [{ loss: "MSE" }, "meanSquaredError"],
    [{ loss: "mean_squared_error" }, "meanSquaredError"],
    [{ loss: "bce" }, "binaryCrossentropy"],
    [{ loss: "binary_crossentropy" }, "binaryCrossentropy"],
    [{ loss: "BinaryCrossEntropy" }, "binaryCrossentropy"],
    [{ optimizer: "Adam" }, "adam()"],
    [{ optimizer: "adam" }, "adam()"],
    [{ optimizer: { type: "RMSprop" } }, "rmsprop"],
    [{ metrics: ["MAE"] }, "mae"],
    [{ metrics: ["mean_absolute_error"] }, "mae"],
    [{ metrics: ["meanSquaredError"] }, "mse"],
    [{ encoder: [{ type: "Dense", units: 3 }] }, "dense"],
    [{ inputShape: [8] }, "input"],
    [{ level: "Tiled" }, "tiled"],
  ])("%j: did you mean %s?", async (options, meant) => {
    expect(await said(() => create(options))).toMatch(
      new RegExp(`\\. Did you mean ${meant.replace(/[()]/g, "\\$&")}\\?$`),
    );
  });

  it.each([
    [() => dense(3, { activation: "RELU" as never }), "relu"],
    [() => dense(3, { activation: "leaky_relu" as never }), "leakyRelu"],
    [() => conv2d(3, 3, { padding: "SAME" as never }), "same"],
    [() => conv2d(3, 3, { stride: 2 } as never), "strides"],
    [() => adam({ lr: 0.1 } as never), "learningRate"],
    [() => js.describePlan?.(BASE, { kind: "training", level: "tiled", batchSize: 1 }), "train"],
  ])("%s: did you mean %s?", async (work, meant) => {
    expect(await said(work)).toMatch(new RegExp(`\\. Did you mean ${meant}\\?$`));
  });

  it.each([{ loss: "categoricalCrossentropy" }, { loss: "" }, { loss: 5 }, { device: 1 }, { optimizer: "nadam" }])(
    "%j is like none that is known",
    async (options) => {
      const message = await said(() => create(options));
      expect(message).toMatch(/known: |has no field|made by one of/);
      expect(message).not.toContain("Did you mean");
    },
  );
});

describe("functions that are called otherwise", () => {
  it.each([
    [() => dense({ units: 32, activation: "relu" } as never), "dense takes units by place: write dense(units, { … })."],
    [() => conv2d({ filters: 3, kernelSize: 3 } as never, 3), "write conv2d(filters, kernelSize, { … })."],
    [() => dropout({ rate: 0.5 } as never), "dropout takes rate by place"],
    [() => dense("32" as never), 'dense("32"): units must be a positive integer below 2^31; got "32".'],
    [() => (dense as () => unknown)(), "dense(): units must be a positive integer below 2^31; got nothing."],
    [() => dense(Symbol("units") as never), "got a Symbol."],
    [
      () => conv2d(16, 3, "same" as never),
      'conv2d(16, 3) takes its options as an object: write conv2d(16, 3, { padding: "same" }).',
    ],
    [
      () => dense(32, "relu" as never),
      'dense(32) takes its options as an object: write dense(32, { activation: "relu" }).',
    ],
    [
      () => dense(32, "swish" as never),
      'dense(32) takes its options as an object, such as { activation: … }; got "swish".',
    ],
    [() => layerNormalization(1e-3 as never), "such as { epsilon: … }; got 0.001."],
    [() => maxPool2d({ poolSize: 2 } as never), "write maxPool2d(poolSize, { … })."],
    [() => js.reshape?.(7, 7), "reshape(7): targetShape must be a list"],
    [() => (sgd as (...given: number[]) => unknown)(0.1, 0.9), "such as { learningRate: … }; got 0.1."],
    [
      () => isthmus.learningRateScheduler(0.1 as never),
      "learningRateScheduler takes a function, such as (epoch) => 0.5 ** epoch; got 0.1.",
    ],
    [
      () => isthmus.modelCheckpoint("m.keras" as never),
      'modelCheckpoint takes a function, such as (bytes) => writeFile("model.safetensors", bytes); got "m.keras".',
    ],
    [() => isthmus.csvLogger(undefined as never), "csvLogger takes a function, such as (line)"],
    [() => isthmus.PRESETS.notebook("784" as never), 'A shape must be a list, such as [784]; got "784".'],
    [() => isthmus.take(X as never, 3), "A data set is what datasetOf(values, shape) gives; got a Float32Array."],
    [() => shuffleDataset(X as never), "A data set is what datasetOf(values, shape) gives; got a Float32Array."],
    [
      () => isthmus.samplesAt(isthmus.datasetOf(X, [8]), [3, 10]),
      "There is no sample 10: the data set has 10, counted from 0.",
    ],
    [
      () => isthmus.datasetOf(X, [8], [1, 2, 3, 300, 5, 6, 7, 8, 9, 10]),
      "labels must be whole numbers from 0 to 255; sample 3 has 300.",
    ],
    [() => roc([1, 2], undefined as never), "There are 2 scores and no labels"],
    [
      () => imageDataOf(ae.predict(X) as never),
      "imageDataOf takes a Tensor, such as await ae.predict(x) gives; got a promise: await it.",
    ],
    [
      () => isthmus.requestGpu({ api: { create() {} } as never }),
      "api must be an implementation of WebGPU, such as create([]) of the npm package webgpu",
    ],
    [() => isthmus.withRecovery(gpu as never, async () => 1), "withRecovery takes two functions"],
    [() => js.describePlan?.(BASE), "describePlan takes its options as an object"],
    [
      () => js.describePlan?.(BASE, { kind: "train", level: "tiled" }),
      "batchSize must be a positive whole number; got nothing.",
    ],
    [() => js.compare?.(undefined, X), "input must be the shape of one sample"],
  ])("%s", async (work, message) => {
    expect(await said(work)).toContain(message);
  });
});

describe("a level", () => {
  const describePlan = (level: unknown) => js.describePlan?.(BASE, { kind: "train", level, batchSize: 1 });
  const KNOWN = isthmus.LEVELS.join(", ");

  it.each([
    [() => create({ level: "fast" }), `Unknown level "fast"; known: auto, ${KNOWN}.`],
    [() => create({ level: null }), `Unknown level null; known: auto, ${KNOWN}.`],
    [() => create({ level: { level: "auto", operations: {} } }), `Unknown level "auto"; known: ${KNOWN}.`],
    [
      () => create({ level: { level: "tiled", operations: { "matmul k=8": "auto" } } }),
      `Unknown level "auto"; known: ${KNOWN}.`,
    ],
    [() => create({ level: {} }), `Unknown level nothing; known: ${KNOWN}.`],
    [() => describePlan("auto"), `Unknown level "auto"; known: ${KNOWN}.`],
    [() => describePlan(null), `Unknown level null; known: ${KNOWN}.`],
    [() => describePlan(undefined), `Unknown level nothing; known: ${KNOWN}.`],
    [() => describePlan({ level: "tiled", operations: null }), "operations must be an object, of levels by operation"],
    [() => describePlan({ level: "fast" }), `Unknown level "fast"; known: ${KNOWN}.`],
    [() => describePlan({ level: "tiled", operations: { "matmul k=8": 3 } }), `Unknown level 3; known: ${KNOWN}.`],
  ])("%s", async (work, message) => {
    expect(await said(work)).toContain(message);
  });

  it("of which operations are none at all is a level", async () => {
    for (const tuned of [{ level: "tiled", operations: {} }, { level: "tiled" }]) {
      expect(await describePlan(tuned)).toEqual(await describePlan("tiled"));
    }
  });
});

describe("a classifier", async () => {
  const { Classifier, datasetOf } = isthmus;
  const classifier = await Classifier.create({ input: 8, layers: [dense(3, { activation: "softmax" })], gpu });
  const trained = (...given: unknown[]) =>
    (classifier.fit as (...given: unknown[]) => Promise<unknown>).apply(classifier, given);
  const y = Uint8Array.from({ length: 10 }, (_, at) => at % 3);
  const labelled = datasetOf(X, [8], y);

  it.each([
    [() => trained(X), "The training data has no labels, which a classifier learns. Give a Dataset with labels."],
    [() => trained(X, y), "write fit(datasetOf(x, shape, labels), { epochs: 50 })."],
    [() => trained(X, y, { epochs: 3 }), "write fit(datasetOf(x, shape, labels), { epochs: 50 })."],
    [() => trained(labelled, [...y]), "write fit(datasetOf(x, shape, labels), { epochs: 50 })."],
    [() => trained(labelled, { validationData: X }), "The validation data has no labels, which a classifier learns."],
    [
      () => trained(labelled, { validationData: [X, y] }),
      "write validationData: datasetOf(x, shape, labels), not [x, y].",
    ],
    [() => trained(labelled, { validationData: [[...X], [...y]] }), "validationData: datasetOf(x, shape, labels)"],
  ])("%s", async (work, message) => {
    const answer = await said(work);
    expect(answer).toContain(message);
    expect(answer).not.toMatch(/autoencoder/i);
  });

  it.each([Array, Int32Array, Uint16Array, Uint8ClampedArray, Float32Array])(
    "takes labels of a data set that is made by hand: %o",
    async (kind: { from(values: Iterable<number>): unknown }) => {
      const history = async (data: isthmus.Dataset) => {
        const one = await Classifier.create({ input: 8, layers: [dense(3, { activation: "softmax" })], gpu });
        const { history } = await one.fit(data, { epochs: 2, validationSplit: 0.3 });
        return { ...history, evaluated: await one.evaluate(data) };
      };
      const labels = kind.from(y) as Uint8Array;
      expect(await history({ data: X, shape: [8], count: 10, labels })).toEqual(await history(labelled));
    },
  );

  it("takes more classes than bytes can count", async () => {
    const many = await Classifier.create({ input: 8, layers: [dense(300, { activation: "softmax" })], gpu });
    const labels = Int32Array.of(299, 0) as never;
    expect(await many.evaluate({ data: X.subarray(0, 16), shape: [8], count: 2, labels })).toHaveProperty("accuracy");
  });
});

it("arrays of another window are arrays", async () => {
  const { Classifier, datasetOf } = isthmus;
  const elsewhere = <T>(name: string, of: Iterable<number>): T =>
    runInNewContext(`${name}.from(values)`, { values: [...of] });
  const floats = elsewhere<Float32Array>("Float32Array", X);
  const bytes = elsewhere<Uint8Array>(
    "Uint8Array",
    [...X].map((value) => 255 * value),
  );
  expect([floats instanceof Float32Array, bytes instanceof Uint8Array]).toEqual([false, false]);
  const wrapped = datasetOf(floats, [8]).data;
  expect(wrapped).toBeInstanceOf(Float32Array);
  expect(wrapped.buffer).toBe(floats.buffer);
  expect(datasetOf(bytes.subarray(8), [8]).data).toStrictEqual(Uint8Array.from(bytes.subarray(8)));
  expect(await ae.predict(floats)).toEqual(await ae.predict(X));
  expect(await ae.predict({ data: bytes, shape: [8], count: 10 })).toEqual(await ae.predict(Uint8Array.from(bytes)));
  const codes = (await ae.encode(X)).data;
  const theirs = elsewhere<Float32Array>("Float32Array", codes);
  expect(await ae.decode(theirs)).toEqual(await ae.decode(codes));
  expect(await ae.decode({ shape: [10, 3], data: theirs })).toEqual(await ae.decode(codes));

  const sampleWeight = Float32Array.from({ length: 10 }, (_, at) => at);
  const mask = Uint8Array.from({ length: 80 }, (_, at) => (at % 3 ? 1 : 0));
  const beside = {
    targets: { data: floats, shape: [8] },
    sampleWeight: elsewhere<Float32Array>("Float32Array", sampleWeight),
    mask: elsewhere<Uint8Array>("Uint8Array", mask),
  };
  const wanted = await ae.evaluate(datasetOf(X, [8], { targets: { data: X, shape: [8] }, sampleWeight, mask }));
  expect(await ae.evaluate(datasetOf(floats, [8], beside))).toEqual(wanted);
  expect(await ae.evaluate({ data: floats, shape: [8], count: 10, ...beside })).toEqual(wanted);

  const classifier = await Classifier.create({ input: 8, layers: [dense(3, { activation: "softmax" })], gpu });
  const y = Uint8Array.from({ length: 10 }, (_, at) => at % 3);
  const labels = elsewhere<Uint8Array>("Uint8Array", y);
  expect(await classifier.evaluate(datasetOf(floats, [8], labels))).toEqual(
    await classifier.evaluate(datasetOf(X, [8], y)),
  );

  const file = await ae.save();
  const loaded = await Autoencoder.load(elsewhere<Uint8Array>("Uint8Array", file), { gpu });
  const buffer: ArrayBuffer = runInNewContext("Uint8Array.from(values).buffer", { values: [...file] });
  const again = await Autoencoder.load(buffer, { gpu });
  for (const model of [loaded, again]) expect(await model.predict(X)).toEqual(await ae.predict(X));
});

describe("a model", () => {
  it.each([
    [
      () => Reflect.construct(Autoencoder, [BASE]),
      "write await Autoencoder.create(options), or Classifier's, without new.",
    ],
    [() => Reflect.construct(isthmus.Classifier, []), "without new."],
    [
      () => (Autoencoder.create as () => unknown)(),
      "input must be the shape of one sample, such as 784 or [28, 28, 1]; got nothing.",
    ],
    [
      () => create({ gpu: isthmus.requestCpu() }),
      "gpu must be a GPUDevice, or what requestGpu() returned; got a promise: await it.",
    ],
    [() => Autoencoder.load(ae.save() as never), "got a promise: await it."],
    [() => Autoencoder.load("model.safetensors" as never), 'got "model.safetensors".'],
    [
      () => model.fit?.(),
      "The training data must be a Uint8Array, a Float32Array, a list of numbers or a Dataset; got nothing.",
    ],
    [() => model.fit?.(Promise.resolve(X)), "got a promise: await it."],
    [() => model.fit?.(new Float64Array(80)), "got a Float64Array. Convert arrays by Float32Array.from(array)"],
    [() => model.fit?.({ train: { data: new Float32Array(2 ** 24) } }), 'got {"train":{"data":"Float32Array"}}.'],
    [
      () => model.fit?.([X.subarray(0, 8), X.subarray(8, 16)]),
      "Of a list of rows, give rows.flatMap((row) => [...row]).",
    ],
    [() => model.fit?.(X, null), "fit takes its options as an object"],
    [() => model.fit?.(X, X, { epochs: 3 }), "without x as its own target"],
    [() => model.fit?.(X, { validationData: [X, X] }), "write validationData: x, not [x, x]."],
    [() => model.fit?.(X, { validationData: [[X], [X]] }), "write validationData: x, not [x, x]."],
    [() => model.fit?.(X, { callbacks: [isthmus.terminateOnNaN] }), "callbacks: [terminateOnNaN()]."],
    [() => model.setWeights?.(), 'The weight "encoder.0.kernel" is missing'],
    [
      () => model.setWeights?.({ "encoder.0.kernel": [1, 2] }),
      'The weight "encoder.0.kernel" has shape [] with 0 values',
    ],
  ])("%s", async (work, message) => {
    expect(await said(work)).toContain(message);
  });

  it("trains on where a callback happens to give a function back later", async () => {
    const gave: string[] = [];
    const callback = (event: { type: string }) => {
      gave.push(event.type);
      return event.type === "begin" ? undefined : () => gave;
    };
    const { history } = await ae.fit(X, { epochs: 2, callbacks: [callback as never] });
    expect(history.loss).toHaveLength(2);
    expect([gave[0], gave.at(-1)]).toEqual(["begin", "end"]);
  });

  it("is none the worse for it", async () => {
    expect((await ae.fit([...X], { epochs: 2, validationData: [...X] })).history.val_loss).toHaveLength(2);
    expect(isthmus.decodeSafetensors((await ae.save()).buffer).tensors["decoder.0.bias"]?.shape).toEqual([8]);
  });
});
