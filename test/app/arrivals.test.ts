import { expose } from "comlink";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withWeights } from "../../src/app/compact/link-fragment.js";
import { linkText } from "../../src/app/compact/model-link.js";
import { Arrivals } from "../../src/app/state/arrivals.js";
import { MNIST_CHOICE } from "../../src/app/state/data-choice.js";
import { Navigation } from "../../src/app/state/navigation.js";
import { Session } from "../../src/app/state/session.js";
import { Shelf } from "../../src/app/state/shelf.js";
import { dataIn } from "../../src/app/state/state.js";
import { Store } from "../../src/app/state/store.js";
import type { GivenFile } from "../../src/app/worker/protocol.js";
import { type DescriptionOptions, dense, describeFile, PRESETS } from "../../src/index.js";
import { savedBytes } from "../exchange/saved-models.js";
import { FEW_SAMPLES } from "./few-samples.js";

/** What comes to the page from outside: files, and a link's model. */

const request = { model: PRESETS.notebook([4]), epochs: 1, batchSize: 3 };
const given = (path: string) => ({ files: [{ file: new File([], path), path }], unread: [] });
const ports: MessagePort[] = [];
let endRun: () => void = () => {};
let begun = 0;

function opened(hash = "#/train"): { store: Store; session: Session; arrivals: Arrivals } {
  vi.stubGlobal("location", new URL(`https://page.example/${hash}`));
  const store = new Store();
  store.observe(() => {}, [Shelf, Arrivals]);
  return { store, session: store.part(Session), arrivals: store.part(Arrivals) };
}

beforeEach(() => {
  begun = 0;
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
    adopt: (file: Uint8Array) => ({
      description: describeFile(file).description,
      snapshot: undefined,
      shot: undefined,
    }),
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
  arrivals.leave();
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
  const hashOf = async (units: number) => {
    const model: DescriptionOptions = { input: 4, encoder: [dense(units)], decoder: [dense(4)] };
    return withWeights("#/train", (await linkText(savedBytes(model as Parameters<typeof savedBytes>[0]))) ?? "");
  };
  const [one, two] = [await hashOf(1), await hashOf(2)];
  const { session, store } = opened(one);
  const navigation = store.part(Navigation);
  await session.loadFiles({ ...MNIST_CHOICE, own: true, files: given("first.csv").files });
  const units = () => ("trained" in session.state ? session.state.trained.encoder[0] : undefined);
  await expect.poll(units).toMatchObject({ units: 1 });
  await expect.poll(() => navigation.state.weights).toBeUndefined();

  const go = (hash: string) => {
    location.hash = hash;
    navigation.readAgain();
  };
  go(two);
  expect(navigation.state.weights).toBeDefined();
  await expect.poll(units).toMatchObject({ units: 2 });
  await expect.poll(() => navigation.state.weights).toBeUndefined();

  const run = session.train(request);
  await expect.poll(() => begun).toBe(1);
  endRun();
  await run;
  const { trained } = session.state as { trained?: unknown };
  go("#/explore");
  go(two);
  expect(navigation.state.weights).toBeUndefined();
  expect(session.state).toMatchObject({ phase: "finished", trained });
});
