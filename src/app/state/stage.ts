import { sizeOf, type Values } from "../../index.js";
import { stageBytes } from "../stage-data/stage-bytes.js";
import type { DataInfo, TrainRequest } from "../worker/protocol.js";
import type { Given, Shot, SlowStep, StageSamples } from "../worker/stage-protocol.js";
import { inkFor, type Stroke } from "./explore-drawing.js";
import { Latest } from "./latest.js";
import { type Axes, axesOf, codeAt, placesOf } from "./plane-of-codes.js";
import type { Preview } from "./preview.js";
import { messageOf } from "./services.js";
import { Session } from "./session.js";
import { dataIn, isBusy, type Learnt, learntIn } from "./state.js";
import { Part, type Store } from "./store.js";

/** Samples on the plane of codes. */
const MOST_SAMPLES = 1000;
/** How long each scene of a slow step stands, in milliseconds. */
const SCENE = 2200;
export const SCENES = ["forward", "error", "back", "change"] as const;

/** What stands at the left. */
export type Chosen =
  /** Its `values` stand in the sample's place: it with noise. */
  | { readonly kind: "sample"; readonly index: number; readonly values?: Float32Array }
  | { readonly kind: "drawing"; readonly strokes: readonly Stroke[] }
  /** A place of the plane, without a sample. */
  | { readonly kind: "place"; readonly at: readonly [x: number, y: number] };

export interface StageState {
  /** What the samples are like. */
  readonly data: DataInfo | undefined;
  readonly samples: StageSamples | undefined;
  readonly chosen: Chosen;
  /** What the model makes of it, and where the samples' codes lie; nothing while there is no model. */
  readonly shot: Shot | undefined;
  /** `[count × 2]` */
  readonly places: Float32Array;
  readonly axes: Axes | undefined;
  /** Whether the model is the one that the page came with. */
  readonly isPreview: boolean;
  /** The least loss that any model can have: the entropy of the samples themselves. */
  readonly floor: number;
  readonly slow: { readonly step: SlowStep; readonly scene: number } | undefined;
  readonly stepping: boolean;
  readonly failure: string | undefined;
}

