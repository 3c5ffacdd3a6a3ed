import type { DescriptionOptions, Values } from "../../index.js";
import type { Filters } from "./filters.js";

/** What the page's stage and the worker say to each other. */

/** The samples of the plane of codes: none that is trained on, where some were kept aside. */
export interface StageSamples {
  readonly count: number;
  /** Sample after sample, as they came. */
  readonly values: Values;
  /** The class of each, where there are labels. */
  readonly labels?: Uint8Array;
  /** Which values are known: 1, or 0 where one is missing; all are without it. */
  readonly mask?: Uint8Array;
}

/** What stands at the left: a sample, or a code without one. */
export type Given = { readonly values: Values } | { readonly code: Float32Array };

/** A model at one moment. */
export interface Shot {
  /** Numbers in a code. */
  readonly size: number;
  /** Of the stage's samples, code after code. */
  readonly codes: Float32Array;
  /** Of what is given. */
  readonly code: Float32Array;
  /** What the decoder draws from that. */
  readonly output: Float32Array;
}

/** One training step on one sample, with what one needs to see it happen. */
export interface SlowStep {
  /** Steps that this model has taken one by one, this one with them. */
  readonly number: number;
  readonly target: Float32Array;
  readonly before: Shot;
  readonly after: Shot;
  /** The sample's loss, before and after. */
  readonly loss: readonly [before: number, after: number];
  /** Of the loss: for each value that the decoder draws, and for each number of the code. */
  readonly outputGradient: Float32Array;
  readonly codeGradient: Float32Array;
  /** Weights of the first layer, before and after, where they can be drawn. */
  readonly weights?: readonly [before: Filters, after: Filters];
}

export interface StageServices {
  /** Some of the data in use. */
  samples(most: number): Promise<StageSamples>;
  /** Takes the page's own in their place. */
  take(samples: StageSamples): void;
  /** Says what stands at the left from now on. */
  give(given: Given): void;
  /** The model that there is, as it is; nothing where there is none. */
  look(): Promise<Shot | undefined>;
  /**
   * Takes a step on one sample with a copy of the model, or with a new one where there is none. The copy goes on with every
   * step until another model is trained; the model itself stays as it is.
   */
  step(request: { readonly model: DescriptionOptions }, values: Values): Promise<SlowStep>;
}
