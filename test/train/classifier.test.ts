import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { trainingIn } from "./in-page.js";

const inPage = trainingIn(usePage());

describe("a classifier", () => {
  it("learns labels, reports its accuracy, and comes back from its file with the same bits", async () => {
    const result = await inPage(async ({ isthmus, gpu, images }) => {
      const classifier = await isthmus.Classifier.create({
        input: [28, 28, 1],
        layers: [
          isthmus.flatten(),
          isthmus.dense(32, { activation: "relu" }),
          isthmus.dense(10, { activation: "softmax" }),
        ],
        gpu,
      });
      const data = images(2000);
      const before = await classifier.evaluate(data);
      const { history } = await classifier.fit(data, { epochs: 3, batchSize: 50, validationData: images(500) });
      const after = await classifier.evaluate(data);
      const probabilities = await classifier.predict(images(100));
      let right = 0;
      for (let row = 0; row < 100; row++) {
        const values = probabilities.data.subarray(10 * row, 10 * row + 10);
        if (values.indexOf(Math.max(...values)) === data.labels?.[row]) right++;
      }
      const sums = [0, 1, 2].map((row) => probabilities.data.subarray(10 * row, 10 * row + 10).reduce((a, b) => a + b));
      const again = await isthmus.Classifier.load(await classifier.save(), { gpu });
      const same = globalThis.harness.encode((await again.predict(images(100))).data);
      const accuracyOfHundred = (await classifier.evaluate(images(100))).accuracy;
      classifier.dispose();
      again.dispose();
      const shape = probabilities.shape;
      return {
        before,
        after,
        history,
        right,
        sums,
        shape,
        accuracyOfHundred,
        same,
        first: globalThis.harness.encode(probabilities.data),
      };
    });
    expect(result.before.loss).toBeGreaterThan(2);
    expect(result.after.accuracy).toBeGreaterThan(0.85);
    expect(Object.keys(result.history)).toEqual(["loss", "accuracy", "val_loss", "val_accuracy"]);
    expect(result.shape).toEqual([100, 10]);
    expect(result.accuracyOfHundred).toBeCloseTo(result.right / 100, 6);
    for (const sum of result.sums) expect(sum).toBeCloseTo(1, 5);
    expect(result.same).toBe(result.first);
  });

  it("refuses data without labels, or with labels that it has no class for, and an autoencoder's file", async () => {
    const messages = await inPage(async ({ isthmus, gpu, images, model, failure }) => {
      const classifier = await isthmus.Classifier.create({
        input: 784,
        layers: [isthmus.dense(3, { activation: "softmax" })],
        gpu,
      });
      const { data, shape, count } = images(10);
      const ae = await model();
      const file = await ae.save();
      const messages = [
        await failure(() => classifier.fit(data)),
        await failure(() => classifier.fit({ data, shape, count, labels: new Uint8Array(10).fill(3) })),
        await failure(() => classifier.fit({ data, shape, count, labels: new Uint8Array(9) })),
        await failure(() => isthmus.Classifier.load(file, { gpu })),
        await failure(() => isthmus.Classifier.load(file, { gpu, layers: [] } as never)),
      ];
      ae.dispose();
      classifier.dispose();
      return messages.map(({ name, message }) => `${name}: ${message}`);
    });
    expect(messages).toEqual([
      "DataError: The training data has no labels, which a classifier learns. Give a Dataset with labels.",
      "DataError: The training data has label 3 at sample 0, but the classifier knows 3 classes, 0 to 2.",
      "DataError: The training data has 9 labels for 10 samples: there must be one label a sample.",
      "FormatError: The file's description of its model is not valid: The file is an autoencoder's: Autoencoder.load() opens it.",
      'ArgumentError: load has no option "layers"; it takes gpu, level, precision, tuning.',
    ]);
  });
});
