import { describe, expect, it } from "vitest";
import { datasetOf } from "../../src/data/dataset.js";
import { splitDataset } from "../../src/data/split.js";
import type { AutoencoderOptions } from "../../src/index.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { dense } from "../../src/layers/dense.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { sampling } from "../../src/layers/sampling.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { adam } from "../../src/optimizers/adam.js";
import { sgd } from "../../src/optimizers/sgd.js";
import { usePage } from "../harness/browser.js";
import { trainingIn } from "./in-page.js";

/** Training towards targets, with samples and values that count differently, on the GPU. */

const context = usePage();
const inPage = trainingIn(context);

/**
 * What Keras 3.15 reports (on JAX) for the same weights, samples, targets and sample weights, of which one is 0: `evaluate` in
 * batches of 4, 4 and 2, then two epochs of `fit` in that order with SGD.
 */
const KERAS = {
  binaryCrossentropy: {
    evaluate: { loss: 1.0709220170974731, mse: 0.06784232705831528, mae: 0.214253231883049 },
    loss: [1.0693628787994385, 1.0622309446334839],
    mse: [0.06787020713090897, 0.06720136106014252],
    val_loss: [1.0645222663879395, 1.0601459741592407],
    val_mae: [0.21329061686992645, 0.2119159698486328],
    kernel: [
      -0.39776811003685, 0.1614454686641693, -0.1748047024011612, 0.38503411412239075, 0.027584301307797432,
      -0.37351053953170776, 0.18530097603797913, -0.09050223231315613,
    ],
  },
  meanSquaredError: {
    evaluate: { loss: 0.0956483855843544, mse: 0.06784232705831528, mae: 0.214253231883049 },
    loss: [0.09290657937526703, 0.0886203795671463],
    mse: [0.0677701011300087, 0.06715522706508636],
    val_loss: [0.0905933752655983, 0.08607706427574158],
    val_mae: [0.21338777244091034, 0.2118784636259079],
    kernel: [
      -0.4051070809364319, 0.13696545362472534, -0.1816890835762024, 0.3857761025428772, 0.019985688850283623,
      -0.3722032904624939, 0.18698924779891968, -0.09515050053596497,
    ],
  },
} as const;

const LADDER = ["naive", "tiled", "tiled-32-split", "fused"] as const;

const expectClose = (actual: readonly (number | undefined)[] = [], wanted: readonly number[]) => {
  expect(actual).toHaveLength(wanted.length);
  for (const [index, value] of wanted.entries())
    expect(Math.abs((actual[index] ?? Number.NaN) - value)).toBeLessThan(2e-6);
};

describe.each(LADDER)("sample weights at level %s", (level) => {
  it.each(["binaryCrossentropy", "meanSquaredError"] as const)("count as in Keras, %s", async (loss) => {
    const wanted = KERAS[loss];
    await context.page.evaluate((given) => Object.assign(globalThis, { given }), { loss, level });
    const result = await inPage(async ({ isthmus, gpu }) => {
      const { loss, level } = (globalThis as unknown as { given: { loss: "meanSquaredError"; level: "naive" } }).given;
      const { dense, sgd } = isthmus;
      const values = (length: number, factor: number, low = 0, high = 1) =>
        Float32Array.from({ length }, (_, index) => low + ((high - low) * ((index * factor) % 997)) / 997);
      const ae = await isthmus.Autoencoder.create({
        input: 4,
        encoder: [dense(2, { activation: "elu", activityRegularizer: { l1: 0.1, l2: 0 } })],
        decoder: [dense(4, { activation: "sigmoid" })],
        loss,
        metrics: ["mse", "mae"],
        optimizer: sgd({ learningRate: 0.5 }),
        level,
        gpu,
      });
      await ae.setWeights({
        "encoder.0.kernel": { shape: [4, 2], data: values(8, 613, -0.5, 0.5) },
        "encoder.0.bias": { shape: [2], data: new Float32Array(2) },
        "decoder.0.kernel": { shape: [2, 4], data: values(8, 419, -0.5, 0.5) },
        "decoder.0.bias": { shape: [4], data: new Float32Array(4) },
      });
      const [x, targets, sampleWeight] = [values(40, 7919), values(40, 5003), values(10, 331, 0, 3)];
      sampleWeight[3] = 0;
      const evaluated = await ae.evaluate(x, { targets, sampleWeight, batchSize: 4 });
      const validationData = isthmus.datasetOf(x, [4], { targets: { data: targets, shape: [4] }, sampleWeight });
      const options = { targets, sampleWeight: [...sampleWeight], validationData };
      const { history } = await ae.fit(x, { ...options, epochs: 2, batchSize: 4, shuffle: false });
      const kernel = [...((await ae.getWeights())["encoder.0.kernel"]?.data ?? [])];
      ae.dispose();
      return { evaluated, history, kernel };
    });
    for (const [name, value] of Object.entries(wanted.evaluate)) expectClose([result.evaluated[name]], [value]);
    for (const name of ["loss", "mse", "val_loss", "val_mae"] as const) expectClose(result.history[name], wanted[name]);
    expectClose(result.kernel, wanted.kernel);
  });
});

