import { expose } from "comlink";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withWeights } from "../../src/app/compact/link-fragment.js";
import { linkText } from "../../src/app/compact/model-link.js";
import { ModelShelf } from "../../src/app/shelf/model-shelf.js";
import { readAddress } from "../../src/app/state/address.js";
import { Arrivals } from "../../src/app/state/arrivals.js";
import { MNIST_CHOICE } from "../../src/app/state/data-choice.js";
import type { Draft } from "../../src/app/state/draft.js";
import { Navigation } from "../../src/app/state/navigation.js";
import { Session } from "../../src/app/state/session.js";
import { Shelf } from "../../src/app/state/shelf.js";
import { dataIn } from "../../src/app/state/state.js";
import { Store } from "../../src/app/state/store.js";
import type { GivenFile } from "../../src/app/worker/protocol.js";
import { dense, describeFile, PRESETS } from "../../src/index.js";
import { savedBytes } from "../exchange/saved-models.js";
import { FEW_SAMPLES } from "./few-samples.js";

/** What comes to the page from outside: files, and a link's model. */

const request = { model: PRESETS.notebook([4]), epochs: 1, batchSize: 3 };
const given = (path: string) => ({ files: [{ file: new File([], path), path }], unread: [] });
const ports: MessagePort[] = [];
let endRun: () => void = () => {};
let begun = 0;
/** Why the worker opens no model just now. */
let refusal: string | undefined;

function opened(hash = "#/train") {
  vi.stubGlobal("location", new URL(`https://page.example/${hash}`));
  const store = new Store();
  store.observe(() => {}, [Shelf, Arrivals]);
  const go = (to: string) => {
    location.hash = to;
    store.part(Navigation).readAgain();
  };
  return { store, session: store.part(Session), arrivals: store.part(Arrivals), go };
}

beforeEach(() => {
  begun = 0;
  refusal = undefined;
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("history", { replaceState: () => {} });
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const trainer = {
    loadFiles: ([file]: readonly GivenFile[]) => ({ ...FEW_SAMPLES, name: file?.path }),
    // A run lasts until it is stopped, or ends by itself.
    train: async () => {
      begun++;
      await new Promise<void>((resolve) => (endRun = resolve));
      return { stopped: false };
    },
    stop: () => endRun(),
    adopt: (file: Uint8Array) => {
      if (refusal !== undefined) throw new Error(refusal);
      return { description: describeFile(file).description, snapshot: undefined, shot: undefined };
    },
    save: () => Uint8Array.of(1),
    reset: () => {},
  };
  expose(trainer, port2);
  vi.stubGlobal("Worker", function ThisWorker() {
    return port1;
  });
});
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  vi.unstubAllGlobals();
});

const modelOf = (units: number) =>
  savedBytes({ input: 4, encoder: [dense(units)], decoder: [dense(4)] } as Parameters<typeof savedBytes>[0]);
const linkOf = async (units: number) => withWeights("#/train", (await linkText(modelOf(units))) ?? "");
const modelFile = (units: number) => {
  const path = `${units}.safetensors`;
  return { files: [{ file: new File([modelOf(units) as BlobPart], path), path }], unread: [] };
};
const unitsOf = ({ state }: Session) => {
  const [first] = "trained" in state ? state.trained.encoder : [];
  return first && "units" in first ? first.units : undefined;
};
const waistOf = ({ encoder }: Draft) => encoder[0]?.values.units;
const dataName = (session: Session) => dataIn(session.state)?.name;

it("files that come during a run wait, and are read when the visitor ends it for them", async () => {
  const { session, arrivals, store } = opened();
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  const run = session.train(request);
  await arrivals.take(given("second.csv"));
  expect([session.state.phase, dataName(session)]).toEqual(["training", "first.csv"]);
  expect(arrivals.state.waiting?.files.map(({ path }) => path)).toEqual(["second.csv"]);

  await arrivals.takeWaiting();
  await run;
  expect([session.state.phase, dataName(session), arrivals.state.waiting]).toEqual(["ready", "second.csv", undefined]);
  // What the run has learnt is not lost.
  await expect.poll(() => store.part(Shelf).state.entries?.map(({ data }) => data)).toEqual(["first.csv, 9 samples"]);
});

