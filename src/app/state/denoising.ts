import { psnr } from "../../experiments/math/image-error.js";
import { noisy } from "../../experiments/math/noise.js";
import { unitValues } from "../../experiments/samples.js";
import type { Values } from "../../index.js";
import type { Lineup } from "../worker/compare-protocol.js";
import type { DataInfo } from "../worker/protocol.js";
import { type Choice, NO_CHOICE, readChoice } from "./choice.js";
import { messageOf, type Services } from "./services.js";
import { Part, type Store } from "./store.js";

/** Noise on samples, and what is left of it. */
export interface Cleaned {
  /** NaN where a value is missing, as in what was cleaned. */
  readonly noisy: Float32Array;
  readonly cleaned: Float32Array;
  /** Peak signal-to-noise ratios in decibels, over all samples shown. */
  readonly before: number;
  readonly after: number;
}

export interface DenoisingState {
  readonly choice: Choice;
  /** Standard deviation of the noise, as a share of the data's range. */
  readonly deviation: number;
  readonly doing: boolean;
  readonly failure?: string;
  readonly result?: Cleaned;
}

/** Of the noise: the same at every turn, so that only its strength changes. */
const SEED = 1;
const BLANK: DenoisingState = { choice: NO_CHOICE, deviation: 0.5, doing: false };

/** Puts noise on the examples, and lets a model take it away. */
export class Denoising extends Part<DenoisingState> {
  readonly #services: Services;
  /** Whether something has changed since the work in progress began. */
  #again = false;

  constructor(store: Store, services: Services) {
    super(store, BLANK);
    this.#services = services;
  }

  change(changes: Partial<Pick<DenoisingState, "choice" | "deviation">>): void {
    this.set(changes);
  }

  forget(): void {
    const { choice, deviation, doing } = this.state;
    this.replace({ choice, deviation, doing });
  }

  /** Works with the choice and the noise as they are; those in between, while the GPU works, are left out. */
  async clean(lineup: Lineup, { examples, range }: DataInfo): Promise<void> {
    this.#again = true;
    if (this.state.doing) return;
    const { failure: _, ...rest } = this.state;
    this.replace({ ...rest, doing: true });
    const stillWanted = this.#services.sameData();
    try {
      while (this.#again && stillWanted()) {
        this.#again = false;
        const { contestant } = readChoice(this.state.choice, lineup);
        if (!contestant) break;
        const { values, mask } = examples;
        const isKnown = (at: number) => mask?.[at] !== 0;
        const clean = Float32Array.from(unitValues({ data: values }));
        // What is missing is no value to put noise on: the model gets what it learnt to get there.
        const spoiled = withNoise(values, range, this.state.deviation).map((value, at) =>
          isKnown(at) ? value : (clean[at] ?? 0),
        );
        const cleaned = await this.#services.worker.reconstruct(contestant, spoiled);
        if (!stillWanted()) break;
        const known = (part: Float32Array) => part.filter((_, at) => isKnown(at));
        const ratio = (drawn: Float32Array) => psnr(known(inUnits(values, range)), known(inUnits(drawn, range)));
        const shown = (part: Float32Array) => part.map((value, at) => (isKnown(at) ? value : Number.NaN));
        this.set({
          result: { noisy: shown(spoiled), cleaned: shown(cleaned), before: ratio(spoiled), after: ratio(cleaned) },
        });
      }
    } catch (error) {
      if (stillWanted()) this.set({ failure: messageOf(error) });
    }
    this.set({ doing: false });
  }
}

type Range = readonly [low: number, high: number];

/** Normal noise on the values, which stay within their range. */
export function withNoise(values: Values, range: Range, deviation: number): Float32Array {
  const [low, high] = range;
  return noisy(inUnits(values, range), deviation, SEED).map((value) => low + value * (high - low));
}

/** Values stretched so that their range becomes 0…1; bytes are /255 as ever. */
function inUnits(values: Values, [low, high]: Range): Float32Array {
  if (values instanceof Uint8Array) return unitValues({ data: values });
  return values.map((value) => (value - low) / (high - low || 1));
}
