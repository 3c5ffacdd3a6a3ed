import { transfer } from "comlink";
import { fitPca, type Pca, pcaCodes, pcaDecode } from "../../experiments/math/pca.js";
import { Autoencoder, DataError, type Dataset, samplesAt, take, type Values } from "../../index.js";
import { className } from "../state/class-names.js";
import type {
  AnomalyErrors,
  AnomalyProgress,
  CompareServices,
  Contestant,
  Judgement,
  Lineup,
  NormalTraining,
  SamplePage,
} from "./compare-protocol.js";
import type { LoadedData } from "./data.js";
import { judge, type Redraw } from "./judge.js";
import type { Origin } from "./model-name.js";
import { dataIn, type Place, Turn } from "./place.js";
import { classesOf, commonest, rowNames } from "./rows.js";
import { Shelf } from "./shelf.js";

const MOST_JUDGED = 10_000;
/** Values of a sample: finding the components takes the cube of them. */
const MOST_PCA_VALUES = 1024;
/** More are no classes to choose among. */
const MOST_CLASSES = 20;
const PAGE = 10;
/** Models with their weights on the GPU at a time. */
const MOST_OPEN = 2;

/** Keeps what was trained, draws with it, and judges what was drawn. */
export class CompareService implements CompareServices {
  readonly #shelf = new Shelf();
  readonly #open = new Map<number, Autoencoder>();
  #pca: { readonly of: Dataset; readonly found: Pca } | undefined;
  #trained: Autoencoder | undefined;
  #stopWanted = false;
  /** One at a time opens and closes models. */
  readonly #turn: Turn;

  constructor(private readonly place: Place) {
    this.#turn = new Turn(place);
  }

  /** Keeps a model that has been trained on the data. */
  keep(model: Autoencoder, origin: Origin, data: LoadedData = this.#data): Promise<number | undefined> {
    return this.#shelf.keep(model, data, origin);
  }

  lineup(): Lineup {
    const { train, validation } = this.#data;
    const size = sizeOfSample(train);
    const classes = classesOf(train);
    const models = this.#shelf.modelsFor(this.#data);
    return {
      models,
      others: this.#shelf.count - models.length,
      mostComponents: size <= MOST_PCA_VALUES ? size : 0,
      judged: this.#judged.count,
      keptAside: validation !== undefined,
      classes: classes.length <= MOST_CLASSES ? classes : [],
      usual: commonest(train, classes),
    };
  }

