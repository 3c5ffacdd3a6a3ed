import { meanSquaredError } from "../../experiments/math/image-error.js";
import { noisy } from "../../experiments/math/noise.js";
import { unitValues } from "../../experiments/samples.js";
import { DataError, type DescriptionOptions, sizeOf } from "../../index.js";
import type { Contestant } from "../worker/compare-protocol.js";
import { type Draft, NOTEBOOK } from "./draft.js";
import { Errands } from "./errands.js";
import { Latest } from "./latest.js";
import { Navigation } from "./navigation.js";
import { requestOf } from "./request.js";
import { messageOf } from "./services.js";
import { Session } from "./session.js";
import { type Chosen, Stage } from "./stage.js";
import { dataIn, isSettled, type Learnt, learntIn } from "./state.js";
import { Part, type Store } from "./store.js";
import { errorsOfPreview, isRunOf, spreadOf } from "./story-figures.js";
import { type Deed, STORY, type StoryStep, stepOf } from "./story-steps.js";
import { withWaist } from "./waist.js";

/** The view that it is told in, for the address. */
const VIEW = "understand";
/** Of the noise: every digit has its own, the same whenever it comes. */
const SEED = 1;
/** Of the noise that models are trained on and measured with. */
const NOISE = 0.5;
/** Digits that are cleaned to measure a model. */
const CLEANED = 250;

/** What came of a training. */
export interface StoryResult {
  /** What was trained. */
  readonly name: string;
  readonly codeSize: number;
  /** As the step measures; none of one that is still being measured. */
  readonly figures: readonly (number | undefined)[];
}

type ByStep<Value> = Readonly<Partial<Record<StoryStep["name"], Value>>>;

export interface StoryState {
  readonly step: StoryStep;
  /** Which answer was chosen, from 0. */
  readonly predictions: ByStep<number>;
  /** The newest last; one of each name. */
  readonly results: ByStep<readonly StoryResult[]>;
  /** Standard deviation of the noise on the digit at the left, in the step about it. */
  readonly noise: number;
  /** What PCA makes of what is at the left, with so many numbers. */
  readonly pcaDraws: { readonly codeSize: number; readonly output: Float32Array } | undefined;
  /** Squared errors of digits that the stage's model was not trained on, ascending, in the step that asks for them. */
  readonly errors: Float32Array | undefined;
  readonly failure: string | undefined;
}

/** The story: where it stands, what was foretold and what came of it. What it is told on is the {@link Stage}. */
export class Story extends Part<StoryState> {
  readonly #session: Session;
  readonly #stage: Stage;
  readonly #navigation: Navigation;
  readonly #looks = new Latest();
  /** The step that the address named last. */
  #named: string | undefined;
  /** Settings that the step begins with, until the run that is under way has ended. */
  #opening: Draft | undefined;
  #recorded: DescriptionOptions | undefined;
  #noisy: Chosen | undefined;
  #asked: readonly unknown[] = [];
  #judged: unknown;

  constructor(store: Store) {
    super(store, {
      step: STORY[0],
      predictions: {},
      results: {},
      noise: NOISE,
      pcaDraws: undefined,
      errors: undefined,
      failure: undefined,
    });
    this.#session = store.part(Session);
    this.#stage = store.part(Stage);
    this.#navigation = store.part(Navigation);
  }

  override follow(): void {
    this.#turnTo();
    this.#record();
    this.#putNoise();
    this.#askPca();
    if (this.state.step.name === "anomalies") void this.#judge();
  }

  /** Which answer a visitor thinks right. */
  predict(answer: number): void {
    this.set({ predictions: { ...this.state.predictions, [this.state.step.name]: answer } });
  }

  /** Trains what the step proposes. */
  train(deed: Deed): void {
    const request = requestOf(deed.draft, dataIn(this.#session.state));
    if (!request) return;
    this.#opening = undefined;
    this.set({ failure: undefined });
    this.#navigation.changeDraft(deed.draft, VIEW);
    void this.#session.train(request);
  }

  putNoise(noise: number): void {
    this.#noisy = undefined;
    this.set({ noise });
  }

  /** The address names another step: its settings come with it, unless the address has some. */
  #turnTo(): void {
    const { step: named, draft } = this.#navigation.state;
    const busy = this.#session.busy;
    if (named !== this.#named) {
      this.#named = named;
      if (named !== undefined) {
        const step = stepOf(named);
        const given = JSON.stringify(draft) !== JSON.stringify(NOTEBOOK);
        this.#opening = given && !busy ? undefined : step.deeds[0].draft;
        this.#judged = undefined;
        // What has been trained already may be one of this step's, too.
        this.#recorded = undefined;
        this.set({ step, failure: undefined, errors: undefined });
      }
    }
    const opening = this.#opening;
    if (!opening || busy) return;
    this.#opening = undefined;
    this.#navigation.changeDraft(opening, VIEW);
  }

  /** A run that has come to its end, where it is one of this step's, whoever began it. */
  #record(): void {
    const { state } = this.#session;
    const learnt = learntIn(state);
    if (state.phase !== "finished" || state.stopped || !learnt || learnt.trained === this.#recorded) return;
    const { valLoss } = learnt.run;
    const codeSize = learnt.shot?.size;
    if (codeSize === undefined || valLoss === undefined) return;
    this.#recorded = learnt.trained;
    const name = this.#nameOf(learnt, codeSize);
    if (name === undefined) return;
    void this.#measure(learnt, { name, codeSize });
  }

  /** What a run is called in this step; nothing where it is none of it. */
  #nameOf(learnt: Learnt, codeSize: number): string | undefined {
    const { name, deeds } = this.state.step;
    const deed = deeds.find(({ draft }) => isRunOf(draft, learnt));
    if (name !== "squeeze") return deed?.name;
    // The waist may have been dragged to any other width.
    const dragged = withWaist(deeds[0].draft, codeSize, learnt.data.shape);
    return dragged && isRunOf(dragged, learnt) ? `${codeSize} numbers` : undefined;
  }

