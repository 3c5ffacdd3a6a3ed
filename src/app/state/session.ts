import { proxy, type Remote } from "comlink";
import { DataError } from "../../index.js";
import { type Download, release } from "../take-home/download.js";
import { isCpu } from "../worker/processor.js";
import type { Outline, ReadProgress, Report, Trainer, TrainRequest } from "../worker/protocol.js";
import { type DataChoice, isPicture, MNIST_CHOICE, mnistFolder, SIDE_RULE, sideOf } from "./data-choice.js";
import { Errands } from "./errands.js";
import { Latest } from "./latest.js";
import { forColumns } from "./moved-columns.js";
import { offlineReady } from "./offline.js";
import { AS_FOUND } from "./reading.js";
import { reported } from "./reported.js";
import { results } from "./results.js";
import { type EpochLoss, lengthened, newRun, pastRun } from "./run.js";
import { startWorker } from "./start-worker.js";
import {
  type Always,
  dataIn,
  downloadsIn,
  type Failure,
  failureOf,
  isBusy,
  type Learnt,
  learntIn,
  type Now,
  OVERTAKEN,
  preparedIn,
  readyIn,
  type State,
} from "./state.js";
import { Stopwatch } from "./stopwatch.js";
import { Part, type Store } from "./store.js";

/** The page's side of training: owns the worker, and turns what comes from it into one {@link State} after another. */
export class Session extends Part<State> {
  #trainer: Remote<Trainer> | undefined;
  readonly #watch = new Stopwatch();
  readonly #reading = new Latest();
  /** Runs that were begun, or gone on with, and models that were asked for. */
  #runs = 0;
  /** Models that are being opened, with the data that there are. */
  #adopting = 0;
  /** The files that the outline is of, or will be. */
  #outlined: DataChoice["files"] | undefined;

  constructor(store: Store) {
    super(store, {
      phase: "opening",
      adapter: undefined,
      advice: undefined,
      choice: MNIST_CHOICE,
      outline: undefined,
      fileFailure: undefined,
      whole: undefined,
    });
  }

  /** Training, paused, or about to end. */
  get busy(): boolean {
    return isBusy(this.state.phase);
  }

  /** The worker's other services: plans, sources. */
  get trainer(): Remote<Trainer> {
    this.#trainer ??= startWorker((failure) => this.#enter({ phase: "blocked", failure }));
    return this.#trainer;
  }

  /** Finds what can compute, then fetches MNIST: the first digits, and all of them where it is no CPU. */
  async open(): Promise<void> {
    // What is fetched before the service worker is in charge would not be there without a network.
    await offlineReady();
    try {
      const { adapter, refusal } = await this.trainer.open();
      const advice = isCpu(adapter) ? (await import("./gpu-advice.js")).adviceHere(refusal) : undefined;
      this.set({ adapter, advice });
    } catch (error) {
      return this.#enter({ phase: "blocked", failure: failureOf(error) });
    }
    await this.loadMnist();
  }

