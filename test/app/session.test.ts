import { expose } from "comlink";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type DataChoice, MNIST_CHOICE } from "../../src/app/state/data-choice.js";
import type { Reading } from "../../src/app/state/reading.js";
import { Session } from "../../src/app/state/session.js";
import { downloadsIn, learntIn, preparedIn } from "../../src/app/state/state.js";
import { Store } from "../../src/app/state/store.js";
import { scaleOf } from "../../src/app/take-home/pictures-png.js";
import type { DataInfo, GivenFile, Report, Snapshot } from "../../src/app/worker/protocol.js";
import { DataError, PRESETS } from "../../src/index.js";
import { FEW_SAMPLES } from "./few-samples.js";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  vi.unstubAllGlobals();
});

const data = FEW_SAMPLES;
const snapshot: Snapshot = {
  codeSize: 2,
  codeShape: [2],
  codes: new Float32Array(2),
  reconstructions: new Float32Array(4),
};
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
  const session = new Store().part(Session);
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: [{ file: new File([], "few.csv"), path: "few.csv" }] });
  await session.train(request);
  return session;
}

it("a run's model is there to keep where no canvas can hold its pictures", async () => {
  // Node has none at all.
  const { state } = await trained();
  expect(state.phase).toBe("finished");
  expect(downloadsIn(state).map(({ name }) => name)).toEqual(["model.safetensors", "model.json"]);
});

/** A session whose worker reads what it is told, when it is told. */
function reading(read: (files: readonly GivenFile[], said: Reading) => Promise<DataInfo>): Session {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  expose({ loadFiles: (files: readonly { path: string }[], said: Reading) => read(files as GivenFile[], said) }, port2);
  vi.stubGlobal("Worker", function ThisWorker() {
    return port1;
  });
  return new Store().part(Session);
}
const choiceOf = (path: string, changes: Partial<DataChoice> = {}): DataChoice => ({
  ...MNIST_CHOICE,
  own: true,
  files: [{ file: new File([], path), path }],
  ...changes,
});

it("of choices that are made while files are read, the last is read, and no other", async () => {
  const asked: unknown[] = [];
  let first: () => void = () => {};
  const session = reading(async (files, { scale }) => {
    asked.push(scale);
    if (asked.length === 1) await new Promise<void>((resolve) => (first = resolve));
    return { ...data, name: `${files[0]?.path} ${scale}` };
  });
  const choice = choiceOf("few.csv");
  const said = (scale: Reading["scale"]) => session.loadFiles({ ...choice, reading: { ...choice.reading, scale } });
  const done = said("none");
  await said("range");
  await said("columns");
  expect(session.state.choice.reading.scale).toBe("columns");
  await vi.waitFor(() => expect(asked).toEqual(["none"]));
  first();
  await done;
  expect(asked).toEqual(["none", "columns"]);
  expect(session.state).toMatchObject({ phase: "ready", data: { name: "few.csv columns" } });
});

it("a size that is none stands in the way of pictures only, and says so", async () => {
  const session = reading(async () => data);
  await session.loadFiles(choiceOf("few.csv", { size: "many" }));
  expect(session.state).toMatchObject({ phase: "ready", data: { name: "few.csv" } });
  await session.loadFiles(choiceOf("one.png", { size: "many" }));
  expect(session.state.fileFailure?.message).toBe(
    "Pictures need a size to be cropped to. A whole number from 1 to 256, please.",
  );
  expect(session.state.phase).toBe("ready");
});

it("it is known how the data in use were chosen, whatever was given since", async () => {
  const session = reading(async (files) => {
    if (files[0]?.path === "bad.csv") throw new Error("It is bad.");
    return data;
  });
  await session.loadFiles(choiceOf("few.csv"));
  await session.loadFiles(choiceOf("bad.csv"));
  const { fileFailure, choice } = session.state;
  const { used } = preparedIn(session.state) ?? {};
  expect(fileFailure?.message).toBe("It is bad.");
  expect([choice.files[0]?.path, used?.choice.files[0]?.path]).toEqual(["bad.csv", "few.csv"]);
});