  judge(contestant: Contestant): Promise<Judgement> {
    return this.#turn.take(async () => {
      const judgement = await judge(await this.#redrawBy(contestant), this.#judged, () => {});
      return transfer(judgement, [judgement.errors.buffer]);
    });
  }

  samples(page: number): SamplePage {
    const dataset = this.#judged;
    const pages = 1 + Math.ceil(dataset.count / PAGE);
    if (page % pages === 0) return { ...this.#data.info.examples, pages };
    const first = ((page % pages) - 1) * PAGE;
    const rows = Array.from({ length: Math.min(PAGE, dataset.count - first) }, (_, index) => first + index);
    const { data: values, mask } = samplesAt(dataset, rows);
    return { names: rowNames(dataset, rows), values, pages, ...(mask && { mask }) };
  }

  reconstruct(contestant: Contestant, values: Values): Promise<Float32Array> {
    return this.#turn.take(async () => {
      const drawn = await (await this.#redrawBy(contestant))(values);
      return transfer(drawn, [drawn.buffer]);
    });
  }

  anomalies(
    tested: Contestant | NormalTraining,
    report: (progress: AnomalyProgress) => unknown,
  ): Promise<AnomalyErrors> {
    // Now, not in its turn: whoever waits may be stopped as well.
    this.#stopWanted = false;
    return this.#turn.take(async () => {
      if (tested.kind !== "new") {
        const found = await this.#errorsOf(await this.#redrawBy(tested), report);
        return { ...found, ...(tested.kind === "model" && { model: tested.id }) };
      }
      const data = this.#data;
      const normal = await normalSamples(data.train, tested);
      const model = await Autoencoder.create({ ...tested.model, gpu: await this.place.openGpu() });
      try {
        const kept = await this.#train(model, normal, data, tested, report);
        const redraw: Redraw = async (values) => (await model.predict(values)).data;
        const found = await this.#errorsOf(redraw, report);
        return { ...found, trainedOn: normal.count, ...(kept !== undefined && { model: kept }) };
      } finally {
        model.dispose();
      }
    });
  }

  withThreshold(id: number, threshold: number): Promise<Uint8Array> {
    return this.#turn.take(async () => {
      const model = await this.#modelOf(id);
      model.threshold = { metric: "meanSquaredError", value: justBelow(threshold) };
      const bytes = await model.save();
      return transfer(bytes, [bytes.buffer]);
    });
  }

  stop(): void {
    this.#stopWanted = true;
    this.#trained?.stopTraining();
  }

  get #data(): LoadedData {
    return dataIn(this.place);
  }

  /** What everything is judged on: samples kept aside where there are any. */
  get #judged(): Dataset {
    const { train, validation } = this.#data;
    return take(validation ?? train, MOST_JUDGED);
  }

  async #redrawBy(contestant: Contestant): Promise<Redraw> {
    if (contestant.kind === "model") {
      const model = await this.#modelOf(contestant.id);
      return async (values) => (await model.predict(values)).data;
    }
    const { codeSize } = contestant;
    const pca = await this.#components();
    return async (values) => {
      const codes = await pcaCodes(pca, { data: values, count: values.length / pca.mean.length }, codeSize);
      return pcaDecode(pca, codes, codeSize);
    };
  }

  async #components(): Promise<Pca> {
    const { train } = this.#data;
    if (this.#pca?.of !== train) this.#pca = { of: train, found: await fitPca(train) };
    return this.#pca.found;
  }

  /** A kept model on the GPU in use. */
  async #modelOf(id: number): Promise<Autoencoder> {
    const gpu = await this.place.openGpu();
    const bytes = this.#shelf.bytesOf(id);
    if (!bytes) throw new DataError("That model is no longer kept: only the last six are. Choose another.");
    if (!this.#shelf.modelsFor(this.#data).some((kept) => kept.id === id)) {
      throw new DataError(
        "That model learnt from other data, or from data prepared otherwise: what it makes of these means nothing. Choose another.",
      );
    }
    const open = this.#open.get(id);
    if (open?.gpu === gpu) return open;
    open?.dispose();
    this.#open.delete(id);
    for (const [other, model] of [...this.#open].slice(0, this.#open.size - MOST_OPEN + 1)) {
      model.dispose();
      this.#open.delete(other);
    }
    const model = await Autoencoder.load(bytes, { gpu });
    this.#open.set(id, model);
    return model;
  }

  async #train(
    model: Autoencoder,
    samples: Dataset,
    data: LoadedData,
    { epochs, batchSize, normal }: NormalTraining,
    report: (progress: AnomalyProgress) => unknown,
  ): Promise<number | undefined> {
    this.#trained = model;
    let done = 0;
    try {
      for await (const event of model.fitEvents(samples, { epochs, batchSize })) {
        if (this.#stopWanted) model.stopTraining();
        if (event.type === "step") {
          const share = (event.epoch - 1 + event.step / event.steps) / epochs;
          report({ doing: `Training, epoch ${event.epoch} of ${epochs}: loss ${event.loss.toFixed(4)}`, share });
        }
        if (event.type === "epoch") done = event.epoch;
      }
    } finally {
      this.#trained = undefined;
    }
    const names = normal.map((label) => className(data.train, label));
    const origin = { epochs: done, of: `${normal.length === 1 ? "class" : "classes"} ${names.join(", ")}` };
    return this.keep(model, origin, data);
  }

  async #errorsOf(redraw: Redraw, report: (progress: AnomalyProgress) => unknown): Promise<AnomalyErrors> {
    const dataset = this.#judged;
    const { errors } = await judge(redraw, dataset, (share) => report({ doing: "Testing", share }));
    const rows = Array.from(errors.keys())
      .sort((a, b) => (errors[b] ?? 0) - (errors[a] ?? 0))
      .slice(0, PAGE);
    const { data: values, mask } = samplesAt(dataset, rows);
    const names = rowNames(dataset, rows);
    const worst = { names, values, ...(mask && { mask }), reconstructions: await redraw(values) };
    const labels = dataset.labels && new Uint8Array(dataset.labels);
    return { errors, worst, ...(labels && { labels }) };
  }
}

/** The library calls samples unusual that lie above its threshold, this page those that reach it, too. */
function justBelow(threshold: number): number {
  return threshold * (1 - 1e-9);
}

function sizeOfSample({ data, count }: Dataset): number {
  return data.length / count;
}

/** The training samples of the normal classes, or so many of them, drawn by the model's seed. @throws {DataError} when there are none */
async function normalSamples(train: Dataset, { normal, limit, model }: NormalTraining): Promise<Dataset> {
  const { labels } = train;
  const rows = Array.from({ length: train.count }, (_, row) => row).filter((row) =>
    normal.includes(labels?.[row] ?? -1),
  );
  if (rows.length === 0) throw new DataError("No training sample is of a normal class. Choose at least one class.");
  const { sampleDataset } = await import("../../data.js");
  const seed = model.seed ?? 1;
  return sampleDataset(samplesAt(train, rows), limit ?? rows.length, { seed });
}