  /** Fetches MNIST; after a failure, again. Resolves when one can train on the first digits, while the others come. */
  loadMnist(): Promise<void> {
    return this.#reading.run(async () => {
      // What came before was no good, and the browser may have kept it.
      const cache = this.state.phase === "no-data" ? "reload" : "default";
      this.reset();
      this.#enter(
        { phase: "loading", loaded: undefined, before: this.state },
        { fileFailure: undefined, whole: undefined },
      );
      try {
        const data = await this.trainer.loadMnist(mnistFolder(), cache);
        this.#enter({ phase: "ready", data, used: undefined });
        void this.loadWhole(cache);
      } catch (error) {
        this.#enter({ phase: "no-data", failure: failureOf(error) });
      }
    });
  }

  /** Fetches all of MNIST, whose first digits are in use, and uses them where nothing is at work on those; after a failure, again. */
  async loadWhole(cache: RequestCache = "reload"): Promise<void> {
    // A CPU would take minutes for an epoch of all of them.
    if (!this.state.adapter || isCpu(this.state.adapter)) return;
    const first = dataIn(this.state);
    const isOurs = () => this.state.whole?.phase === "coming" && dataIn(this.state) === first;
    this.set({ whole: { phase: "coming", loaded: undefined } });
    const report = (done: number, total: number) => {
      if (isOurs()) this.set({ whole: { phase: "coming", loaded: { done, total } } });
    };
    try {
      const data = await this.trainer.loadWhole(mnistFolder(), cache, proxy(report));
      if (!isOurs()) return;
      this.set({ whole: { phase: "there", data } });
      if (this.state.phase === "ready" && !this.#adopting && !this.store.part(Errands).current) this.#useWhole();
    } catch (error) {
      if (isOurs()) this.set({ whole: { phase: "missing", failure: failureOf(error) } });
    }
  }

  /** Takes all of the data, where they are there; the worker does so before it begins what it is asked for next. */
  #useWhole(): void {
    const { whole } = this.state;
    if (whole?.phase !== "there") return;
    void this.trainer.useWhole();
    this.#enter({ phase: "ready", data: whole.data, used: undefined }, { whole: undefined });
  }

  /** Remembers how the data were chosen, and reads nothing yet. */
  choose(choice: DataChoice): void {
    this.set({ choice });
  }

  /** Reads the visitor's files as they were chosen, of choices in a row the last; what was there before stays when that fails. */
  async loadFiles(choice: DataChoice = this.state.choice): Promise<void> {
    if (this.busy) return;
    this.set({ choice });
    if (choice.files.length > 0) await this.#reading.run(() => this.#readFiles());
  }

  async #readFiles(): Promise<void> {
    const before = this.state;
    const { choice } = before;
    const { files } = choice;
    const size = sideOf(choice);
    const outline = files === this.#outlined ? before.outline : undefined;
    this.#outlined = files;
    if (size === undefined && files.some(({ file }) => isPicture(file))) {
      const message = `Pictures need a size to be cropped to. ${SIDE_RULE}`;
      return this.set({ outline, fileFailure: { name: "DataError", message } });
    }
    this.#enter({ phase: "loading", loaded: undefined, before }, { outline, fileFailure: undefined });
    try {
      const follow = (progress: ReadProgress) => {
        if (progress.type === "found") this.#found(progress.outline, choice);
        else if (this.state.phase === "loading") this.set({ loaded: { done: progress.files, total: files.length } });
      };
      const reading = { ...choice.reading, size: size ?? AS_FOUND.size };
      const data = await this.trainer.loadFiles(files, reading, proxy(follow));
      release(downloadsIn(before));
      const used = { choice: { ...choice, reading: data.own?.reading ?? reading }, outline: this.state.outline };
      this.#enter({ phase: "ready", data, used }, { whole: undefined });
    } catch (error) {
      const { choice, outline, whole } = this.state;
      this.replace({ ...before, choice, outline, whole, fileFailure: failureOf(error) });
    }
  }

  /** The columns may be others than those that something was said of. */
  #found(outline: Outline, read: DataChoice): void {
    const { choice } = this.state;
    const names = outline.columns.map(({ name }) => name);
    // What has been chosen meanwhile was chosen of the columns that were shown.
    const reading = forColumns(choice.reading, names);
    this.set({ outline, ...(choice.files === read.files && { choice: { ...choice, reading } }) });
  }

  /** Trains a fresh network; what is being trained is given up. Ends in phase `finished` or `failed`; what was learnt can be taken home after either. */
  async train(request: TrainRequest): Promise<void> {
    this.reset();
    if (this.state.phase !== "ready" && !this.busy) return;
    this.#useWhole();
    const { data, used } = preparedIn(this.state) ?? {};
    if (!data) return;
    const samples = Math.min(request.limit ?? data.count, data.count);
    const run = newRun(request.epochs, request.batchSize, samples);
    const nothing = { snapshot: undefined, shot: undefined, warnings: [], recovery: undefined };
    this.#watch.start();
    await this.#learn({ data, used, run, trained: request.model, ...nothing }, (report) =>
      this.trainer.train(request, report),
    );
  }

  /** Goes on with the run that has ended, for more epochs: the same network, with its optimizer's state; not while another is being opened. */
  async trainOn({ epochs, batchSize, limit }: Omit<TrainRequest, "model">): Promise<void> {
    if (this.state.phase !== "finished" || this.#adopting) return;
    const { downloads, run: before, ...kept } = this.state;
    const { data, trained } = kept;
    const run = lengthened(before, epochs, batchSize, Math.min(limit ?? data.count, data.count));
    release(downloads);
    this.#watch.resume();
    const request = { model: trained, epochs: run.epochs, batchSize, ...(limit !== undefined && { limit }) };
    await this.#learn({ ...kept, run, recovery: undefined }, (report) => this.trainer.trainOn(request, report));
  }

  /** Takes a model that was trained before; what is there is given up once the model is read. @throws what is wrong with it, or came in between */
  async adopt(file: Uint8Array, losses: readonly EpochLoss[]): Promise<void> {
    const { data, used } = readyIn(this.state);
    const ours = ++this.#runs;
    this.#adopting++;
    try {
      const { description: trained, snapshot, shot } = await this.trainer.adopt(file, losses.at(-1)?.epoch ?? 0);
      const learnt = { data, used, trained, snapshot, shot, run: pastRun(losses), warnings: [], recovery: undefined };
      const downloads = await results()(this.trainer, learnt);
      if (ours !== this.#runs || data !== dataIn(this.state)) {
        release(downloads);
        throw new DataError(OVERTAKEN);
      }
      release(downloadsIn(this.state));
      this.#enter({ ...learnt, phase: "finished", stopped: false, downloads });
    } finally {
      this.#adopting--;
    }
  }

  /** Follows training to its end. */
  async #learn(
    begun: Learnt,
    train: (report: (message: Report) => void) => Promise<{ stopped: boolean }>,
  ): Promise<void> {
    const ours = ++this.#runs;
    const resultsOf = results();
    this.#enter({ ...begun, phase: "training" });
    let stopped = false;
    let failure: Failure | undefined;
    const ends = (work: () => Promise<void>) =>
      work().catch((error: unknown) => {
        failure = failureOf(error);
      });
    await ends(async () => {
      ({ stopped } = await train(proxy((message: Report) => ours === this.#runs && this.#take(message))));
    });
    // Another run has taken its place.
    if (ours !== this.#runs) return;
    this.#watch.pause();
    // The run ends for the visitor only when its results are there: another one would replace them.
    let downloads: readonly Download[] = [];
    await ends(async () => {
      downloads = await resultsOf(this.trainer, learntIn(this.state) ?? begun);
    });
    if (ours !== this.#runs) return release(downloads);
    const kept = { ...(learntIn(this.state) ?? begun), downloads };
    this.#enter(failure ? { ...kept, phase: "failed", failure } : { ...kept, phase: "finished", stopped });
  }

  async pause(): Promise<void> {
    if (this.state.phase !== "training") return;
    this.#watch.pause();
    this.#enter({ ...this.state, phase: "paused" });
    await this.trainer.pause();
  }

  async resume(): Promise<void> {
    if (this.state.phase !== "paused") return;
    this.#watch.resume();
    this.#enter({ ...this.state, phase: "training" });
    await this.trainer.resume();
  }

  /** Ends training at the next step. */
  async stop(): Promise<void> {
    if (this.state.phase !== "training" && this.state.phase !== "paused") return;
    this.#enter({ ...this.state, phase: "stopping" });
    await this.trainer.stop();
  }

  /** Forgets the run and its model; not while it lasts. */
  reset(): void {
    if (this.state.phase !== "finished" && this.state.phase !== "failed") return;
    const { data, used, downloads } = this.state;
    release(downloads);
    this.#enter({ phase: "ready", data, used });
    void this.trainer.reset();
    this.#useWhole();
  }

  #take(message: Report): void {
    const { run } = learntIn(this.state) ?? {};
    if (run) this.set(reported(message, run, this.#watch.seconds));
  }

  /** Goes over into another phase: nothing of the one before stays. */
  #enter(now: Now, changes: Partial<Always> = {}): void {
    const { adapter, advice, choice, outline, fileFailure, whole } = this.state;
    this.replace({ ...now, adapter, advice, choice, outline, fileFailure, whole, ...changes });
  }
}
