import { proxy, type Remote, wrap } from "comlink";
import type { Download } from "../take-home/download.js";
import { resultsOf } from "../take-home/results.js";
import type { Outline, ReadProgress, Report, Trainer, TrainRequest } from "../worker/protocol.js";
import { type DataChoice, isPicture, MNIST_CHOICE, SIDE_RULE, sideOf } from "./data-choice.js";
import { refreshParts } from "./fresh-parts.js";
import { gpuAdvice } from "./gpu-advice.js";
import { Latest } from "./latest.js";
import { forColumns } from "./moved-columns.js";
import { offlineReady } from "./offline.js";
import { isBusy } from "./phase.js";
import { AS_FOUND } from "./reading.js";
import { follow, lengthened, newRun, rewound } from "./run.js";
import type { Failure, State } from "./state.js";
import { Stopwatch } from "./stopwatch.js";

/** The page's side of training: owns the worker, and turns what comes from it into one {@link State} after another. */
export class Session {
  #state: State = { phase: "opening", choice: MNIST_CHOICE, warnings: [], downloads: [] };
  #trainer: Remote<Trainer> | undefined;
  readonly #changed: () => void;
  readonly #watch = new Stopwatch();
  readonly #reading = new Latest();
  /** The files that the outline is of, or will be. */
  #outlined: DataChoice["files"] | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get state(): State {
    return this.#state;
  }

  /** Training, paused, or about to end. */
  get busy(): boolean {
    return isBusy(this.#state.phase);
  }

  /** The worker's other services: plans, sources. */
  get trainer(): Remote<Trainer> {
    this.#trainer ??= this.#startWorker();
    return this.#trainer;
  }

  /** Finds a GPU, then fetches MNIST: without the first the second would be 11 MB for nothing. */
  async open(): Promise<void> {
    // What is fetched before the service worker is in charge would not be there without a network.
    await offlineReady();
    try {
      this.#set({ adapter: await this.trainer.open() });
    } catch (error) {
      const { message } = failureOf(error);
      const { isSecureContext: secure, origin } = globalThis;
      const surroundings = { secure, api: "gpu" in navigator, userAgent: navigator.userAgent, origin };
      return this.#set({ phase: "blocked", advice: gpuAdvice(surroundings, message) });
    }
    await this.loadMnist();
  }

  /** Fetches MNIST; after a failure, again. */
  loadMnist(): Promise<void> {
    return this.#reading.run(async () => {
      // What came before was no good, and the browser may have kept it.
      const cache = this.#state.phase === "no-data" ? "reload" : "default";
      this.reset();
      const { failure: _, loaded: __, fileFailure: ___, ...rest } = this.#state;
      this.#replace({ ...rest, phase: "loading" });
      try {
        const url = new URL("mnist/", document.baseURI).href;
        const data = await this.trainer.loadMnist(url, cache, this.#loading());
        const { used: ____, ...others } = this.#state;
        this.#replace({ ...others, data, phase: "ready" });
      } catch (error) {
        this.#set({ phase: "no-data", failure: failureOf(error) });
      }
    });
  }

  /** Remembers how the data were chosen, and reads nothing yet. */
  choose(choice: DataChoice): void {
    this.#set({ choice });
  }

  /** Reads the visitor's files as they were chosen, of choices in a row the last; what was there before stays when that fails. */
  async loadFiles(choice: DataChoice = this.#state.choice): Promise<void> {
    if (this.busy) return;
    this.#set({ choice });
    if (choice.files.length > 0) await this.#reading.run(() => this.#readFiles());
  }

  async #readFiles(): Promise<void> {
    const { choice, phase: before } = this.#state;
    const { files } = choice;
    const size = sideOf(choice);
    const { fileFailure: _, loaded: __, outline, ...rest } = this.#state;
    const known = files === this.#outlined && outline ? { outline } : {};
    this.#outlined = files;
    if (size === undefined && files.some(({ file }) => isPicture(file))) {
      return this.#replace({
        ...rest,
        ...known,
        fileFailure: { name: "DataError", message: `Pictures need a size to be cropped to. ${SIDE_RULE}` },
      });
    }
    this.#replace({ ...rest, ...known, phase: "loading" });
    try {
      const report = this.#loading();
      const follow = (progress: ReadProgress) => {
        if (progress.type === "read") report(progress.files, files.length);
        else this.#found(progress.outline, choice);
      };
      const reading = { ...choice.reading, size: size ?? AS_FOUND.size };
      const data = await this.trainer.loadFiles(files, reading, proxy(follow));
      this.reset();
      const used = { choice: { ...choice, reading: data.own?.reading ?? reading }, outline: this.#state.outline };
      this.#set({ data, used, phase: "ready" });
    } catch (error) {
      this.#set({ phase: before, fileFailure: failureOf(error) });
    }
  }

  /** The columns may be others than those that something was said of. */
  #found(outline: Outline, read: DataChoice): void {
    const { choice } = this.#state;
    const names = outline.columns.map(({ name }) => name);
    // What has been chosen meanwhile was chosen of the columns that were shown.
    const reading = forColumns(choice.reading, names);
    this.#set({ outline, ...(choice.files === read.files && { choice: { ...choice, reading } }) });
  }

  /** Trains a fresh network. Ends in phase `finished` or `failed`; what was learnt can be taken home after either. */
  async train(request: TrainRequest): Promise<void> {
    const { data } = this.#state;
    if (!data) return;
    this.reset();
    const samples = Math.min(request.limit ?? data.count, data.count);
    const run = newRun(request.epochs, request.batchSize, samples);
    this.#set({ phase: "training", run, trained: request.model });
    this.#watch.start();
    await this.#finish((report) => this.trainer.train(request, report));
  }

  /** Goes on with the run that has ended, for more epochs: the same network, with its optimizer's state. */
  async trainOn({ epochs, batchSize, limit }: Omit<TrainRequest, "model">): Promise<void> {
    const { phase, data, run: before, trained } = this.#state;
    if (phase !== "finished" || !data || !before || !trained) return;
    const samples = Math.min(limit ?? data.count, data.count);
    const run = lengthened(before, epochs, batchSize, samples);
    this.#discardDownloads();
    const { stopped: _, recovery: __, ...rest } = this.#state;
    this.#replace({ ...rest, phase: "training", run });
    this.#watch.resume();
    const request = { model: trained, epochs: run.epochs, batchSize, ...(limit !== undefined && { limit }) };
    await this.#finish((report) => this.trainer.trainOn(request, report));
  }

  /** Follows training to its end. */
  async #finish(train: (report: (message: Report) => void) => Promise<{ stopped: boolean }>): Promise<void> {
    let outcome: Partial<State>;
    try {
      const { stopped } = await train(proxy((message: Report) => this.#take(message)));
      outcome = { phase: "finished", stopped };
    } catch (error) {
      outcome = { phase: "failed", failure: failureOf(error) };
    }
    this.#watch.pause();
    // The run ends for the visitor only when its results are there: another one would replace them.
    let downloads: readonly Download[] = [];
    try {
      downloads = await resultsOf(this.trainer, this.#state);
    } catch (error) {
      outcome = { phase: "failed", failure: failureOf(error) };
    }
    this.#set({ ...outcome, downloads });
  }

  async pause(): Promise<void> {
    if (this.#state.phase !== "training") return;
    this.#watch.pause();
    this.#set({ phase: "paused" });
    await this.trainer.pause();
  }

  async resume(): Promise<void> {
    if (this.#state.phase !== "paused") return;
    this.#watch.resume();
    this.#set({ phase: "training" });
    await this.trainer.resume();
  }

  /** Ends training at the next step. */
  async stop(): Promise<void> {
    if (this.#state.phase !== "training" && this.#state.phase !== "paused") return;
    this.#set({ phase: "stopping" });
    await this.trainer.stop();
  }

  /** Forgets the run and its model; not while it lasts. */
  reset(): void {
    if (this.busy) return;
    this.#discardDownloads();
    const { run, snapshot: _, trained: __, stopped: ___, recovery: ____, failure: _____, ...rest } = this.#state;
    const phase = rest.phase === "finished" || rest.phase === "failed" ? "ready" : rest.phase;
    this.#replace({ ...rest, phase, warnings: [] });
    if (run) void this.trainer.reset();
  }

  #discardDownloads(): void {
    for (const { url } of this.#state.downloads) URL.revokeObjectURL(url);
    this.#set({ downloads: [] });
  }

  #take(message: Report): void {
    const { run } = this.#state;
    if (message.type === "warnings") this.#set({ warnings: message.warnings });
    else if (message.type === "snapshot") this.#set({ snapshot: message.snapshot });
    else if (!run) return;
    else if (message.type === "event") this.#set({ run: follow(run, message.event, this.#watch.seconds) });
    else {
      const { epoch } = message;
      const from = epoch > 0 ? `from the end of epoch ${epoch}` : "from the beginning";
      this.#set({ run: rewound(run, epoch), recovery: `The GPU was lost. Training goes on ${from} on a new one.` });
    }
  }

  #loading() {
    return proxy((done: number, total: number) => {
      if (this.#state.phase === "loading") this.#set({ loaded: { done, total } });
    });
  }

  #startWorker(): Remote<Trainer> {
    const worker = new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module", name: "isthmus" });
    worker.addEventListener("error", (event) => {
      const message = event.message || "The training script could not be loaded. Reload the page.";
      if (!event.message) void refreshParts();
      this.#set({ phase: "blocked", failure: { name: "Error", message } });
    });
    return wrap<Trainer>(worker);
  }

  #set(changes: Partial<State>): void {
    this.#replace({ ...this.#state, ...changes });
  }

  #replace(state: State): void {
    this.#state = state;
    this.#changed();
  }
}

function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message };
}
