import { expose } from "comlink";
import { afterEach, expect, it, vi } from "vitest";
import { MNIST_CHOICE } from "../../src/app/state/data-choice.js";
import type { Draft } from "../../src/app/state/draft.js";
import { Navigation } from "../../src/app/state/navigation.js";
import { Outlook } from "../../src/app/state/outlook.js";
import { adviceOf } from "../../src/app/state/remedies.js";
import { Session } from "../../src/app/state/session.js";
import { Store } from "../../src/app/state/store.js";
import { outlookOf } from "../../src/app/worker/outlook.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import type { GivenFile, TrainRequest } from "../../src/app/worker/protocol.js";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  vi.unstubAllGlobals();
});

it("what a run would fail of is said before it, with what to do, and no more once that is done", async () => {
  vi.stubGlobal("location", new URL("https://page.example/#/train"));
  vi.stubGlobal("history", { replaceState: () => {} });
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const file = new File(["a,b,c\n1,200,4\n2,300,5\n3,250,9\n"], "t.csv");
  let loaded: Awaited<ReturnType<typeof dataFrom>> | undefined;
  let asked = 0;
  expose(
    {
      loadFiles: async (files: readonly GivenFile[], reading: Parameters<typeof dataFrom>[1]) => {
        loaded = await dataFrom(
          files.map(({ path }) => ({ file, path })),
          reading,
          () => {},
        );
        return loaded.info;
      },
      outlook: async (model: TrainRequest["model"]) => {
        asked++;
        return loaded ? outlookOf(model, loaded) : [];
      },
      reset: () => {},
    },
    port2,
  );
  vi.stubGlobal("Worker", function ThisWorker() {
    return port1;
  });
  const store = new Store();
  const [session, outlook, navigation] = [store.part(Session), store.part(Outlook), store.part(Navigation)];
  store.observe(() => {}, [Outlook]);
  const choice = { ...MNIST_CHOICE, own: true, files: [{ file: new File([], "t.csv"), path: "t.csv" }] };
  await session.loadFiles(choice);
  const said = () => outlook.state.warnings.join("\n");
  await expect.poll(said).toMatch(/The data run from 1 to 300.*sigmoid, gives 0…1/);

  expect(outlook.state.suited?.text).toContain("the run would end after 50 steps.");

  const remedies = outlook.state.warnings.flatMap(
    (warning) => adviceOf(warning, { reading: choice.reading, outline: session.state.outline }).remedies,
  );
  const stretch = remedies.find(({ label }) => label === "Stretch each column to 0…1");
  await session.loadFiles({ ...choice, reading: { ...choice.reading, ...stretch?.reading } });
  // Of other data nothing stands there that was said of these.
  expect(outlook.state.warnings).toEqual([]);
  await expect.poll(() => asked).toBe(2);
  await expect.poll(() => outlook.state.suited?.text).toContain("the run would end after 50 steps.");
  expect(said()).not.toMatch(/The data run/);
  // It is asked of every model anew, and of the same one once, however long it trains and while that is typed.
  const before = asked;
  const set = (change: Partial<Draft>) => navigation.changeDraft({ ...navigation.state.draft, ...change }, "train");
  const few = () => outlook.state.suited?.text;
  set({ epochs: "7" });
  expect(few()).toContain("after 7 steps.");
  set({ epochs: "" });
  expect(few()).toContain("after 7 steps.");
  set({ epochs: "2000" });
  set({ model: "deep" });
  set({});
  await expect.poll(() => asked).toBe(before + 1);
  // A model of images takes no rows, and what does is proposed all the same.
  set({ model: "convolutional" });
  expect(outlook.state.warnings).toEqual([]);
  expect(few()).toMatch(/^These settings do not suit this table\. Ones that do/);
  expect(asked).toBe(before + 1);
});