it("a run ends, and says why, when nothing of it can be kept", async () => {
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    throw new RangeError("There is no room for another file.");
  });
  const session = await trained();
  vi.restoreAllMocks();
  expect(session.busy).toBe(false);
  expect(session.state).toMatchObject({ failure: { message: "There is no room for another file." } });
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
    expect(Math.max(count * width * scale, 4 * height * scale)).toBeCloseTo(8192, 6);
  }
});

describe("MNIST comes in two parts", () => {
  const digits = (count: number): DataInfo => ({ ...data, mnist: true, name: "MNIST", count });

  /** A session that has the first digits, and a worker that has all of them when it is told. */
  async function begun(adapter: object = { device: "GPU", software: false }) {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    const calls: string[] = [];
    let [come, fail, end] = [() => {}, () => {}, () => {}];
    const trainer = {
      open: () => ({ adapter, refusal: undefined }),
      loadMnist: () => digits(5000),
      loadWhole: async (_: string, cache: string, report: (done: number, total: number) => Promise<void>) => {
        calls.push(`load ${cache}`);
        await report(1, 4);
        await new Promise<void>((resolve, reject) => {
          [come, fail] = [resolve, () => reject(new DataError("There is no network."))];
        });
        return digits(60_000);
      },
      useWhole: () => void calls.push("use"),
      train: async () => {
        calls.push("train");
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        return { stopped: false };
      },
      save: () => new Uint8Array(8),
      reset: () => void calls.push("reset"),
    };
    expose(trainer, port2);
    vi.stubGlobal("Worker", function ThisWorker() {
      return port1;
    });
    vi.stubGlobal("navigator", {});
    vi.stubGlobal("document", { baseURI: "https://page.example/" });
    const session = new Store().part(Session);
    await session.open();
    return { session, calls, come: () => come(), fail: () => fail(), end: () => end() };
  }
  const count = ({ state }: Session) => preparedIn(state)?.data.count;

  it("and all of it is used as soon as it is there, where no run is begun", async () => {
    const { session, calls, come } = await begun();
    expect([session.state.phase, count(session)]).toEqual(["ready", 5000]);
    await expect.poll(() => session.state.whole).toEqual({ phase: "coming", loaded: { done: 1, total: 4 } });
    come();
    await expect.poll(() => count(session)).toBe(60_000);
    expect([session.state.whole, calls]).toEqual([undefined, ["load default", "use"]]);
  });

  it("while a run that was begun before keeps the first digits; the next one has all", async () => {
    const { session, calls, come, end } = await begun();
    await expect.poll(() => session.state.whole).toMatchObject({ loaded: { done: 1 } });
    const run = session.train(request);
    come();
    await expect.poll(() => session.state.whole?.phase).toBe("there");
    expect([count(session), learntIn(session.state)?.run.samples]).toEqual([5000, 5000]);
    await expect.poll(() => calls).toContain("train");
    end();
    await run;
    expect([session.state.phase, count(session)]).toEqual(["finished", 5000]);
    const next = session.train(request);
    expect([count(session), learntIn(session.state)?.run.samples]).toEqual([60_000, 60_000]);
    await expect.poll(() => calls).toEqual(["load default", "train", "reset", "use", "train"]);
    end();
    await next;
  });

  it("says so where the others cannot be had, and tries again", async () => {
    const { session, calls, come, fail } = await begun();
    await expect.poll(() => calls).toEqual(["load default"]);
    await expect.poll(() => session.state.whole).toMatchObject({ loaded: { done: 1 } });
    fail();
    await expect.poll(() => session.state.whole).toMatchObject({ failure: { message: "There is no network." } });
    expect(count(session)).toBe(5000);
    void session.loadWhole();
    await expect.poll(() => calls).toEqual(["load default", "load reload"]);
    await expect.poll(() => session.state.whole).toMatchObject({ loaded: { done: 1 } });
    come();
    await expect.poll(() => count(session)).toBe(60_000);
  });

  it("but on a CPU, which has enough of the first", async () => {
    const { session, calls } = await begun({ device: "CPU", software: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([count(session), session.state.whole, calls]).toEqual([5000, undefined, []]);
  });
});
