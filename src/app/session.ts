import { proxy, type Remote, wrap } from "comlink";
import type { AdapterInfo } from "../index.js";
import type { Digits, Report, Snapshot, Trainer } from "./protocol.js";
import { follow, historyCsv, newRun, type Run } from "./run.js";
import type { Settings } from "./settings.js";

/**
 * Where the page is. `blocked`: no GPU, nothing can be done here; `data-missing`: the digits could not be fetched,
 * trying again may help; `finished` also covers a run that was stopped; `failed`: a run ended with an error.
 */
export type Phase =
  | "opening"
  | "blocked"
  | "loading"
  | "data-missing"
  | "ready"
  | "training"
  | "stopping"
  | "finished"
  | "failed";

/** A file for the user to keep; `url` is an object URL of this page. */
export interface Download {
  readonly name: string;
  readonly url: string;
}

/** Everything the page shows; replaced, never changed in place (but for the run's growing curve). */
export interface State {
  readonly phase: Phase;
  readonly adapter?: AdapterInfo;
  /** Bytes of the data set that have arrived, of all. */
  readonly loaded?: { readonly bytes: number; readonly total: number };
  readonly digits?: Digits;
  readonly snapshot?: Snapshot;
  readonly run?: Run;
  readonly stopped?: boolean;
  readonly warnings: readonly string[];
  readonly failure?: { readonly name: string; readonly message: string };
  readonly downloads: readonly Download[];
}

/** The page's side of training: owns the worker, and turns what comes from it into one {@link State} after another. */
export class Session {
  #state: State = { phase: "opening", warnings: [], downloads: [] };
  readonly #trainer: Remote<Trainer>;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "isthmus" });
    worker.addEventListener("error", (event) => {
      const message = event.message || "The training script could not be loaded. Reload the page.";
      this.#set(failed("blocked", new Error(message)));
    });
    this.#trainer = wrap<Trainer>(worker);
  }

  get state(): State {
    return this.#state;
  }

  /** Training, or about to end. */
  get busy(): boolean {
    return this.#state.phase === "training" || this.#state.phase === "stopping";
  }

  /** Finds a GPU, then fetches the digits: without the first the second would be 11 MB for nothing. */
  async open(): Promise<void> {
    try {
      this.#set({ adapter: await this.#trainer.open() });
    } catch (error) {
      return this.#set(failed("blocked", error));
    }
    await this.loadData();
  }

  /** Fetches the digits; after a failure, again. */
  async loadData(): Promise<void> {
    const { failure: _, loaded: __, ...rest } = this.#state;
    this.#replace({ ...rest, phase: "loading" });
    try {
      const url = new URL("mnist/", document.baseURI).href;
      const onProgress = proxy((bytes: number, total: number) => {
        if (this.#state.phase === "loading") this.#set({ loaded: { bytes, total } });
      });
      this.#set({ digits: await this.#trainer.load(url, onProgress), phase: "ready" });
    } catch (error) {
      this.#set(failed("data-missing", error));
    }
  }

  /** Trains a fresh network. Ends in phase `finished` or `failed`; what was learnt can be downloaded after either. */
  async train(settings: Settings): Promise<void> {
    for (const { url } of this.#state.downloads) URL.revokeObjectURL(url);
    const { failure: _, stopped: __, ...rest } = this.#state;
    this.#replace({ ...rest, phase: "training", run: newRun(settings), warnings: [], downloads: [] });
    const began = performance.now();
    const report = proxy((message: Report) => this.#take(message, (performance.now() - began) / 1000));
    let outcome: Partial<State>;
    try {
      outcome = { phase: "finished", stopped: (await this.#trainer.train(settings, report)).stopped };
    } catch (error) {
      outcome = failed("failed", error);
    }
    // The run ends for the user only when its results are there: another one would replace them.
    const downloads = await this.#results();
    this.#set({ ...outcome, downloads });
  }

  /** Ends training at the next step. */
  async stop(): Promise<void> {
    if (this.#state.phase !== "training") return;
    this.#set({ phase: "stopping" });
    await this.#trainer.stop();
  }

  #take(message: Report, elapsed: number): void {
    const { run } = this.#state;
    if (message.type === "warnings") this.#set({ warnings: message.warnings });
    else if (message.type === "snapshot") this.#set({ snapshot: message.snapshot });
    else if (run) this.#set({ run: follow(run, message.event, elapsed) });
  }

  async #results(): Promise<Download[]> {
    const files: Download[] = [];
    try {
      const weights = await this.#trainer.save();
      files.push(download("model.safetensors", new Uint8Array(weights), "application/octet-stream"));
    } catch {
      // After a failure there may be no weights left to save; the page then shows that failure.
    }
    const rows = this.#state.run?.rows ?? [];
    if (rows.length > 0) files.push(download("history.csv", historyCsv(rows), "text/csv"));
    return files;
  }

  #set(changes: Partial<State>): void {
    this.#replace({ ...this.#state, ...changes });
  }

  #replace(state: State): void {
    this.#state = state;
    this.#changed();
  }
}

function failed(phase: Phase, error: unknown): Pick<State, "phase" | "failure"> {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { phase, failure: { name, message } };
}

function download(name: string, content: BlobPart, type: string): Download {
  return { name, url: URL.createObjectURL(new Blob([content], { type })) };
}