it("sample weights of a classifier count as in Keras, its accuracy not", async () => {
  const { history, kernel } = await inPage(async ({ isthmus, gpu }) => {
    const values = (length: number, factor: number, low = 0, high = 1) =>
      Float32Array.from({ length }, (_, index) => low + ((high - low) * ((index * factor) % 997)) / 997);
    const layers = [isthmus.dense(3, { activation: "softmax" })];
    const model = await isthmus.Classifier.create({
      input: 4,
      layers,
      optimizer: isthmus.sgd({ learningRate: 0.5 }),
      gpu,
    });
    await model.setWeights({
      "layers.0.kernel": { shape: [4, 3], data: values(12, 271, -0.5, 0.5) },
      "layers.0.bias": { shape: [3], data: new Float32Array(3) },
    });
    const sampleWeight = values(10, 331, 0, 3);
    sampleWeight[3] = 0;
    const labels = Uint8Array.from({ length: 10 }, (_, row) => row % 3);
    const data = isthmus.datasetOf(values(40, 7919), [4], { labels, sampleWeight });
    const { history } = await model.fit(data, { epochs: 2, batchSize: 4, shuffle: false });
    const kernel = [...((await model.getWeights())["layers.0.kernel"]?.data ?? [])];
    model.dispose();
    return { history, kernel };
  });
  expectClose(history.loss, [1.558142066001892, 1.6707870960235596]);
  expectClose(history.accuracy, [0.5, 0.5]);
  expectClose(
    kernel.slice(0, 4),
    [0.062166839838027954, -0.5611605048179626, -0.18555998802185059, 0.8630090355873108],
  );
});

/** Models of which each meets targets, weights and a mask by other kernels. */
const MODELS: Record<string, AutoencoderOptions> = {
  "cross-entropy from logits": {
    input: 12,
    encoder: [dense(4, { activation: "relu", activityRegularizer: { l1: 1e-3, l2: 1e-3 } })],
    decoder: [dense(12, { activation: "sigmoid" })],
    metrics: ["mse", "mae", "bce", "kl"],
  },
  "cross-entropy from probabilities": {
    input: 12,
    encoder: [dense(4)],
    decoder: [dense(12, { activation: "sigmoid", activityRegularizer: { l1: 1e-3, l2: 0 } })],
    optimizer: adam(),
  },
  "squared error, sizes that are no fours": {
    input: 7,
    encoder: [dense(3, { activation: "tanh" })],
    decoder: [dense(7)],
    loss: "meanSquaredError",
    metrics: ["kl"],
  },
  images: {
    input: [4, 6, 1],
    encoder: [conv2d(4, 3, { padding: "same", activation: "relu" }), maxPool2d(2)],
    decoder: [upSampling2d(2), conv2d(1, 3, { padding: "same", activation: "sigmoid" })],
    optimizer: sgd(),
    metrics: ["kl"],
  },
  "a variational model": {
    input: 12,
    encoder: [sampling(2)],
    decoder: [dense(12, { activation: "sigmoid" })],
    optimizer: adam(),
  },
};

