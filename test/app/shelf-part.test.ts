import { expose } from "comlink";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MNIST_CHOICE } from "../../src/app/state/data-choice.js";
import { Earlier } from "../../src/app/state/earlier.js";
import { Navigation } from "../../src/app/state/navigation.js";
import { Session } from "../../src/app/state/session.js";
import { Shelf } from "../../src/app/state/shelf.js";
import { Store } from "../../src/app/state/store.js";
import type { GivenFile, Report, TrainRequest } from "../../src/app/worker/protocol.js";
import { adam, describeModel, PRESETS } from "../../src/index.js";
import { FEW_SAMPLES } from "./few-samples.js";

const data = FEW_SAMPLES;
const request = (epochs: number, limit?: number): TrainRequest => ({
  model: PRESETS.notebook([4]),
  epochs,
  batchSize: 3,
  ...(limit !== undefined && { limit }),
});
const given = (path: string, ...bytes: number[]) => [{ file: new File([Uint8Array.from(bytes)], path), path }];
const ports: MessagePort[] = [];

// What reads other programs' models is tested where it is: here they are the bytes that the trainer adopts.
vi.mock(import("../../src/app/take-home/model-exchange.js"), async (original) => ({
  ...(await original()),
  imported: async ([first]) => new Uint8Array((await first?.file.arrayBuffer()) ?? []),
}));

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  let trained = 0;
  const trainer = {
    loadFiles: ([given]: GivenFile[]) => ({ ...data, name: given?.path ?? data.name }),
    train: async ({ epochs }: TrainRequest, report: (message: Report) => Promise<void>) => {
      trained++;
      for (let epoch = 1; epoch <= epochs; epoch++) {
        const logs = { loss: 1 / (trained + epoch) };
        await report({ type: "event", event: { type: "epoch", epoch, logs, seconds: 1, imagesPerSecond: 9 } as never });
      }
      return { stopped: false };
    },
    save: () => Uint8Array.of(trained),
    reset: () => {},
    adopt: (bytes: Uint8Array) => {
      if (bytes.length === 0) throw new Error("That is no model's file.");
      const model = { ...PRESETS.deep([4]), optimizer: adam({ learningRate: 0.01 }), seed: 7 };
      return { description: describeModel(model), snapshot: undefined, shot: undefined };
    },
  };
  expose(trainer, port2);
  vi.stubGlobal("Worker", function ThisWorker() {
    return port1;
  });
  vi.stubGlobal("location", new URL("https://page.example/#/train?epochs=2"));
  vi.stubGlobal("history", { replaceState: () => {} });
});
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  vi.unstubAllGlobals();
});

async function opened(): Promise<{ store: Store; session: Session; shelf: Shelf; names: () => string[] }> {
  const store = new Store();
  const [session, shelf] = [store.part(Session), store.part(Shelf)];
  store.observe(() => {}, [Shelf]);
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: [{ file: new File([], "few.csv"), path: "few.csv" }] });
  await expect.poll(() => shelf.state.entries).toEqual([]);
  return { store, session, shelf, names: () => shelf.state.entries?.map(({ name }) => name) ?? [] };
}

