import { expose } from "comlink";
import { afterEach, describe, expect, it, vi } from "vitest";
import { STORY_TEXTS } from "../../src/app/explain/story-texts.js";
import { NOTEBOOK, withModel } from "../../src/app/state/draft.js";
import { Navigation } from "../../src/app/state/navigation.js";
import { requestOf } from "../../src/app/state/request.js";
import { Session } from "../../src/app/state/session.js";
import { Store } from "../../src/app/state/store.js";
import { Story } from "../../src/app/state/story.js";
import { shareBelow, spreadOf } from "../../src/app/state/story-figures.js";
import { type Deed, STORY } from "../../src/app/state/story-steps.js";
import type { DataInfo, Report, TrainRequest } from "../../src/app/worker/protocol.js";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  vi.unstubAllGlobals();
});

const data: DataInfo = {
  mnist: true,
  name: "MNIST",
  shape: [28, 28],
  count: 5000,
  validationCount: 1000,
  labelled: true,
  range: [0, 1],
  examples: { names: ["0"], values: new Uint8Array(784) },
};

/** A story at an address, whose worker trains in no time, to a loss that follows from the code's size. */
async function told(hash: string) {
  vi.stubGlobal("location", { hash, href: `http://isthmus.example/${hash}` });
  const replaced = vi.fn();
  vi.stubGlobal("history", { replaceState: replaced });
  vi.stubGlobal("document", { baseURI: "http://isthmus.example/" });
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const trained: TrainRequest[] = [];
  const trainer = {
    loadMnist: () => data,
    loadWhole: () => new Promise(() => {}),
    train: async (request: TrainRequest, report: (message: Report) => Promise<void>) => {
      trained.push(request);
      const narrow = request.model.encoder.at(-1) as { units: number };
      const shot = {
        size: narrow.units,
        codes: Float32Array.of(-3, 3),
        code: new Float32Array(),
        output: new Float32Array(),
      };
      await report({ type: "shot", shot });
      const logs = { loss: 0.5, val_loss: 1 / narrow.units };
      await report({
        type: "event",
        event: { type: "epoch", epoch: request.epochs, seconds: 1, imagesPerSecond: 1, logs } as never,
      });
      return { stopped: false };
    },
    save: () => new Uint8Array(8),
    reset: () => {},
    stage: { samples: () => new Promise(() => {}), give: () => {}, look: () => undefined, take: () => {} },
  };
  expose(trainer, port2);
  vi.stubGlobal("Worker", function ThisWorker() {
    return port1;
  });
  const store = new Store();
  const [story, session, navigation] = [store.part(Story), store.part(Session), store.part(Navigation)];
  await session.loadMnist();
  store.observe(() => {}, [Story]);
  const train = async (deed: Deed | undefined) => {
    story.train(deed as Deed);
    await vi.waitFor(() => expect(session.state.phase).toBe("finished"));
  };
  return { story, session, navigation, replaced, trained, train };
}

