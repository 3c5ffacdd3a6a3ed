import { meanSquaredError } from "../../experiments/math/image-error.js";
import { unitValues } from "../../experiments/samples.js";
import type { Values } from "../../index.js";
import type { Contestant, Judgement, Lineup, SamplePage } from "../worker/compare-protocol.js";
import { beside, type Choice, NO_CHOICE, readChoice } from "./choice.js";
import { messageOf, type Services } from "./services.js";
import { Part, type Store } from "./store.js";

/** One of two that are compared. */
export interface Side {
  readonly name: string;
  readonly contestant: Contestant;
  readonly judgement: Judgement;
  /** Of the samples shown. */
  readonly reconstructions: Float32Array;
}

export interface ComparisonState {
  readonly choices: readonly [Choice, Choice];
  /** What is being worked out, in words. */
  readonly doing?: string;
  readonly failure?: string;
  readonly page: number;
  readonly result?: { readonly sides: readonly [Side, Side]; readonly samples: SamplePage };
}

const BLANK: ComparisonState = { choices: [NO_CHOICE, NO_CHOICE], page: 0 };

/** Two that draw the same samples again. */
export class Comparison extends Part<ComparisonState> {
  readonly #services: Services;

  constructor(store: Store, services: Services) {
    super(store, BLANK);
    this.#services = services;
  }

  /** @param lineup where PCA, unless its components were typed, is to have as many as the other's code has numbers */
  choose(side: 0 | 1, choice: Choice, lineup?: Lineup): void {
    const [first, second] = this.state.choices;
    const [one, other] = side === 0 ? [choice, second] : [first, choice];
    this.set({ choices: lineup ? [beside(one, other, lineup), beside(other, one, lineup)] : [one, other] });
  }

  /** Forgets the results: they are of other data. */
  forget(): void {
    this.replace({ ...BLANK, choices: this.state.choices });
  }

  /** Judges both, and draws the samples with each. */
  async compare(lineup: Lineup): Promise<void> {
    const [first, second] = this.state.choices.map((choice) => readChoice(choice, lineup));
    if (!first?.contestant || !second?.contestant) return;
    await this.#work(async (stillWanted) => {
      const samples = await this.#services.worker.samples(this.state.page);
      const sides: Side[] = [];
      for (const { name, contestant } of [first, second]) {
        if (!contestant) return;
        this.set({
          doing:
            contestant.kind === "pca"
              ? "Finding the components, which takes some seconds, and drawing with them"
              : `Drawing with ${name}`,
        });
        const judgement = await this.#services.worker.judge(contestant);
        const reconstructions = await this.#services.worker.reconstruct(contestant, samples.values);
        if (!stillWanted()) return;
        sides.push({ name, contestant, judgement, reconstructions });
      }
      const [a, b] = sides;
      if (a && b) this.set({ result: { sides: [a, b], samples } });
    });
  }

  /** Goes on to other samples. */
  async turnPage(): Promise<void> {
    const { result, page } = this.state;
    if (!result) return;
    await this.#work(async (stillWanted) => {
      const samples = await this.#services.worker.samples(page + 1);
      const redraw = async (side: Side): Promise<Side> => {
        const reconstructions = await this.#services.worker.reconstruct(side.contestant, samples.values);
        return { ...side, reconstructions };
      };
      const [a, b] = result.sides;
      const sides = [await redraw(a), await redraw(b)] as const;
      if (stillWanted()) this.set({ page: page + 1, result: { sides, samples } });
    });
  }

  async #work(work: (stillWanted: () => boolean) => Promise<void>): Promise<void> {
    const { failure: _, ...rest } = this.state;
    this.replace({ ...rest, doing: "Drawing" });
    const stillWanted = this.#services.sameData();
    try {
      await work(stillWanted);
    } catch (error) {
      if (stillWanted()) this.set({ failure: messageOf(error) });
    }
    const { doing: __, ...done } = this.state;
    this.replace(done);
  }
}

/** On how many samples the first and the second have the smaller error; on the others they are as good. */
export function winsOf(first: ArrayLike<number>, second: ArrayLike<number>): readonly [number, number] {
  let [a, b] = [0, 0];
  for (let index = 0; index < first.length; index++) {
    const [one, other] = [first[index] ?? 0, second[index] ?? 0];
    if (one < other) a++;
    if (other < one) b++;
  }
  return [a, b];
}

/** What was drawn minus what should have been, value by value. */
export function differences(values: Values, drawn: Float32Array): Float32Array {
  const targets = unitValues({ data: values });
  return drawn.map((value, index) => value - (targets[index] ?? 0));
}

/** Mean squared error of each of some samples. */
export function errorsOf(values: Values, drawn: Float32Array, count: number): number[] {
  const targets = unitValues({ data: values });
  const size = targets.length / count;
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [index * size, (index + 1) * size];
    return meanSquaredError(targets.subarray(from, to), drawn.subarray(from, to));
  });
}