describe.each(LADDER)("targets, weights and a mask at level %s", (level) => {
  it.each(Object.keys(MODELS))("keep every bound of %s", async (name) => {
    const result = await context.page.evaluate(
      async (options, at) => {
        const size = [options.input].flat().reduce((product, length) => product * length, 1);
        const values = (length: number, factor: number) =>
          Float32Array.from({ length }, (_, index) => ((index * factor) % 997) / 997);
        // Sample 2 has no value that is known, sample 5 counts nothing.
        const mask = Uint8Array.from({ length: 7 * size }, (_, at) =>
          Number(Math.floor(at / size) !== 2 && (at * 31) % 7 > 1),
        );
        const sampleWeight = Float32Array.of(1, 0.5, 3, 1, 0.25, 0, 2);
        const targets = {
          data: Uint8Array.from({ length: 7 * size }, (_, index) => (index * 613) % 256),
          shape: [size],
        };
        const data = globalThis.isthmus.datasetOf(values(7 * size, 7919), [size], { targets, mask, sampleWeight });
        const gpu = await globalThis.harness.gpu();
        return globalThis.isthmus.compare({ ...options, level: at, gpu }, data, { steps: 3, batchSize: 4 });
      },
      MODELS[name] as AutoencoderOptions,
      level,
    );
    for (const { call, kernel, boundShare } of result.rows) {
      expect(boundShare, `${call} (${kernel})`).toBeLessThanOrEqual(1);
    }
    const kernels = result.rows.map(({ kernel }) => kernel);
    expect(kernels).toEqual(expect.arrayContaining(["mask-weights", "masked-metric", "weigh"]));
    for (const { relativeError } of result.losses) expect(relativeError).toBeLessThan(1e-5);
    expect(result.weightError).toBeLessThan(1e-5);
  });
});

describe("a mask", () => {
  it("leaves what is missing out of loss and metrics: the mean over what is known, 0 where nothing is", async () => {
    const { means, wanted } = await inPage(async ({ isthmus, gpu }) => {
      const { dense, Autoencoder, datasetOf } = isthmus;
      const ae = await Autoencoder.create({
        input: 3,
        encoder: [dense(2)],
        decoder: [dense(3)],
        loss: "meanSquaredError",
        metrics: ["mae"],
        gpu,
      });
      const x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
      const mask = Uint8Array.of(1, 0, 1, 0, 0, 0, 1, 1, 1);
      const means = await ae.evaluate(datasetOf(x, [3], { mask }));
      const y = (await ae.predict(x)).data;
      const errors = x.map((value, at) => Math.abs(value - (y[at] ?? 0)));
      const mean = (of: (error: number) => number) => {
        const rows = [[0, 2], [], [6, 7, 8]].map((known) => {
          return known.reduce((sum, at) => sum + of(errors[at] ?? 0), 0) / Math.max(known.length, 1);
        });
        return rows.reduce((sum, row) => sum + row, 0) / 3;
      };
      ae.dispose();
      return { means, wanted: { loss: mean((error) => error * error), mae: mean((error) => error) } };
    });
    expect(means.loss / wanted.loss).toBeCloseTo(1, 5);
    expect((means.mae ?? 0) / wanted.mae).toBeCloseTo(1, 5);
  });

  it("keeps what stands at missing places out of training, to the last bit", async () => {
    const [one, other] = await inPage(async ({ isthmus, model }) => {
      const train = async (hidden: number) => {
        const ae = await model({ size: 5, units: 2 });
        const data = Float32Array.from({ length: 40 }, (_, at) => ((at * 7919) % 997) / 997);
        const mask = Uint8Array.from({ length: 40 }, (_, at) => Number((at * 31) % 7 > 2));
        const targets = { data: data.map((value, at) => (mask[at] ? value : hidden)), shape: [5] };
        const { history } = await ae.fit(isthmus.datasetOf(data, [5], { targets, mask }), { epochs: 3, batchSize: 3 });
        const weights = Object.values(await ae.getWeights()).flatMap((tensor) => [...tensor.data]);
        ae.dispose();
        return { loss: history.loss, weights };
      };
      return [await train(0), await train(1e30)];
    });
    expect(one).toEqual(other);
  });
});

