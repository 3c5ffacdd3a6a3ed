import { expose } from "comlink";
import { afterEach, expect, it, vi } from "vitest";
import { MNIST_CHOICE } from "../../src/app/state/data-choice.js";
import { Session } from "../../src/app/state/session.js";
import { scaleOf } from "../../src/app/take-home/pictures-png.js";
import type { DataInfo, Report, Snapshot } from "../../src/app/worker/protocol.js";
import { PRESETS } from "../../src/index.js";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  vi.unstubAllGlobals();
});

const data: DataInfo = {
  mnist: false,
  name: "few.csv",
  shape: [4],
  count: 9,
  validationCount: 0,
  labelled: false,
  range: [0, 1],
  examples: { names: ["sample 1"], values: new Float32Array(4) },
};
const snapshot: Snapshot = { codeSize: 2, codes: new Float32Array(2), reconstructions: new Float32Array(4) };
const request = { model: PRESETS.notebook([4]), epochs: 1, batchSize: 3 };

/** A session whose worker trains in no time, and shows a snapshot. */
async function trained(): Promise<Session> {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const trainer = {
    loadFiles: () => data,
    train: async (_: unknown, report: (message: Report) => Promise<void>) => {
      await report({ type: "snapshot", snapshot });
      return { stopped: false };
    },
    save: () => new Uint8Array(8),
  };
  expose(trainer, port2);
  vi.stubGlobal("Worker", function ThisWorker() {
    return port1;
  });
  const session = new Session(() => {});
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: [{ file: new File([], "few.csv"), path: "few.csv" }] });
  await session.train(request);
  return session;
}

it("a run's model is there to keep where no canvas can hold its pictures", async () => {
  // Node has none at all.
  const { phase, downloads, failure } = (await trained()).state;
  expect([phase, failure]).toEqual(["finished", undefined]);
  expect(downloads.map(({ name }) => name)).toEqual(["model.safetensors", "model.json"]);
});

it("a run ends, and says why, when nothing of it can be kept", async () => {
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    throw new RangeError("There is no room for another file.");
  });
  const session = await trained();
  vi.restoreAllMocks();
  expect(session.busy).toBe(false);
  expect(session.state.failure?.message).toBe("There is no room for another file.");
});

it("pictures are enlarged when small, and shrunk when all of them would be too wide or too high", () => {
  expect(scaleOf(10, 28, 28)).toBe(4);
  expect(scaleOf(10, 256, 256)).toBe(1);
  for (const [count, height, width] of [
    [10, 1, 8192],
    [10, 8192, 1],
    [1, 30_000, 2],
  ] as const) {
    const scale = scaleOf(count, height, width);
    expect(Math.max(count * width * scale, 2 * height * scale)).toBeCloseTo(8192, 6);
  }
});