/** The stage: one sample through the narrow place, and the plane of codes. */
export class Stage extends Part<StageState> {
  readonly #session: Session;
  readonly #looks = new Latest();
  #data: DataInfo | undefined;
  #preview: Preview | undefined;
  #previewWanted = true;
  #asked: readonly unknown[] = [];
  #seen: Shot | undefined;
  /** What the slow step is of; nothing where no model has been trained. */
  #stepped: Learnt["trained"] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store) {
    super(store, {
      data: undefined,
      samples: undefined,
      chosen: { kind: "sample", index: 0 },
      shot: undefined,
      places: new Float32Array(),
      axes: undefined,
      isPreview: false,
      floor: 0,
      slow: undefined,
      stepping: false,
      failure: undefined,
    });
    this.#session = store.part(Session);
  }

  override follow(): void {
    if (this.#previewWanted) void this.#loadPreview();
    const { state } = this.#session;
    const data = dataIn(state);
    if (data && data !== this.#data) void this.#take(data);
    // What is trained, or opened, while a step is shown is another model than the one that took it.
    if (isBusy(state.phase) || learntIn(state)?.trained !== this.#stepped) this.#endSlow();
    const shot = learntIn(state)?.shot;
    if (shot !== this.#seen) {
      this.#seen = shot;
      if (shot) this.#show(shot);
      else if (!learntIn(state) && !this.#preview) this.set({ shot: undefined, places: new Float32Array() });
    }
    this.#ask();
  }

  /** What stands there in the first second: a model and its samples, which need neither a GPU nor a data set. */
  async #loadPreview(): Promise<void> {
    this.#previewWanted = false;
    try {
      // Beside what reads them, not after it.
      void stageBytes().catch(() => {});
      const { loadPreview } = await import("./preview.js");
      this.#preview = await loadPreview();
    } catch {
      // Without a network there is none; the data that come show themselves.
      return;
    }
    if (this.#preview && !this.#data) this.#use(this.#preview.data, this.#preview.samples);
  }

  /** Other data are there. */
  async #take(data: DataInfo): Promise<void> {
    this.#data = data;
    const { stage } = this.#session.trainer;
    const known = data.mnist ? this.#preview?.samples : undefined;
    const samples = known ?? (await stage.samples(MOST_SAMPLES));
    if (known) await stage.take(known);
    if (data !== this.#data) return;
    if (known === this.state.samples && known) this.set({ data });
    else this.#use(data, samples);
  }

  #use(data: DataInfo, samples: StageSamples): void {
    this.#asked = [];
    this.set({
      data,
      samples,
      // Samples may stand class after class: one from the middle, which in MNIST is a seven.
      chosen: { kind: "sample", index: Math.floor(0.7 * samples.count) },
      shot: undefined,
      places: new Float32Array(),
      floor: entropyOf(samples.values),
      slow: undefined,
    });
  }

  /** Of what is chosen: once, and of many in a row the last. While a model is being trained, its next shot answers. */
  #ask(): void {
    const { samples, chosen, data, slow } = this.state;
    if (!samples || !data || slow) return;
    const { phase } = this.#session.state;
    const learnt = learntIn(this.#session.state);
    const now = [samples, chosen, learnt?.trained, isBusy(phase), this.#data, phase === "paused"];
    if (now.every((part, at) => part === this.#asked[at])) return;
    this.#asked = now;
    const given = this.#given;
    if (!given) return;
    void this.#looks.run(async () => {
      let shot: Shot | undefined;
      try {
        if (this.#data) {
          const { stage } = this.#session.trainer;
          await stage.give(given);
          if (phase !== "training" && phase !== "stopping") shot = await stage.look();
        }
      } catch {
        // Its GPU is gone: what was there stays.
        return;
      }
      const isPreview = !shot && !learnt && samples === this.#preview?.samples;
      if (isPreview) shot = this.#preview?.shotOf(given);
      if (shot && samples === this.state.samples) this.#show(shot, isPreview);
    });
  }

  #show(shot: Shot, isPreview = false): void {
    const { axes: before } = this.state;
    const axes = axesOf(shot.codes, shot.size, before);
    this.set({ shot, axes, places: placesOf(shot.codes, axes), isPreview });
  }

  /** What the model is given; nothing while that is not known. */
  get #given(): Given | undefined {
    const { chosen, axes } = this.state;
    if (chosen.kind === "place") return axes && { code: codeAt(chosen.at, axes) };
    const values = this.input;
    return values && { values };
  }

  /** The values of what stands at the left; of a place there are none. */
  get input(): Values | undefined {
    const { chosen, samples, data } = this.state;
    if (!samples || !data) return undefined;
    if (chosen.kind === "sample") {
      const size = sizeOf(data.shape);
      return chosen.values ?? samples.values.slice(chosen.index * size, (chosen.index + 1) * size);
    }
    return chosen.kind === "drawing" ? inkFor(data, chosen.strokes) : undefined;
  }

  /** Which values of the sample at the left are known; all without it. */
  get known(): Uint8Array | undefined {
    const { chosen, samples, data } = this.state;
    if (chosen.kind !== "sample" || !data) return undefined;
    const size = sizeOf(data.shape);
    return samples?.mask?.subarray(chosen.index * size, (chosen.index + 1) * size);
  }

  choose(chosen: Chosen): void {
    const { chosen: before } = this.state;
    const same = chosen.kind === "sample" && before.kind === "sample" && chosen.index === before.index;
    if (same && chosen.values === before.values) return;
    this.#endSlow();
    this.set({ chosen });
  }

  /** Takes one step on what stands at the left, and shows it scene by scene. */
  async takeStep(request: TrainRequest): Promise<void> {
    const values = this.input;
    if (!values || this.state.stepping) return;
    clearTimeout(this.#timer);
    this.set({ stepping: true, failure: undefined });
    try {
      const step = await this.#session.trainer.stage.step({ model: request.model }, values);
      this.#stepped = learntIn(this.#session.state)?.trained;
      this.set({ slow: { step, scene: 0 } });
      this.#show(step.before);
      this.#goOn();
    } catch (error) {
      this.set({ failure: messageOf(error) });
    }
    this.set({ stepping: false });
  }

  /** Goes to a scene, where the step then stands still. */
  showScene(scene: number): void {
    const { slow } = this.state;
    clearTimeout(this.#timer);
    if (!slow) return;
    this.set({ slow: { ...slow, scene } });
    this.#show(scene === SCENES.length - 1 ? slow.step.after : slow.step.before);
  }

  /** Puts the slow step away. */
  closeStep(): void {
    this.#endSlow();
  }

  #goOn(): void {
    this.#timer = setTimeout(() => {
      const { slow } = this.state;
      if (!slow || slow.scene === SCENES.length - 1) return;
      this.showScene(slow.scene + 1);
      this.#goOn();
    }, SCENE);
  }

  #endSlow(): void {
    clearTimeout(this.#timer);
    if (this.state.slow) this.set({ slow: undefined });
  }
}

/** The mean binary entropy of values from 0 to 1: what cross-entropy has left when every value is drawn as it is. */
export function entropyOf(values: Values): number {
  const scale = values instanceof Uint8Array ? 1 / 255 : 1;
  let sum = 0;
  for (const value of values) {
    const t = Math.min(1, Math.max(0, value * scale));
    if (t > 0 && t < 1) sum -= t * Math.log(t) + (1 - t) * Math.log(1 - t);
  }
  return sum / Math.max(1, values.length);
}