  #keep(result: StoryResult): void {
    const { results, step } = this.state;
    const others = (results[step.name] ?? []).filter(({ name }) => name !== result.name);
    this.set({ results: { ...results, [step.name]: [...others, result] } });
  }

  async #measure(learnt: Learnt, run: Pick<StoryResult, "name" | "codeSize">): Promise<void> {
    const { step } = this.state;
    const { valLoss } = learnt.run;
    const figuresOf: Partial<Record<StoryStep["name"], () => Promise<readonly number[]>>> = {
      pca: () => this.#besidePca(run.codeSize),
      noise: () => this.#cleaned(),
    };
    const measured = figuresOf[step.name];
    if (!measured) {
      const spread = step.name === "variational" && learnt.shot ? [spreadOf(learnt.shot.codes)] : [];
      return this.#keep({ ...run, figures: [valLoss, ...spread] });
    }
    this.#keep({ ...run, figures: [] });
    await this.store.part(Errands).run("The story's measuring", async () => {
      try {
        const figures = await measured();
        if (this.state.step === step) this.#keep({ ...run, figures });
      } catch (error) {
        this.set({ failure: messageOf(error) });
      }
    });
  }

  /** How far both are off, the model that was trained and PCA with as many numbers. */
  async #besidePca(codeSize: number): Promise<readonly number[]> {
    const { compare } = this.#session.trainer;
    const model = await compare.judge(await this.#newest());
    const pca = await compare.judge({ kind: "pca", codeSize });
    return [model.mse, pca.mse];
  }

  /** How far digits are off when their noise is taken away, and before. */
  async #cleaned(): Promise<readonly number[]> {
    const { samples, data } = this.#stage.state;
    if (!samples || !data) return [];
    const size = sizeOf(data.shape);
    // Classes may stand one after another: some of all.
    const stride = Math.ceil(samples.count / CLEANED);
    const clean = unitValues({ data: samples.values }).filter((_, at) => Math.floor(at / size) % stride === 0);
    const spoiled = noisy(clean, NOISE, SEED);
    const cleaned = await this.#session.trainer.compare.reconstruct(await this.#newest(), spoiled);
    return [meanSquaredError(clean, cleaned), meanSquaredError(clean, spoiled)];
  }

  /** The model that was trained last. */
  async #newest(): Promise<Contestant> {
    const [newest] = (await this.#session.trainer.compare.lineup()).models;
    if (!newest) throw new DataError("The model that was trained is not kept: train it once more.");
    return { kind: "model", id: newest.id };
  }

  /** Noise on the digit at the left, whichever it is, while the story is about that. */
  #putNoise(): void {
    const { step, noise } = this.state;
    const { chosen, samples, data } = this.#stage.state;
    if (chosen.kind !== "sample" || !samples || !data) return;
    const { index } = chosen;
    if (step.name !== "noise" || noise === 0 || !data.mnist) {
      if (chosen.values) this.#stage.choose({ kind: "sample", index });
    } else if (chosen !== this.#noisy) {
      const size = sizeOf(data.shape);
      const clean = unitValues({ data: samples.values.slice(index * size, (index + 1) * size) });
      this.#noisy = { kind: "sample", index, values: noisy(Float32Array.from(clean), noise, SEED + index) };
      this.#stage.choose(this.#noisy);
    }
  }

  /** What PCA makes of what is at the left, once it was found. */
  #askPca(): void {
    const { step, results } = this.state;
    const last = results.pca?.at(-1);
    const { chosen } = this.#stage.state;
    const { input } = this.#stage;
    if (step.name !== "pca" || last?.figures[1] === undefined || !isSettled(this.#session.state.phase)) return;
    const now = [chosen, last];
    if (!input || now.every((part, at) => part === this.#asked[at])) return;
    this.#asked = now;
    const { codeSize } = last;
    void this.#looks.run(async () => {
      try {
        const output = await this.#session.trainer.compare.reconstruct({ kind: "pca", codeSize }, input);
        if (chosen === this.#stage.state.chosen) this.set({ pcaDraws: { codeSize, output } });
      } catch (error) {
        this.set({ failure: messageOf(error) });
      }
    });
  }

  /** How far off the digits are that the stage's model draws, one after another. */
  async #judge(): Promise<void> {
    const { isPreview } = this.#stage.state;
    const { state } = this.#session;
    const learnt = learntIn(state);
    const of = isPreview ? this.#stage.state.samples : state.phase === "finished" ? learnt?.trained : undefined;
    if (!of || of === this.#judged) return;
    this.#judged = of;
    this.set({ errors: undefined });
    try {
      const errors = isPreview ? await errorsOfPreview() : await this.#errorsOfNewest();
      if (of === this.#judged) this.set({ errors: errors.sort() });
    } catch (error) {
      if (of === this.#judged) this.set({ failure: messageOf(error) });
    }
  }

  async #errorsOfNewest(): Promise<Float32Array> {
    return (await this.#session.trainer.compare.judge(await this.#newest())).errors;
  }
}
