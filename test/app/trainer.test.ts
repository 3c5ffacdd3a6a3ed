import { afterEach, expect, it, vi } from "vitest";
import { AS_FOUND } from "../../src/app/state/reading.js";
import { WorkerTrainer } from "../../src/app/worker/trainer.js";
import { Autoencoder, describeModel, type Gpu, PRESETS } from "../../src/index.js";

vi.mock("../../src/index.js", async (original) => ({
  ...(await original<typeof import("../../src/index.js")>()),
  requestGpu: async () => ({ device: { lost: new Promise(() => {}) }, info: { software: false } }) as unknown as Gpu,
}));
afterEach(() => {
  vi.restoreAllMocks();
});

const request = { model: PRESETS.notebook([2]), epochs: 1, batchSize: 32 };

/** Trains an epoch of one step in no time. */
function modelInNoTime(): Autoencoder {
  return {
    description: describeModel(request.model),
    warnings: [],
    async *fitEvents() {
      yield { type: "epoch", epoch: 1, seconds: 1, imagesPerSecond: 1, logs: {} };
      yield { type: "end", history: { stopped: false } };
    },
    encode: async () => ({ data: new Float32Array(64).fill(1), shape: [2, 32] }),
    predict: async () => ({ data: new Float32Array(4), shape: [2, 2] }),
    getWeights: async () => ({}),
    save: async () => new Uint8Array(),
    stopTraining: () => {},
    dispose: () => {},
  } as unknown as Autoencoder;
}

it("without data or a model there is nothing to train, to train on, or to save", async () => {
  const trainer = new WorkerTrainer();
  await expect(trainer.train(request, () => {})).rejects.toThrow("There are no data yet; load some in the view Train.");
  await expect(trainer.trainOn(request, () => {})).rejects.toThrow("There is no model to go on with; train one first.");
  await expect(trainer.save()).rejects.toThrow("There is no model to save yet; train one first.");
});

it("a pause that comes after the last epoch does not hold the run that goes on", async () => {
  vi.spyOn(Autoencoder, "create").mockResolvedValue(modelInNoTime());
  vi.spyOn(Autoencoder, "load").mockResolvedValue(modelInNoTime());
  const trainer = new WorkerTrainer();
  const file = new File(["0.1,0.2\n0.3,0.4"], "t.csv");
  await trainer.loadFiles([{ file, path: file.name }], AS_FOUND, () => {});
  await trainer.train(request, () => {});
  trainer.pause();
  expect(await trainer.trainOn({ ...request, epochs: 2 }, () => {})).toEqual({ stopped: false });
});
