import { proxy } from "comlink";
import { bestPoint, type Roc, roc } from "../../data.js";
import type { AnomalyErrors, AnomalyProgress, Lineup, NormalTraining } from "../worker/compare-protocol.js";
import { type Choice, NEW, NO_CHOICE, readChoice } from "./choice.js";
import { type Draft, NOTEBOOK } from "./draft.js";
import { quantile } from "./histogram.js";
import { messageOf, type Services } from "./services.js";
import { Part, type Store } from "./store.js";

/** What came of a search for unusual samples. */
export interface AnomalyResult {
  /** What drew them. */
  readonly name: string;
  /** Classes that count as normal; empty without labels. */
  readonly normalClasses: readonly number[];
  /** Errors of the samples of these classes; of all of them without labels. */
  readonly normal: Float32Array;
  readonly unusual: Float32Array;
  readonly roc?: Roc;
  readonly worst: AnomalyErrors["worst"];
  /** Samples it was trained on, where it was trained for this. */
  readonly trainedOn?: number;
  /** The kept model that drew them, where one did. */
  readonly model?: number;
  /** Where the chart of errors ends: larger ones are few. */
  readonly high: number;
}

export interface AnomalyState {
  readonly choice: Choice;
  /** Classes that count as normal. */
  readonly normal: readonly number[];
  /** As typed. */
  readonly epochs: string;
  readonly progress?: AnomalyProgress;
  readonly stopping: boolean;
  readonly failure?: string;
  readonly result?: AnomalyResult;
  /** Errors of at least this are called unusual. */
  readonly threshold: number;
}

/** The share of all errors that the chart shows apart; the last bar takes the rest. */
const SHOWN = 0.995;
/** Without labels, this share passes for normal at first. */
const USUAL = 0.95;
const BLANK: AnomalyState = {
  choice: NO_CHOICE,
  normal: [],
  epochs: "10",
  stopping: false,
  threshold: 0,
};

/** Looks for samples that are unlike what a model has learnt: it draws them badly. */
export class Anomaly extends Part<AnomalyState> {
  readonly #services: Services;

  constructor(store: Store, services: Services) {
    super(store, BLANK);
    this.#services = services;
  }

  change(changes: Partial<Pick<AnomalyState, "choice" | "normal" | "epochs" | "threshold">>): void {
    this.set(changes);
  }

  /** Other data: other classes, and no results. @param normal classes that are normal until others are chosen */
  begin(normal: readonly number[]): void {
    const { choice, epochs } = this.state;
    this.replace({ ...BLANK, choice, epochs, normal });
  }

  /**
   * Tests what is chosen.
   * @param training what to train where that is a new model
   */
  async find(lineup: Lineup, training: Omit<NormalTraining, "kind" | "normal"> | undefined): Promise<void> {
    const { choice, normal } = this.state;
    const { name, contestant } = readChoice(choice, lineup);
    const tested = choice.which === NEW ? training && { kind: "new" as const, ...training, normal } : contestant;
    if (!tested || this.state.progress) return;
    const { failure: _, ...rest } = this.state;
    this.replace({ ...rest, stopping: false, progress: { doing: "Getting ready", share: 0 } });
    const stillWanted = this.#services.sameData();
    try {
      const report = proxy((progress: AnomalyProgress) => {
        if (this.state.progress && stillWanted()) this.set({ progress });
      });
      const found = await this.#services.worker.anomalies(tested, report);
      if (stillWanted()) {
        const result = resultOf(name || "a model trained on the normal classes only", found, normal);
        this.set({ result, threshold: thresholdFor(result) });
      }
    } catch (error) {
      if (stillWanted()) this.set({ failure: messageOf(error) });
    }
    const { progress: __, ...done } = this.state;
    this.replace({ ...done, stopping: false });
  }

  /** Draws the line so that this share of the normal samples is called unusual. */
  alarm(share: number): void {
    const { result } = this.state;
    if (!result) return;
    // Those that reach the line are called unusual, too: it lies above the largest error that is not.
    const falling = Float64Array.from(result.normal).sort().reverse();
    const called = Math.round(share * falling.length);
    const [above, below] = [falling[called - 1] ?? result.high, falling[called] ?? 0];
    this.set({ threshold: called === 0 ? below * (1 + 1e-6) : (above + below) / 2 });
  }

  /** The model that drew the samples, with the threshold as it stands; nothing where none did. */
  async modelWithThreshold(): Promise<Blob | undefined> {
    const { result, threshold } = this.state;
    if (result?.model === undefined) return undefined;
    const bytes = await this.#services.worker.withThreshold(result.model, threshold);
    return new Blob([new Uint8Array(bytes)], { type: "application/octet-stream" });
  }

  /** Ends the training of a new model; what was learnt is tested. */
  async stop(): Promise<void> {
    this.set({ stopping: true });
    await this.#services.worker.stop();
  }
}

/**
 * Settings that a new model is trained by: those of the view Train, once somebody has made any. The notebook's take 50 epochs of 60,000
 * samples to learn; of one class there are a tenth, and nobody waits so long for a first look.
 */
export function trainingFor(draft: Draft): Draft {
  const untouched = JSON.stringify(draft) === JSON.stringify(NOTEBOOK);
  return untouched ? { ...draft, optimizer: "adam", learningRate: "0.003", batchSize: "32" } : draft;
}

/** A share as it is typed, in percent: `1`, `0,5`. Neither where nothing is. */
export function readShare(typed: string): { readonly share?: number; readonly error?: string } {
  const text = typed.trim().replace(",", ".");
  if (text === "") return {};
  const percent = Number(text);
  if (percent >= 0 && percent < 100) return { share: percent / 100 };
  return { error: `A number from 0 to below 100, please; got “${typed.trim()}”.` };
}

function resultOf(name: string, found: AnomalyErrors, normalClasses: readonly number[]): AnomalyResult {
  const { errors, labels, worst, trainedOn, model } = found;
  const known = labels !== undefined && normalClasses.length > 0;
  const isNormal = (index: number) => !known || normalClasses.includes(labels[index] ?? -1);
  const normal = errors.filter((_, index) => isNormal(index));
  const unusual = errors.filter((_, index) => !isNormal(index));
  const curve =
    normal.length > 0 && unusual.length > 0
      ? roc(
          errors,
          errors.map((_, index) => (isNormal(index) ? 0 : 1)),
        )
      : undefined;
  return {
    name,
    normalClasses: known ? normalClasses : [],
    normal,
    unusual,
    worst,
    high: quantile(errors, SHOWN) || 1,
    ...(curve && { roc: curve }),
    ...(trainedOn !== undefined && { trainedOn }),
    ...(model !== undefined && { model }),
  };
}

function thresholdFor({ roc, normal, high }: AnomalyResult): number {
  const { threshold } = roc ? bestPoint(roc) : { threshold: quantile(normal, USUAL) };
  return Math.min(threshold, high);
}
