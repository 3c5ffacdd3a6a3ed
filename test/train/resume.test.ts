import { describe, expect, it } from "vitest";
import { OPTIMIZERS } from "../../src/index.js";
import { usePage } from "../harness/browser.js";
import { trainingIn } from "./in-page.js";

const inPage = trainingIn(usePage());

describe("a model that is saved with its optimizer", () => {
  it.each(OPTIMIZERS)("goes on as if never interrupted: %s", async (name) => {
    const weights = await inPage<Record<string, string>>(
      new Function(
        "tools",
        `return (async ({ isthmus, gpu, images }) => {
          const optimizer = isthmus.${name}(${name === "sgd" || name === "rmsprop" ? "{ momentum: 0.9 }" : ""});
          const options = { epochs: 1, batchSize: 32 };
          const create = () => isthmus.Autoencoder.create({
            input: 784,
            encoder: [isthmus.gaussianNoise(0.2), isthmus.dense(4, { activation: "relu" })],
            decoder: [isthmus.dense(784, { activation: "sigmoid" })],
            optimizer,
            gpu,
          });
          const text = async (ae) => {
            const tensors = Object.values(await ae.getWeights());
            ae.dispose();
            return tensors.map(({ data }) => harness.encode(data)).join();
          };
          const whole = await create();
          await whole.fit(images(100), { ...options, epochs: 3 });
          const first = await create();
          await first.fit(images(100), options);
          const kept = await first.save({ optimizer: true });
          const plain = await first.save();
          const resumed = await isthmus.Autoencoder.load(kept, { gpu });
          await resumed.fit(images(100), { ...options, epochs: 2 });
          const restarted = await isthmus.Autoencoder.load(plain, { gpu });
          await restarted.fit(images(100), { ...options, epochs: 2 });
          first.dispose();
          return { whole: await text(whole), resumed: await text(resumed), restarted: await text(restarted) };
        })(tools)`,
      ) as never,
    );
    expect(weights.resumed).toBe(weights.whole);
    expect(weights.restarted).not.toBe(weights.whole);
  });
});

it("counts epochs on from those that earlier calls have trained, as Keras does", async () => {
  const { begun, epochs, history, none, refused } = await inPage(async ({ model, images, failure }) => {
    const ae = await model();
    const [begun, epochs]: [number[], number[]] = [[], []];
    for await (const event of ae.fitEvents(images(64), { initialEpoch: 3, epochs: 5 })) {
      if (event.type === "begin") begun.push(event.initialEpoch, event.epochs);
      if (event.type === "epoch") epochs.push(event.epoch);
    }
    const history = await ae.fit(images(64), { initialEpoch: 5, epochs: 6 });
    const none = await ae.fit(images(64), { initialEpoch: 6, epochs: 6 });
    const refused: string[] = [];
    for (const initialEpoch of [-1, 0.5, 7]) {
      refused.push((await failure(() => ae.fit(images(64), { initialEpoch, epochs: 6 }))).message);
    }
    ae.dispose();
    return { begun, epochs, history, none, refused };
  });
  expect({ begun, epochs }).toEqual({ begun: [3, 5], epochs: [4, 5] });
  expect(history.epoch).toEqual([5]);
  expect(none).toMatchObject({ epoch: [], history: { loss: [] }, stopped: false });
  for (const message of refused)
    expect(message).toMatch(/^initialEpoch must be a whole number from 0 to epochs, which is 6/);
});

it("after a divergence the progress is that of the weights", async () => {
  const progress = await inPage(async ({ isthmus, model, images, failure }) => {
    const ae = await model();
    await ae.fit(images(64), { epochs: 2 });
    // An epoch is one batch: what the update of the second has made of the weights, the third sees in its first step.
    const diverging = [
      (event: { type: string }) => {
        if (event.type === "epoch") ae.learningRate = 1e38;
      },
    ];
    const error = await failure(() => ae.fit(images(64), { epochs: 5, batchSize: 64, callbacks: diverging }));
    const { metadata } = isthmus.decodeSafetensors(await ae.save({ optimizer: true }));
    ae.dispose();
    return { error, ...JSON.parse(metadata["isthmus.progress"] ?? "") };
  });
  expect(progress.error.message).toMatch(/in epoch 3, step 1\..* from the beginning of epoch 2 again/);
  expect(progress).toMatchObject({ epochs: 3, iterations: 5 });
});

describe("callbacks in training", () => {
  it("can change the learning rate, stop, and bring the best weights back", async () => {
    const result = await inPage(async ({ isthmus, model, images }) => {
      const ae = await model({ metrics: ["mse"] });
      const rates: number[] = [];
      const history = await ae.fit(images(200), {
        epochs: 5,
        batchSize: 50,
        validationData: images(100),
        callbacks: [
          isthmus.learningRateScheduler((epoch) => 1 / (epoch + 1)),
          (event) => {
            if (event.type === "epoch") rates.push(event.learningRate);
          },
          isthmus.earlyStopping({ monitor: "val_mse", mode: "max", restoreBestWeights: true }),
        ],
      });
      const { mse = Number.NaN } = await ae.evaluate(images(100));
      ae.dispose();
      return { rates, history, mse };
    });
    // The error falls, and more was asked for: the first epoch was the best.
    expect(result.rates).toEqual([1, 1 / 2]);
    expect(result.history.stopped).toBe(true);
    expect(Object.keys(result.history.history)).toEqual(["loss", "mse", "val_loss", "val_mse"]);
    expect(result.mse).toBeCloseTo(result.history.history.val_mse?.[0] ?? 0, 6);
  });

  it("can take a divergence for an end", async () => {
    const result = await inPage(async ({ isthmus, model, images, failure }) => {
      const diverging = { optimizer: isthmus.sgd({ learningRate: 1e30 }), loss: "meanSquaredError" } as const;
      const size = 784;
      const linear = { encoder: [isthmus.dense(4)], decoder: [isthmus.dense(size)] };
      const ae = await model({ ...diverging, ...linear });
      const options = { epochs: 5, batchSize: 50 };
      const error = await failure(() => ae.fit(images(200), options));
      const history = await ae.fit(images(200), { ...options, callbacks: [isthmus.terminateOnNaN()] });
      const finite = Object.values(await ae.getWeights()).every(({ data }) => data.every(Number.isFinite));
      ae.dispose();
      return { error, history, finite };
    });
    expect(result.error.name).toBe("NumericalError");
    expect(result.history.stopped).toBe(true);
    expect(result.finite).toBe(true);
  });
});