describe("the story", () => {
  it("has models that are what their steps say, and a text for each", () => {
    for (const { name, deeds, measures } of STORY) {
      const { answers, right } = STORY_TEXTS[name];
      expect(answers.length).toBeGreaterThan(right);
      expect(measures.length).toBeGreaterThan(0);
      const names = deeds.map((deed) => deed.name);
      expect(new Set(names).size).toBe(names.length);
      for (const { draft } of deeds) {
        const request = requestOf(draft, data);
        expect([request?.epochs, request?.batchSize, request?.limit]).toEqual([10, 64, 5000]);
        expect(request?.model.decoder.at(-1)).toMatchObject({ units: 784, activation: "sigmoid" });
      }
    }
    const [straight, bent] = (STORY.find(({ name }) => name === "bends")?.deeds ?? []).map(({ draft }) =>
      draft.encoder.map(({ values }) => values.activation),
    );
    expect([straight, bent]).toEqual([
      ["linear", "linear", "linear"],
      ["relu", "relu", "linear"],
    ]);
    const [noisy] = STORY.find(({ name }) => name === "noise")?.deeds ?? [];
    expect(requestOf(noisy?.draft ?? NOTEBOOK, data)?.model.encoder[0]).toMatchObject({
      type: "gaussianNoise",
      stddev: 0.5,
    });
    const [, variational] = STORY.find(({ name }) => name === "variational")?.deeds ?? [];
    expect(requestOf(variational?.draft ?? NOTEBOOK, data)?.model.encoder.at(-1)).toMatchObject({
      type: "sampling",
      units: 2,
    });
  });

  it("opens at the step of a link, with the step's settings, or those of the link", async () => {
    const { story, navigation, replaced } = await told("#/understand?step=bends");
    expect(story.state.step.name).toBe("bends");
    expect(navigation.state.draft).toEqual(story.state.step.deeds[0].draft);
    expect(replaced.mock.lastCall?.[2]).toMatch(/^#\/understand\?step=bends&model=custom&/);

    const own = await told("#/understand?step=noise&model=deep&epochs=3");
    expect(own.story.state.step.name).toBe("noise");
    expect(own.navigation.state.draft).toEqual({ ...withModel(NOTEBOOK, "deep"), epochs: "3" });
    expect(own.replaced).not.toHaveBeenCalled();
    // A link that names none leaves settings as they are; so does one that names what there is not.
    expect((await told("#/understand?model=deep")).navigation.state.draft).toEqual(withModel(NOTEBOOK, "deep"));
    expect((await told("#/understand?step=nine")).story.state.step).toBe(STORY[0]);
  });

  it("trains what a step proposes, and keeps what came of it; of other runs nothing", async () => {
    const { story, session, navigation, trained, train } = await told("#/understand?step=squeeze");
    const [thirtyTwo, eight] = story.state.step.deeds;
    await train(thirtyTwo);
    await train(eight);
    expect(trained.map(({ model }) => (model.encoder.at(-1) as { units: number }).units)).toEqual([32, 8]);
    expect(story.state.results.squeeze).toEqual([
      { name: "32 numbers", codeSize: 32, figures: [1 / 32] },
      { name: "8 numbers", codeSize: 8, figures: [1 / 8] },
    ]);
    // Once more: in its place.
    await train(thirtyTwo);
    expect(story.state.results.squeeze?.map(({ name }) => name)).toEqual(["8 numbers", "32 numbers"]);
    const request = requestOf(withModel(NOTEBOOK, "deep"), data);
    if (request) await session.train(request);
    expect(story.state.results.squeeze).toHaveLength(2);

    // A run of one step may be one of another, too.
    navigation.changeDraft(thirtyTwo.draft, "understand");
    vi.stubGlobal("location", { hash: "#/understand?step=variational" });
    navigation.readAgain();
    await train(story.state.step.deeds[0]);
    expect(story.state.results.variational).toEqual([{ name: "plain", codeSize: 2, figures: [0.5, 3] }]);
    vi.stubGlobal("location", { hash: "#/understand?step=bends" });
    navigation.readAgain();
    expect(story.state.results.bends).toEqual([{ name: "with bends", codeSize: 2, figures: [0.5] }]);
  });

  it("turns to another step while a run lasts, and takes its settings when that is over", async () => {
    const { story, session, navigation, replaced } = await told("#/understand?step=squeeze");
    const ends = vi.waitFor(() => expect(session.state.phase).toBe("finished"));
    story.train(story.state.step.deeds[0]);
    expect(session.busy).toBe(true);
    vi.stubGlobal("location", { hash: "#/understand?step=bends" });
    navigation.readAgain();
    expect(story.state.step.name).toBe("bends");
    // The address has the settings of the run that is on the screen.
    expect(navigation.state.draft).toEqual(STORY[0].deeds[0].draft);
    expect(replaced.mock.lastCall?.[2]).toMatch(/step=bends&model=custom.*%22units%22%3A32/);
    await ends;
    expect(navigation.state.draft).toEqual(story.state.step.deeds[0].draft);
  });

  it("remembers what was foretold, step by step", async () => {
    const { story, navigation } = await told("#/understand?step=squeeze");
    story.predict(2);
    vi.stubGlobal("location", { hash: "#/understand?step=pca" });
    navigation.readAgain();
    expect(story.state.predictions).toEqual({ squeeze: 2 });
  });
});

describe("the story's figures", () => {
  it("say how far codes spread, and how many errors are smaller", () => {
    expect(spreadOf(Float32Array.of(1, 3, 5, 7))).toBeCloseTo(Math.sqrt(5), 6);
    const errors = Float32Array.of(1, 2, 3, 4);
    expect([0.5, 2.5, 4, 9].map((error) => shareBelow(errors, error))).toEqual([0, 0.5, 0.75, 1]);
  });
});
