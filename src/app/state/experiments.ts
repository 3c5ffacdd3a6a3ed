import { proxy } from "comlink";
import type { Progress } from "../../experiments/experiment.js";
import type { ExperimentResult } from "../../experiments/result.js";
import type { Download } from "../take-home/download.js";
import type { ExperimentInfo } from "../worker/experiments-protocol.js";
import { Errands } from "./errands.js";
import { Session } from "./session.js";
import type { Failure } from "./state.js";
import { Part, type Store } from "./store.js";

/** What an experiment found, to be looked at. */
export interface Finding {
  readonly result: ExperimentResult;
  /** In its quick form. */
  readonly quick: boolean;
  readonly seconds: number;
  readonly downloads: readonly Download[];
}

/** The experiment that runs now. */
export interface Running {
  readonly name: string;
  readonly quick: boolean;
  readonly progress?: Progress;
  /** Once enough is done to say. */
  readonly secondsLeft?: number;
  readonly cancelling: boolean;
}

/** How long the full form would take here: in seconds, or not known (yet). */
export type Estimate = { readonly seconds: number } | "estimating" | "unknown";

/** Replaced, never changed in place. */
export interface ExperimentsState {
  readonly list?: readonly ExperimentInfo[];
  readonly listFailure?: string;
  readonly running?: Running;
  /** By the experiments' names. */
  readonly findings: ReadonlyMap<string, Finding>;
  readonly failures: ReadonlyMap<string, Failure>;
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** For screen readers: what happened last. */
  readonly announcement: string;
}

/** Less says nothing about the rest. */
const ENOUGH = 0.03;

/** The page's side of the experiments. It outlives the view: what runs goes on, what was found stays. */
export class Experiments extends Part<ExperimentsState> {
  readonly #session: Session;
  #listed = false;

  constructor(store: Store) {
    super(store, { findings: new Map(), failures: new Map(), estimates: new Map(), announcement: "" });
    this.#session = store.part(Session);
  }

  override follow(): void {
    if (!this.#listed) void this.#list();
  }

  async #list(): Promise<void> {
    this.#listed = true;
    try {
      this.set({ list: await this.#session.trainer.experiments.list() });
    } catch (error) {
      this.set({ listFailure: failureOf(error).message });
    }
  }

  /** Finds out how long an experiment's full form would take here; not beside other work, which would slow it. */
  async estimate(name: string): Promise<void> {
    const known = this.state.estimates.get(name);
    if (known !== undefined && known !== "unknown") return;
    if (this.store.part(Errands).current !== undefined || this.#session.busy) return;
    this.#put("estimates", name, "estimating");
    let seconds: number | undefined;
    try {
      seconds = await this.#session.trainer.experiments.estimate(name);
    } catch {
      // Samples that its models can't take: running it says so.
    }
    this.#put("estimates", name, seconds === undefined ? "unknown" : { seconds });
  }

  /** Runs an experiment to its end, or until `cancel`; not beside a training or another errand. */
  async run(name: string, quick: boolean): Promise<void> {
    const errands = this.store.part(Errands);
    if (errands.current !== undefined || this.#session.busy) return;
    const { failures, findings } = this.state;
    release(findings.get(name));
    this.set({
      running: { name, quick, cancelling: false },
      failures: without(failures, name),
      findings: without(findings, name),
      announcement: `${this.#title(name)} has begun.`,
    });
    await errands.run(`“${this.#title(name)}”`, () => this.#run(name, quick));
    const { running: _, ...rest } = this.state;
    this.replace(rest);
  }

  async #run(name: string, quick: boolean): Promise<void> {
    const { experiments } = this.#session.trainer;
    const began = performance.now();
    const elapsed = () => (performance.now() - began) / 1000;
    try {
      // An estimate under way would slow it.
      await experiments.cancel();
      const report = proxy((progress: Progress) => this.#follow(progress, elapsed()));
      const result = await experiments.run({ name, quick }, report);
      const seconds = elapsed();
      const { experimentDownloads } = await import("../take-home/experiment-files.js");
      const downloads = await experimentDownloads(result, { name, quick, seconds });
      this.#put("findings", name, { result, quick, seconds, downloads });
      this.set({ announcement: `${this.#title(name)} has finished. ${result.finding}` });
    } catch (error) {
      if (this.state.running?.cancelling) this.set({ announcement: `${this.#title(name)} was cancelled.` });
      else this.#put("failures", name, failureOf(error));
    }
  }

  async cancel(): Promise<void> {
    const { running } = this.state;
    if (!running) return;
    this.set({ running: { ...running, cancelling: true } });
    await this.#session.trainer.experiments.cancel();
  }

  #follow(progress: Progress, elapsed: number): void {
    const { running } = this.state;
    if (!running) return;
    const { fraction } = progress;
    const left = fraction > ENOUGH ? { secondsLeft: (elapsed * (1 - fraction)) / fraction } : {};
    this.set({ running: { ...running, progress, ...left } });
  }

  #title(name: string): string {
    return this.state.list?.find((experiment) => experiment.name === name)?.title ?? name;
  }

  #put<Kind extends "findings" | "failures" | "estimates">(
    kind: Kind,
    name: string,
    value: ExperimentsState[Kind] extends ReadonlyMap<string, infer Value> ? Value : never,
  ): void {
    this.set({ [kind]: new Map<string, unknown>([...this.state[kind], [name, value]]) });
  }
}

function without<Value>(map: ReadonlyMap<string, Value>, name: string): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([key]) => key !== name));
}

function release(finding: Finding | undefined): void {
  for (const { url } of finding?.downloads ?? []) URL.revokeObjectURL(url);
}

function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message };
}
