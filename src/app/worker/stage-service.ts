import { Autoencoder, type DescriptionOptions, samplesAt, sizeOf, type Values, withRecovery } from "../../index.js";
import { dataIn, type Place } from "./place.js";
import { filtersIn } from "./snapshot.js";
import type { Given, Shot, SlowStep, StageSamples, StageServices } from "./stage-protocol.js";
import { codeGradient, lossOf, outputGradient } from "./step-gradients.js";

/** Shots take less than a tenth of the time, with all that hangs on them, and come no faster than a screen shows them. */
const SHARE = 0.08;
const FASTEST = 1000 / 30;

/** What the stage needs of the trainer. */
export interface Trained {
  /** The model in use. */
  readonly model: () => Autoencoder | undefined;
  /** It as a file, with its optimizer's state; nothing where there is none. */
  readonly save: () => Promise<Uint8Array | undefined>;
}

/** Shows a model at work: codes of some samples, and what becomes of one. */
export class StageService implements StageServices {
  #samples: StageSamples | undefined;
  #given: Given | undefined;
  #nextAt = 0;
  /** Takes steps one by one; of a model that was never trained, it is told by what it is. */
  #copy: { readonly model: Autoencoder; readonly of: string | undefined; steps: number } | undefined;

  constructor(
    private readonly place: Place,
    private readonly trained: Trained,
  ) {}

  async samples(most: number): Promise<StageSamples> {
    const { train, validation } = dataIn(this.place);
    const all = validation ?? train;
    const count = Math.min(most, all.count);
    // Files are often sorted: the first samples alone would not be like the rest.
    const rows = Array.from({ length: count }, (_, index) => Math.floor((index * all.count) / count));
    const { data: values, labels, mask } = samplesAt(all, rows);
    const samples = { count, values, ...(labels && { labels }), ...(mask && { mask }) };
    this.take(samples);
    return samples;
  }

  take(samples: StageSamples): void {
    this.#given = undefined;
    this.#samples = samples;
  }

  give(given: Given): void {
    this.#given = given;
  }

  /** Forgets the copy: another model is trained, or other data are there. */
  reset(): void {
    this.#copy?.model.dispose();
    this.#copy = undefined;
    this.#nextAt = 0;
  }

  async look(): Promise<Shot | undefined> {
    const model = this.#copy?.model ?? this.trained.model();
    return model && this.#shotOf(model);
  }

  /** A shot of a model that is being trained; nothing while the last one is too short ago. */
  async shotInTime(model: Autoencoder): Promise<Shot | undefined> {
    const began = performance.now();
    if (began < this.#nextAt) return undefined;
    const shot = await this.#shotOf(model);
    const now = performance.now();
    this.#nextAt = Math.max(began + FASTEST, now + (now - began) * (1 / SHARE - 1));
    return shot;
  }

  async step({ model }: { readonly model: DescriptionOptions }, values: Values): Promise<SlowStep> {
    this.#given = { values };
    return withRecovery(this.place.openGpu, async () => {
      const copy = await this.#ready(model);
      const { shape } = dataIn(this.place).info;
      const { loss } = copy.model.description;
      const shot = async () => {
        const taken = await this.#shotOf(copy.model);
        if (!taken) throw new Error("The stage has no samples yet.");
        return taken;
      };
      const [before, weights] = [await shot(), filtersIn(await copy.model.getWeights(), shape)];
      const target = unit(values);
      const gradient = await codeGradient(
        before.code,
        target,
        loss,
        async (codes) => (await copy.model.decode(codes)).data,
      );
      await copy.model.fit(values, { epochs: 1, batchSize: 1, shuffle: false });
      copy.steps++;
      const [after, changed] = [await shot(), filtersIn(await copy.model.getWeights(), shape)];
      return {
        number: copy.steps,
        target,
        before,
        after,
        loss: [lossOf(loss, target, before.output), lossOf(loss, target, after.output)],
        outputGradient: outputGradient(loss, target, before.output),
        codeGradient: gradient,
        ...(weights && changed && { weights: [weights, changed] }),
      };
    });
  }

  async #ready(description: DescriptionOptions) {
    const gpu = await this.place.openGpu();
    const of = this.trained.model() ? undefined : JSON.stringify(description);
    if (this.#copy && this.#copy.model.gpu === gpu && this.#copy.of === of) return this.#copy;
    this.reset();
    const bytes = await this.trained.save();
    const model = await (bytes ? Autoencoder.load(bytes, { gpu }) : Autoencoder.create({ ...description, gpu }));
    this.#copy = { model, of, steps: 0 };
    return this.#copy;
  }

  async #shotOf(model: Autoencoder): Promise<Shot | undefined> {
    const samples = this.#samples;
    if (!samples) return undefined;
    const encoded = await model.encode(samples.values);
    const size = sizeOf(encoded.shape.slice(1));
    const given = this.#given ?? { values: samples.values.subarray(0, samples.values.length / samples.count) };
    const code = "code" in given ? given.code : (await model.encode(given.values)).data;
    // A run that diverges ends with its own error, and another model's code is none of this one.
    const isCode = code.length === size && code.every(Number.isFinite);
    const output = isCode ? (await model.decode(code)).data : new Float32Array();
    return { size, codes: encoded.data, code, output };
  }
}

function unit(values: Values): Float32Array {
  return values instanceof Uint8Array ? Float32Array.from(values, (value) => value / 255) : values.slice();
}