describe("validationSplit", () => {
  it("trains on what it leaves, evaluates what it keeps aside, every class on both sides", async () => {
    // Classes come in turns: every tenth row is of the same one.
    const data = Float32Array.from({ length: 60 * 4 }, (_, at) => ((at * 7919) % 997) / 997);
    const labels = Uint8Array.from({ length: 60 }, (_, row) => row % 10);
    const { train, validation } = splitDataset(datasetOf(data, [4], labels), { fraction: 0.2, seed: 7 });
    expect(new Set(validation.labels).size).toBe(10);
    const given = { data: [...data], labels: [...labels], train: [...train.data], validation: [...validation.data] };
    await context.page.evaluate((arrays) => Object.assign(globalThis, { given: arrays }), given);
    const { begin, history, byHand } = await inPage(async ({ isthmus, model }) => {
      const { given } = globalThis as unknown as {
        given: Record<"data" | "labels" | "train" | "validation", number[]>;
      };
      const dataset = isthmus.datasetOf(Float32Array.from(given.data), [4], Uint8Array.from(given.labels));
      const events: unknown[] = [];
      const callbacks = [(event: unknown) => void events.push(event)];
      const ae = await model({ size: 4, units: 2, seed: 7 });
      const { history } = await ae.fit(dataset, { epochs: 2, batchSize: 8, validationSplit: 0.2, callbacks });
      const other = await model({ size: 4, units: 2, seed: 7 });
      const validationData = Float32Array.from(given.validation);
      const byHand = await other.fit(Float32Array.from(given.train), { epochs: 2, batchSize: 8, validationData });
      ae.dispose();
      other.dispose();
      return { begin: events[0], history, byHand: byHand.history };
    });
    expect(begin).toMatchObject({ samples: 48, validationSamples: 12, steps: 6 });
    expect(history.val_loss).toHaveLength(2);
    expect(history).toEqual(byHand);
  });

  it("refuses validation data without targets for training data that have some, and a single sample", async () => {
    const failures = await inPage(async ({ model, failure }) => {
      const ae = await model({ size: 2, units: 1 });
      const x = new Float32Array(4);
      const failures = [
        await failure(() => ae.fit(x, { targets: x, validationData: x })),
        await failure(() => ae.fit(x.subarray(0, 2), { validationSplit: 0.5 })),
      ];
      const { loss } = await ae.evaluate(x);
      ae.dispose();
      return [...failures, { name: "loss", message: String(loss > 0) }];
    });
    expect(failures).toEqual([
      {
        name: "ArgumentError",
        message:
          "The training data have targets, the validation data none. Give validationData as a Dataset with targets.",
      },
      {
        name: "DataError",
        message: "A single sample can't be split. Give more samples, or validation data of their own.",
      },
      { name: "loss", message: "true" },
    ]);
  });
});

describe("arrays that are refilled right after a call", () => {
  it("change nothing, whatever they hold", async () => {
    const { untouched, refilled } = await inPage(async ({ isthmus, model }) => {
      const results = async (refill: boolean) => {
        const count = 30;
        const given = () => {
          const of = (factor: number) =>
            Float32Array.from({ length: 6 * count }, (_, at) => ((at * factor) % 997) / 997);
          return isthmus.datasetOf(of(7919), [6], {
            labels: Uint8Array.from({ length: count }, (_, row) => row % 3),
            targets: { data: of(613), shape: [6] },
            sampleWeight: Float32Array.from({ length: count }, (_, row) => row / 9),
            mask: Uint8Array.from({ length: 6 * count }, (_, at) => Number(at % 5 > 0)),
          });
        };
        const spoil = (...datasets: { [name: string]: unknown }[]) => {
          if (!refill) return;
          for (const { data, labels, targets, sampleWeight, mask } of datasets as unknown as Required<
            import("../../src/index.js").Dataset
          >[]) {
            for (const values of [data, labels, targets.data, sampleWeight, mask]) values.fill(1);
          }
        };
        const ae = await model({ size: 6, units: 2 });
        const [train, validationData, split] = [given(), given(), given()];
        const fitting = ae.fit(train, { epochs: 2, batchSize: 7, validationData });
        spoil({ ...train }, { ...validationData });
        const first = (await fitting).history;
        const [x, targets, sampleWeight] = [split.data, (split.targets ?? split).data, [...(split.sampleWeight ?? [])]];
        const labelled = isthmus.datasetOf(x, [6], split.labels);
        const again = ae.fit(labelled, { batchSize: 7, validationSplit: 0.3, targets, sampleWeight });
        spoil({ ...split });
        if (refill) sampleWeight.fill(5);
        const second = (await again).history;
        const calls = [];
        for (const call of ["evaluate", "predict", "encode"] as const) {
          const dataset = given();
          const calling = call === "evaluate" ? ae.evaluate(dataset) : ae[call](dataset);
          spoil({ ...dataset });
          calls.push(await calling);
        }
        const codes = Float32Array.from({ length: 8 }, (_, at) => at);
        const decoding = ae.decode(codes);
        if (refill) codes.fill(0);
        calls.push(await decoding);
        ae.dispose();
        return JSON.stringify({ first, second, calls });
      };
      return { untouched: await results(false), refilled: await results(true) };
    });
    expect(untouched).toContain("val_loss");
    expect(refilled).toBe(untouched);
  });
});