describe("the shelf", () => {
  it("takes the model of every run that ends, and shows the losses of the last one beside the next", async () => {
    const { store, session, shelf, names } = await opened();
    const curves = () => store.part(Earlier).state.curves;
    await session.train(request(2));
    await expect.poll(names).toEqual(["notebook, Adadelta, 2 epochs"]);
    const [first] = shelf.state.entries ?? [];
    expect([shelf.current, first?.passing, first?.data, first?.losses]).toEqual([
      first?.id,
      true,
      "few.csv, 9 samples",
      [1, 2].map((epoch) => ({ epoch, loss: 1 / (1 + epoch) })),
    ]);
    // It stands there itself.
    expect(curves()).toEqual([]);
    const next = session.train(request(1, 6));
    expect(curves().map(({ losses }) => losses.length)).toEqual([2]);
    await next;
    await expect.poll(names).toEqual(["notebook, Adadelta, 1 epoch of 6 samples", "notebook, Adadelta, 2 epochs"]);
    // That of the run before the last goes; any can be chosen.
    await expect.poll(() => shelf.state.overlaid.size).toBe(1);
    expect(curves()).toEqual([]);
    shelf.overlay(first?.id ?? 0, true);
    expect(curves().map(({ losses }) => losses.length)).toEqual([2]);
    shelf.overlay(first?.id ?? 0, false);
    expect(curves()).toEqual([]);
  });

  it("leaves the losses of other data out of the chart, unless they are asked for", async () => {
    const { store, session, shelf, names } = await opened();
    const curves = () => store.part(Earlier).state.curves;
    await session.train(request(2));
    await expect.poll(names).toHaveLength(1);
    const files = [{ file: new File([], "more.csv"), path: "more.csv" }];
    await session.loadFiles({ ...MNIST_CHOICE, own: true, files });
    expect([curves(), [...shelf.state.overlaid]]).toEqual([[], []]);
    shelf.overlay(shelf.state.entries?.[0]?.id ?? 0, true);
    expect(curves()).toHaveLength(1);
  });

  it("brings one back without putting it there again, and lets it stay under a name", async () => {
    const { session, shelf, names } = await opened();
    await session.train(request(2));
    await expect.poll(names).toHaveLength(1);
    await session.train(request(1));
    await expect.poll(names).toHaveLength(2);
    const first = shelf.state.entries?.[1];
    if (!first) throw new Error("It was there.");
    await shelf.open(first);
    expect(shelf.current).toBe(first.id);
    expect(location.hash).toBe(first.fragment);
    expect(names()).toHaveLength(2);
    await shelf.keep(first, "mine");
    expect(shelf.state.entries?.map(({ name, passing }) => [name, passing])[1]).toEqual(["mine", false]);
  });

  it("opens a model's file with its settings, and says what is wrong with one", async () => {
    const { store, shelf, names } = await opened();
    await shelf.openFiles(given("theirs.keras", 1));
    expect(names()).toEqual(["theirs"]);
    const { model, optimizer, learningRate, seed, epochs } = store.part(Navigation).state.draft;
    expect([model, optimizer, learningRate, seed, epochs]).toEqual(["deep", "adam", "0.01", "7", "2"]);
    expect(shelf.state.entries?.[0]?.fragment).toContain("model=deep");
    await shelf.openFiles(given("none.onnx"));
    expect([shelf.state.failure, names()]).toEqual(["That is no model's file.", ["theirs"]]);
  });

  it("opens none over a run, and lets none through that a run overtook", async () => {
    const { session, shelf, names } = await opened();
    const run = session.train(request(2));
    await shelf.openFiles(given("theirs.keras", 1));
    expect(shelf.state.failure).toBe("A model is being trained. Stop it, then open the other one.");
    await run;
    const opening = session.adopt(Uint8Array.of(1), []);
    const next = session.train(request(1));
    await expect(opening).rejects.toThrow("before this one was. Open it again.");
    await next;
    expect([session.state.phase, "run" in session.state && session.state.run.rows.length]).toEqual(["finished", 1]);
    await expect.poll(names).toEqual(["notebook, Adadelta, 1 epoch", "notebook, Adadelta, 2 epochs"]);
  });

  it("no run goes on while another model is being opened, which the worker may have already", async () => {
    const { session } = await opened();
    await session.train(request(1));
    const opening = session.adopt(Uint8Array.of(1), []);
    await session.trainOn({ epochs: 1, batchSize: 3 });
    expect(session.state).toMatchObject({ phase: "finished", run: { epochs: 1 } });
    await opening;
    expect(session.state).toMatchObject({ phase: "finished", trained: { seed: 7 } });
  });
});
