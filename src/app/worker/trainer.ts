import { type ProxyMarked, proxy, transfer } from "comlink";
import { Autoencoder, DataError, DeviceLostError, type Tensor, take, withRecovery } from "../../index.js";
import type { Reading } from "../state/reading.js";
import { OVERTAKEN } from "../state/state.js";
import { CompareService } from "./compare-service.js";
import { type LoadedData, mnistFrom } from "./data.js";
import { ExperimentsService } from "./experiments-service.js";
import type { Explorer } from "./explore-protocol.js";
import type { ExploreService } from "./explore-service.js";
import { Gate } from "./gate.js";
import { originOf } from "./model-name.js";
import { outlookOf } from "./outlook.js";
import { dataFrom } from "./own-data.js";
import { dataIn, Workplace } from "./place.js";
import { Plans } from "./plans.js";
import type { Adopted, DataInfo, GivenFile, Opened, ReadProgress, Report, Trainer, TrainRequest } from "./protocol.js";
import { snapshotOf } from "./snapshot.js";
import { SpeedService } from "./speed-service.js";
import { StageService } from "./stage-service.js";
import { withoutPauses } from "./without-pauses.js";

/** Between two snapshots, in milliseconds: a small table has many epochs a second, and each snapshot is read back. */
const SNAPSHOT_EVERY = 500;
/** Between two checkpoints: reading everything back after each of many short epochs would be most of the work. */
const CHECKPOINT_EVERY = 1000;
/** Samples whose codes tell which of their units are dead. */
const MOST_LOOKED_AT = 1000;

