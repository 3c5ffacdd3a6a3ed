import { expect, it } from "vitest";
import { WorkerTrainer } from "../../src/app/worker/trainer.js";
import { PRESETS } from "../../src/index.js";

const request = { model: PRESETS.notebook(), epochs: 1, batchSize: 32 };

it("without data or a model there is nothing to train, to train on, or to save", async () => {
  const trainer = new WorkerTrainer();
  await expect(trainer.train(request, () => {})).rejects.toThrow("There are no data yet; load some before training.");
  await expect(trainer.trainOn(request, () => {})).rejects.toThrow("There is no model to go on with; train one first.");
  await expect(trainer.save()).rejects.toThrow("There is no model to save yet; train one first.");
});