it("they wait over the end of a run, too, and may be left", async () => {
  const { session, arrivals } = opened();
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  const run = session.train(request);
  await arrivals.take(given("second.csv"));
  await expect.poll(() => begun).toBe(1);
  endRun();
  await run;
  expect([session.state.phase, dataName(session)]).toEqual(["finished", "first.csv"]);
  expect(arrivals.state.waiting).toBeDefined();
  await arrivals.takeWaiting();
  expect([session.state.phase, dataName(session)]).toEqual(["ready", "second.csv"]);

  const next = session.train(request);
  await arrivals.take(given("third.csv"));
  arrivals.leave("waiting");
  expect(arrivals.state.waiting).toBeUndefined();
  await session.stop();
  await next;
  expect(dataName(session)).toBe("second.csv");
});

it("data that are dropped in another view are seen in Train", async () => {
  const { session, arrivals, store } = opened("#/explore?epochs=3");
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  expect(store.part(Navigation).state.view).toBe("explore");
  await arrivals.take(given("second.csv"));
  expect([location.hash, dataName(session)]).toEqual(["#/train?epochs=3", "second.csv"]);
});

it("of a model that cannot be opened, dropped or a link's, it is said what is wrong with it, until something else comes", async () => {
  const { session, arrivals, store } = opened("#/train?weights=%00");
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  await expect.poll(() => arrivals.state.refused).toMatch(/^The link's model is damaged/);
  // Not where models are kept, far below.
  expect(store.part(Shelf).state.failure).toBeUndefined();
  await arrivals.take(given("none.onnx"));
  expect(arrivals.state.refused).toMatch(/none\.onnx/);
  expect(dataName(session)).toBe("first.csv");
  await arrivals.take(given("second.csv"));
  expect([arrivals.state.refused, dataName(session)]).toEqual([undefined, "second.csv"]);
});

it("a link's model is opened in place of another, too; the way back to its address gives nothing up", async () => {
  const [one, two] = [await linkOf(1), await linkOf(2)];
  const { session, store, go } = opened(one);
  const navigation = store.part(Navigation);
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  await expect.poll(() => unitsOf(session)).toBe(1);
  await expect.poll(() => navigation.state.weights).toBeUndefined();

  go(two);
  expect(navigation.state.weights).toBeDefined();
  await expect.poll(() => unitsOf(session)).toBe(2);
  await expect.poll(() => navigation.state.weights).toBeUndefined();

  const run = session.train(request);
  await expect.poll(() => begun).toBe(1);
  endRun();
  await run;
  const { trained } = session.state as { trained?: unknown };
  for (const link of [two, one]) {
    go("#/explore");
    go(link);
    expect(navigation.state.weights).toBeUndefined();
  }
  expect(session.state).toMatchObject({ phase: "finished", trained });
});

it("of models that come at once the last stays, and every one is on the shelf with its own settings", async () => {
  const { session, arrivals, store, go } = opened();
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  const dropped = [1, 2].map((units) => arrivals.take(modelFile(units)));
  go(await linkOf(3));
  await Promise.all([...dropped, arrivals.take(modelFile(4))]);
  await expect.poll(() => store.part(Navigation).state.weights).toBeUndefined();
  const kept = store.part(Shelf).state.entries ?? [];
  expect(kept.map(({ name }) => name)).toEqual(["4", "of a link", "2", "1"]);
  expect(kept.map(({ fragment }) => waistOf(readAddress(fragment).draft))).toEqual(["4", "3", "2", "1"]);
  expect([unitsOf(session), arrivals.state.refused]).toEqual([4, undefined]);
});

it("files are taken once where the button that ends the run for them is pressed twice", async () => {
  const { session, arrivals, store } = opened();
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  const run = session.train(request);
  await arrivals.take(modelFile(1));
  const both = [arrivals.takeWaiting(), arrivals.takeWaiting()];
  // Nothing waits any more that could be left.
  expect(arrivals.state.waiting).toBeUndefined();
  await Promise.all([run, ...both]);
  expect([unitsOf(session), arrivals.state.refused]).toEqual([1, undefined]);
  const names = () => store.part(Shelf).state.entries?.map(({ name }) => name);
  await expect.poll(names).toEqual(["1", "notebook, Adadelta, less than an epoch"]);
});

it("a link's model that comes during a run waits for a word, too, beside files; then it comes with its settings", async () => {
  const { session, arrivals, store, go } = opened("#/speed?epochs=3");
  const navigation = store.part(Navigation);
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  const run = session.train(request);
  await arrivals.take(given("second.csv"));
  const link = await linkOf(3);
  go(link);
  await expect.poll(() => navigation.state.weights).toBeUndefined();
  expect([session.state.phase, arrivals.state.waitingLink !== undefined]).toEqual(["training", true]);
  await expect.poll(() => begun).toBe(1);
  endRun();
  await run;
  // The result stays until something is said.
  expect([session.state.phase, unitsOf(session), navigation.state.draft.model]).toEqual(["finished", 32, "notebook"]);
  go("#/speed?epochs=3");
  await arrivals.takeWaitingLink();
  expect([unitsOf(session), waistOf(navigation.state.draft), navigation.state.draft.epochs]).toEqual([3, "3", "3"]);
  expect(location.hash).toMatch(/^#\/train\?.*epochs=3/);
  expect(arrivals.state).toMatchObject({ waiting: { files: [{ path: "second.csv" }] }, waitingLink: undefined });
  const fragment = store.part(Shelf).state.entries?.find(({ name }) => name === "of a link")?.fragment;
  expect(fragment && waistOf(readAddress(fragment).draft)).toBe("3");
});

it("a link's model ends the run where the visitor says so, or is left", async () => {
  const { session, arrivals, go } = opened();
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  const run = session.train(request);
  go(await linkOf(3));
  await expect.poll(() => arrivals.state.waitingLink).toBeDefined();
  arrivals.leave("waitingLink");
  await arrivals.takeWaitingLink();
  expect(session.state.phase).toBe("training");
  go(await linkOf(2));
  await expect.poll(() => arrivals.state.waitingLink).toBeDefined();
  await expect.poll(() => begun).toBe(1);
  await Promise.all([arrivals.takeWaitingLink(), run]);
  expect([session.state.phase, unitsOf(session)]).toEqual(["finished", 2]);
});

it("a tab that is clicked before a link's model is open does not take it away", async () => {
  const { session, store, go } = opened(await linkOf(2));
  go("#/explore");
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  await expect.poll(() => unitsOf(session)).toBe(2);
  await expect.poll(() => store.part(Navigation).state).toMatchObject({ view: "explore", weights: undefined });
});

it("a link that was refused for a passing cause can be opened again", async () => {
  const link = await linkOf(2);
  refusal = "The GPU was lost.";
  const { session, arrivals, store, go } = opened(link);
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  await expect.poll(() => arrivals.state.refused).toBe(refusal);
  await expect.poll(() => store.part(Navigation).state.weights).toBeUndefined();
  refusal = undefined;
  go(link);
  await expect.poll(() => unitsOf(session)).toBe(2);
  await expect.poll(() => arrivals.state.refused).toBeUndefined();
});

it("a model that is dropped in a view that shows none leads to Train", async () => {
  const { session, arrivals, go } = opened("#/explore");
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  await arrivals.take(modelFile(1));
  expect(location.hash).toBe("#/explore");
  go("#/compare");
  await arrivals.take(given("none.onnx"));
  expect([location.hash, arrivals.state.refused]).toEqual(["#/compare", expect.stringContaining("none.onnx")]);
  await arrivals.take(modelFile(2));
  expect([location.hash.slice(0, 8), unitsOf(session)]).toEqual(["#/train?", 2]);
});

it("what cannot be read is no file that could be opened later, and takes nothing from those that wait", async () => {
  const { session, arrivals } = opened();
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  const run = session.train(request);
  await arrivals.take(given("second.csv"));
  await arrivals.take({ files: [], unread: ["a/b.png"] });
  expect(arrivals.state.refused).toMatch(/^“a\/b\.png” cannot be read/);
  arrivals.leave("refused");
  expect(arrivals.state).toMatchObject({ waiting: { files: [{ path: "second.csv" }] }, refused: undefined });
  await expect.poll(() => begun).toBe(1);
  await Promise.all([arrivals.takeWaiting(), run]);
});

it("it is known whether what a run learns stays: not where this browser keeps nothing, nor where the run failed", async () => {
  const kept = opened();
  await kept.session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  const shelf = kept.store.part(Shelf);
  await expect.poll(() => shelf.state.entries).toEqual([]);
  const run = kept.session.train(request);
  expect(shelf.keeps).toBe(true);
  await expect.poll(() => begun).toBe(1);
  endRun();
  await run;
  await expect.poll(() => [shelf.state.busy, shelf.keeps]).toEqual([false, true]);

  // The next one finds no room.
  const { put } = ModelShelf.prototype;
  ModelShelf.prototype.put = () => Promise.reject(new Error("There is no room for it."));
  const next = kept.session.train(request);
  await expect.poll(() => begun).toBe(2);
  endRun();
  await next;
  await expect.poll(() => [shelf.state.failure, shelf.keeps]).toEqual(["There is no room for it.", false]);
  ModelShelf.prototype.put = put;

  vi.stubGlobal("indexedDB", undefined);
  const none = new Store().part(Shelf);
  none.follow();
  await expect.poll(() => none.state.failure).toBeDefined();
  expect(none.keeps).toBe(false);
});