/** What a run can go on from. */
interface Checkpoint {
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

/** Runs the library off the page's thread, so that the page stays responsive however slow the adapter is. */
export class WorkerTrainer extends Plans implements Trainer {
  readonly #place = new Workplace();
  #model: Autoencoder | undefined;
  /** Whole epochs that it was trained for. */
  #trained = 0;
  #checkpoint: Checkpoint | undefined;
  #explorer: ExploreService | undefined;
  /** Of the run that is under way, or the last one. */
  #stopping = new AbortController();
  /** Ends with the run; whether its results are still wanted. */
  #running: Promise<unknown> | undefined;
  #givenUp = false;
  /** Counts runs and models that were asked for: of what waits to take the place of what is there, only the last one does. */
  #asked = 0;
  readonly #gate = new Gate();
  readonly stage = proxy(
    new StageService(this.#place, {
      model: () => this.#model,
      save: async () => this.#model?.save({ optimizer: true }),
    }),
  );
  readonly compare = proxy(new CompareService(this.#place));
  readonly experiments = proxy(new ExperimentsService(this.#place));
  readonly speed = proxy(new SpeedService(this.#place));

  async open(): Promise<Opened> {
    const { info } = await this.#place.openGpu();
    return { adapter: info, refusal: this.#place.refusal };
  }

  async loadMnist(url: string, cache: RequestCache): Promise<DataInfo> {
    const { firstDigits } = await import("./first-digits.js");
    return this.#use(await firstDigits({ url, cache }));
  }

  async loadWhole(
    url: string,
    cache: RequestCache,
    onProgress: (loaded: number, total: number) => void,
  ): Promise<DataInfo> {
    const coming = mnistFrom({ url, cache, onProgress });
    this.#place.coming = coming;
    return (await coming).info;
  }

  async useWhole(): Promise<void> {
    await this.#giveUp();
    const all = await this.#place.coming;
    if (all) this.#use(all);
  }

  async loadFiles(
    files: readonly GivenFile[],
    reading: Reading,
    report: (progress: ReadProgress) => unknown,
  ): Promise<DataInfo> {
    return this.#use(await dataFrom(files, reading, report));
  }

  async outlook(model: TrainRequest["model"]): Promise<string[]> {
    return outlookOf(model, dataIn(this.#place));
  }

  async train(request: TrainRequest, report: (message: Report) => unknown): Promise<{ stopped: boolean }> {
    if (!(await this.#giveUp())) return { stopped: true };
    this.reset();
    this.#stopping = new AbortController();
    return this.#train(request, report);
  }

  async trainOn(request: TrainRequest, report: (message: Report) => unknown): Promise<{ stopped: boolean }> {
    if (!this.#model) throw new DataError("There is no model to go on with; train one first.");
    this.#stopping = new AbortController();
    // A pause that came after the last epoch was too late to hold that run, and must not hold this one.
    this.#gate.open();
    let lost = false;
    try {
      this.#checkpoint = { epoch: this.#trained, bytes: await this.#model.save({ optimizer: true }) };
    } catch (error) {
      // The GPU was lost since: what was kept before that has to do.
      if (!this.#checkpoint || !(error instanceof DeviceLostError)) throw error;
      report({ type: "lost", epoch: this.#checkpoint.epoch, message: error.message });
      lost = true;
    }
    this.compare.stop();
    this.stage.reset();
    return this.#train(request, report, lost);
  }

  async adopt(bytes: Uint8Array, epochs: number): Promise<Adopted> {
    const { info } = dataIn(this.#place);
    const asked = ++this.#asked;
    const model = await Autoencoder.load(bytes, { gpu: await this.#place.openGpu() });
    try {
      const snapshot = await snapshotOf(model, info);
      const isNewest = asked === this.#asked && info === dataIn(this.#place).info && (await this.#giveUp());
      if (!isNewest) throw new DataError(OVERTAKEN);
      this.reset();
      this.#model = model;
      this.#trained = epochs;
      this.#checkpoint = { epoch: epochs, bytes };
      await this.compare.keep(model, { epochs: epochs || undefined });
      return { description: model.description, snapshot, shot: await this.stage.look() };
    } catch (error) {
      if (this.#model === model) this.reset();
      else model.dispose();
      throw error;
    }
  }

  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
  }

  stop(): void {
    this.#stopping.abort();
    this.#model?.stopTraining();
    this.#gate.open();
  }

  reset(): void {
    this.#gate.open();
    this.compare.stop();
    this.#model?.dispose();
    this.#model = undefined;
    this.#checkpoint = undefined;
    this.#trained = 0;
    this.stage.reset();
  }

  async save(optimizer = false): Promise<Uint8Array> {
    if (!this.#model) throw new DataError("There is no model to save yet; train one first.");
    try {
      const bytes = await this.#model.save({ optimizer });
      return transfer(bytes, [bytes.buffer]);
    } catch (error) {
      if (this.#checkpoint) return this.#checkpoint.bytes;
      throw error;
    }
  }

  async explorer(): Promise<Explorer & ProxyMarked> {
    const { ExploreService } = await import("./explore-service.js");
    const bytes = await this.save();
    this.#explorer = new ExploreService(this.#place, bytes);
    return proxy(this.#explorer);
  }

  /**
   * Ends what is being trained.
   * @returns whether nothing was asked for meanwhile that takes the place of what asked for this
   */
  async #giveUp(): Promise<boolean> {
    const ours = ++this.#asked;
    this.#givenUp = true;
    this.stop();
    await this.#running;
    this.#givenUp = false;
    return ours === this.#asked;
  }

  #train(request: TrainRequest, report: (message: Report) => unknown, lost = false): Promise<{ stopped: boolean }> {
    const running = this.#trainOver(request, report, lost);
    this.#running = running.catch(() => {});
    return running;
  }

  /**
   * Trains to the end, over losses of the GPU.
   * @param lost whether it was lost just before
   */
  async #trainOver(request: TrainRequest, report: (message: Report) => unknown, lost: boolean) {
    const data = dataIn(this.#place);
    await this.#explorer?.rest();
    const reached = () => this.#checkpoint?.epoch ?? 0;
    return withRecovery(this.#place.openGpu, () => this.#fit(request, data, report), {
      reached,
      lost,
      onLost: ({ message }) => report({ type: "lost", epoch: reached(), message }),
      signal: this.#stopping.signal,
    });
  }

  /** Trains from the last checkpoint, or from the beginning. */
  async #fit(request: TrainRequest, data: LoadedData, report: (message: Report) => unknown) {
    const { epochs, batchSize, limit } = request;
    const { sampleDataset } = await import("../../data.js");
    const train = sampleDataset(data.train, limit ?? data.train.count, { seed: request.model.seed ?? 1 });
    const done = this.#checkpoint?.epoch ?? 0;
    const model = await this.#modelFor(request);
    const show = async () => report({ type: "snapshot", snapshot: await snapshotOf(model, data.info) });
    const warn = async (codes?: Tensor) =>
      report({ type: "warnings", warnings: await outlookOf(model.description, { ...data, train }, codes) });
    const lookNow = async () => {
      await show();
      const shot = await this.stage.look();
      if (shot) report({ type: "shot", shot });
    };
    if (done === 0) await warn();
    await lookNow();

    let stopped = false;
    this.#trained = done;
    let delivered: unknown;
    let [shownAt, keptAt] = [performance.now(), performance.now()];
    this.#gate.restart();
    const options = {
      epochs,
      initialEpoch: done,
      batchSize,
      ...(data.validation && { validationData: data.validation }),
    };
    for await (const event of model.fitEvents(train, options)) {
      // A wish to stop may have come before there was anything to stop.
      if (this.#stopping.signal.aborted) model.stopTraining();
      delivered = report({
        type: "event",
        event: withoutPauses(event, this.#gate.seconds, train.count),
      });
      if (event.type === "end") stopped = event.history.stopped;
      if (event.type === "epoch") this.#trained = event.epoch;
      const shot = event.type === "step" || event.type === "epoch" ? await this.stage.shotInTime(model) : undefined;
      if (shot) report({ type: "shot", shot });
      if (event.type === "epoch" && performance.now() - keptAt > CHECKPOINT_EVERY) {
        this.#checkpoint = { epoch: this.#trained, bytes: await model.save({ optimizer: true }) };
        keptAt = performance.now();
      }
      if (performance.now() - shownAt > SNAPSHOT_EVERY) {
        await show();
        shownAt = performance.now();
      }
      // Not asking for the next event is the pause: the library then submits nothing more.
      if (event.type !== "end") await this.#gate.pass();
      if (event.type === "epoch") this.#gate.restart();
    }
    if (this.#givenUp) return { stopped: true };
    await lookNow();
    await warn(await model.encode(take(train, MOST_LOOKED_AT)));
    await this.compare.keep(model, originOf(this.#trained, train.count, data.train.count));
    // Reports and this call's result travel on different ports: the result must not overtake the last report.
    await delivered;
    return { stopped };
  }

  async #modelFor({ model }: TrainRequest): Promise<Autoencoder> {
    const gpu = await this.#place.openGpu();
    this.#model?.dispose();
    this.#model = this.#checkpoint
      ? await Autoencoder.load(this.#checkpoint.bytes, { gpu })
      : await Autoencoder.create({ ...model, gpu });
    return this.#model;
  }

  #use(data: LoadedData): DataInfo {
    this.reset();
    this.#place.loaded = data;
    this.#place.coming = undefined;
    return data.info;
  }
}
