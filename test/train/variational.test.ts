import { expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { trainingIn } from "./in-page.js";

const context = usePage();
const inPage = trainingIn(context);

it("outside training a variational model is its mean: evaluate, val_loss, predict and encode agree", async () => {
  const { first, again, valLoss, byHand, divergence, drawn } = await inPage(async ({ isthmus, gpu }) => {
    const { Autoencoder, dense, sampling, adam } = isthmus;
    const ae = await Autoencoder.create({
      input: 6,
      encoder: [sampling(2, { klWeight: 0.25 })],
      decoder: [dense(6, { activation: "sigmoid" })],
      optimizer: adam({ learningRate: 1e-9 }),
      gpu,
    });
    const x = Float32Array.from({ length: 60 }, (_, at) => ((at * 7919) % 997) / 997);
    const { history } = await ae.fit(x, { epochs: 2, validationData: x });
    const first = await ae.evaluate(x, { batchSize: 4 });
    const again = await ae.evaluate(x, { batchSize: 4 });
    const decoded = (await ae.decode(await ae.encode(x))).data;
    const y = (await ae.predict(x)).data;
    const weights = await ae.getWeights();
    const headOf = (head: string, row: number, unit: number) => {
      const kernel = weights[`encoder.0.${head}.kernel`]?.data ?? [];
      let sum = weights[`encoder.0.${head}.bias`]?.data[unit] ?? 0;
      for (let k = 0; k < 6; k++) sum += (x[row * 6 + k] ?? 0) * (kernel[k * 2 + unit] ?? 0);
      return sum;
    };
    const bce = x.reduce((sum, t, at) => sum - t * Math.log(y[at] ?? 0) - (1 - t) * Math.log(1 - (y[at] ?? 0)), 0) / 60;
    let divergence = 0;
    for (let row = 0; row < 10; row++) {
      for (const unit of [0, 1]) {
        const [mean, logVar] = [headOf("z_mean", row, unit), headOf("z_log_var", row, unit)];
        divergence += (0.25 * (mean ** 2 + Math.exp(logVar) - 1 - logVar)) / 2 / 10;
      }
    }
    const same = y.every((value, at) => value === decoded[at]);
    ae.dispose();
    return {
      first: first.loss,
      again: again.loss,
      valLoss: history.val_loss?.[1],
      byHand: same ? bce + divergence : Number.NaN,
      divergence,
      drawn: history.loss[1] ?? 0,
    };
  });
  expect(again).toBe(first);
  expect(Math.abs(first - byHand)).toBeLessThan(1e-6);
  expect(Math.abs(first - (valLoss ?? 0))).toBeLessThan(1e-6);
  // The KL term is in it; and training, which draws, has another loss on the same weights.
  expect(divergence).toBeGreaterThan(1e-3);
  expect(Math.abs(first - drawn)).toBeGreaterThan(1e-4);
});
