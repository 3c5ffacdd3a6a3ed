import { expose, transfer } from "comlink";
import {
  type AdapterInfo,
  Autoencoder,
  adadelta,
  DataError,
  type Dataset,
  type Gpu,
  loadMnist,
  PRESETS,
  requestGpu,
  take,
} from "../index.js";
import type { Digits, Report, Snapshot, Trainer } from "./protocol.js";
import type { Settings } from "./settings.js";

/** Between two snapshots inside an epoch. */
const SNAPSHOT_MILLISECONDS = 1000;

/** Runs the library off the page's thread, so that the page stays responsive however slow the adapter is. */
class WorkerTrainer implements Trainer {
  #gpu: Gpu | undefined;
  #data: { train: Dataset; test: Dataset } | undefined;
  #digits: Digits | undefined;
  #model: Autoencoder | undefined;
  #stopWanted = false;

  async open(): Promise<AdapterInfo> {
    return (await this.#openGpu()).info;
  }

  async load(url: string, onProgress: (loaded: number, total: number) => void): Promise<Digits> {
    this.#data = await loadMnist({ url, onProgress });
    this.#digits = oneOfEach(this.#data.test);
    return this.#digits;
  }

  async train(settings: Settings, report: (message: Report) => unknown): Promise<{ stopped: boolean }> {
    if (!this.#data || !this.#digits)
      throw new DataError("The digits have not been loaded; load them before training.");
    const { epochs, batchSize, learningRate, seed, limit, loss } = settings;
    this.#stopWanted = false;
    this.#model?.dispose();
    this.#model = undefined;
    const model = await Autoencoder.create({
      ...PRESETS.notebook(),
      loss,
      optimizer: adadelta({ learningRate }),
      seed,
      gpu: await this.#openGpu(),
    });
    this.#model = model;
    const { pixels } = this.#digits;
    report({ type: "warnings", warnings: model.warnings });
    report({ type: "snapshot", snapshot: await snapshotOf(model, pixels) });

    let stopped = false;
    let delivered: unknown;
    let shownAt = performance.now();
    const options = { epochs, batchSize, validationData: this.#data.test };
    for await (const event of model.fitEvents(take(this.#data.train, limit), options)) {
      // A wish to stop may have come before there was anything to stop.
      if (this.#stopWanted) model.stopTraining();
      delivered = report({ type: "event", event });
      if (event.type === "end") stopped = event.history.stopped;
      const due = event.type === "step" && performance.now() - shownAt > SNAPSHOT_MILLISECONDS;
      if (due || event.type === "epoch") {
        report({ type: "snapshot", snapshot: await snapshotOf(model, pixels) });
        shownAt = performance.now();
      }
    }
    // Reports and this call's result travel on different ports: the result must not overtake the last report.
    await delivered;
    return { stopped };
  }

  stop(): void {
    this.#stopWanted = true;
    this.#model?.stopTraining();
  }

  async save(): Promise<Uint8Array> {
    if (!this.#model) throw new DataError("There is no model to save yet; train one first.");
    const bytes = await this.#model.save();
    return transfer(bytes, [bytes.buffer]);
  }

  /** The GPU in use; a new one when there was none yet, or the last one was lost. */
  async #openGpu(): Promise<Gpu> {
    if (this.#gpu) return this.#gpu;
    const gpu = await requestGpu();
    this.#gpu = gpu;
    const forget = () => {
      if (this.#gpu === gpu) this.#gpu = undefined;
    };
    gpu.device.lost.then(forget, forget);
    return gpu;
  }
}

async function snapshotOf(model: Autoencoder, pixels: Uint8Array): Promise<Snapshot> {
  // Not decode(codes): it refuses codes that are not finite, and a run that diverges should end with its own error.
  const codes = await model.encode(pixels);
  const reconstructions = await model.predict(pixels);
  return { codeSize: codes.shape[1] ?? 0, codes: codes.data, reconstructions: reconstructions.data };
}

/** The first test image of each class. @throws {DataError} without labels */
function oneOfEach({ data, labels, count }: Dataset): Digits {
  if (!labels || !(data instanceof Uint8Array)) throw new DataError("The digits came without their labels.");
  const size = data.length / count;
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const pixels = new Uint8Array(classes.length * size);
  classes.forEach((label, i) => {
    const row = labels.indexOf(label);
    pixels.set(data.subarray(row * size, (row + 1) * size), i * size);
  });
  return { labels: classes, pixels };
}

expose(new WorkerTrainer());
