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

it("of runs that are begun in a row only the last one goes on, while the one before them still ends", async () => {
  const made: string[] = [];
  const disposed: string[] = [];
  let going = 0;
  let mostGoing = 0;
  vi.spyOn(Autoencoder, "create").mockImplementation(async ({ seed }) => {
    const name = `run ${seed}`;
    made.push(name);
    let stopped = false;
    return {
      ...modelInNoTime(),
      async *fitEvents() {
        mostGoing = Math.max(mostGoing, ++going);
        for (let step = 1; step <= 50 && !stopped; step++) {
          await new Promise((resolve) => setTimeout(resolve, 2));
          yield { type: "step", epoch: 1, step, loss: 1 };
        }
        going--;
        yield { type: "end", history: { stopped } };
      },
      stopTraining: () => {
        stopped = true;
      },
      dispose: () => disposed.push(name),
    } as unknown as Autoencoder;
  });
  const trainer = new WorkerTrainer();
  const file = new File(["0.1,0.2\n0.3,0.4"], "t.csv");
  await trainer.loadFiles([{ file, path: file.name }], AS_FOUND, () => {});
  const run = (seed: number) => trainer.train({ ...request, model: { ...request.model, seed } }, () => {});
  const first = run(1);
  await vi.waitFor(() => expect(going).toBe(1));
  const ended = await Promise.all([first, run(2), run(3), run(4)]);
  expect(ended.map(({ stopped }) => stopped)).toEqual([true, true, true, false]);
  expect(mostGoing).toBe(1);
  // What was made is freed, but for the model that there is.
  expect(disposed).toEqual(made.slice(0, -1));
  expect(made.at(-1)).toBe("run 4");
});

it("of models that are asked for at once the last stays", async () => {
  const disposed: number[] = [];
  vi.spyOn(Autoencoder, "load").mockImplementation(async (bytes) => {
    const [name = 0] = bytes as Uint8Array;
    // The first takes longer than the second.
    if (name === 1) await new Promise((resolve) => setTimeout(resolve, 5));
    return {
      ...modelInNoTime(),
      save: async () => bytes,
      dispose: () => disposed.push(name),
    } as unknown as Autoencoder;
  });
  const trainer = new WorkerTrainer();
  const file = new File(["0.1,0.2\n0.3,0.4"], "t.csv");
  await trainer.loadFiles([{ file, path: file.name }], AS_FOUND, () => {});
  const overtaken = "another model were opened, before this one was";
  for (const [first, last] of [
    [1, 2],
    [2, 1],
  ] as const) {
    disposed.length = 0;
    const opening = trainer.adopt(Uint8Array.of(first), 0);
    await Promise.all([expect(opening).rejects.toThrow(overtaken), trainer.adopt(Uint8Array.of(last), 0)]);
    expect(await trainer.save()).toEqual(Uint8Array.of(last));
    expect(disposed).toContain(first);
  }
});

it("opens no model of samples of another size", async () => {
  const dispose = vi.fn();
  const other = { ...modelInNoTime(), description: describeModel(PRESETS.notebook([3])), dispose };
  vi.spyOn(Autoencoder, "load").mockResolvedValue(other as unknown as Autoencoder);
  const trainer = new WorkerTrainer();
  const file = new File(["0.1,0.2\n0.3,0.4"], "t.csv");
  await trainer.loadFiles([{ file, path: file.name }], AS_FOUND, () => {});
  await expect(trainer.adopt(new Uint8Array(), 0)).rejects.toThrow(
    "takes samples of 3 values, and those of t.csv have 2",
  );
  expect(dispose).toHaveBeenCalledTimes(1);
});
