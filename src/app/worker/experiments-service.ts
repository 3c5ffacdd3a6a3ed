import type { Progress } from "../../experiments/experiment.js";
import { imageShapeOf } from "../../experiments/image-shape.js";
import type { ExperimentResult } from "../../experiments/result.js";
import { DataError, type Dataset, datasetOf } from "../../index.js";
import type { LoadedData } from "./data.js";
import type { ExperimentInfo, ExperimentRequest, ExperimentsServices } from "./experiments-protocol.js";
import { allDataIn, type Place } from "./place.js";

/** As the notebook's model on the page begins. */
const SEED = 1;

/** Runs experiments on the worker's GPU and all of its data, one at a time. Their code is loaded when it is asked for. */
export class ExperimentsService implements ExperimentsServices {
  #ending = new AbortController();

  constructor(private readonly place: Place) {}

  async list(): Promise<ExperimentInfo[]> {
    return [...(await experiments()).values()].map(({ name, title, summary, explanation, settings }) => {
      return { name, title, summary, explanation, quick: settings(true), full: settings(false) };
    });
  }

  async estimate(name: string): Promise<number | undefined> {
    const experiment = (await experiments()).get(name);
    if (!experiment) return undefined;
    const { estimateSeconds } = await import("./experiment-estimate.js");
    const { signal } = this.#begin();
    const { train } = await allDataIn(this.place);
    return estimateSeconds(experiment.work, {
      gpu: await this.place.openGpu(),
      data: train,
      signal,
    });
  }

  async run({ name, quick }: ExperimentRequest, report: (progress: Progress) => unknown): Promise<ExperimentResult> {
    const experiment = (await experiments()).get(name);
    if (!experiment) throw new DataError(`There is no experiment ${name}. Reload the page.`);
    const { signal } = this.#begin();
    const samples = samplesFor(await allDataIn(this.place), experiment.needsLabels);
    const gpu = await this.place.openGpu();
    signal.throwIfAborted();
    let delivered: unknown;
    const result = await experiment.run({
      ...samples,
      gpu,
      quick,
      seed: SEED,
      signal,
      report: (progress) => {
        delivered = report(progress);
      },
    });
    // Reports travel on a port of their own: the result must not overtake the last one.
    await delivered;
    return result;
  }

  cancel(): void {
    this.#ending.abort();
  }

  #begin(): AbortController {
    this.#ending = new AbortController();
    return this.#ending;
  }
}

async function experiments() {
  return (await import("../../experiments/experiments.js")).EXPERIMENTS;
}

/** The data in use as experiments take them. */
function samplesFor({ train, validation, info }: LoadedData, needsLabels: boolean) {
  if (!validation) {
    throw new DataError(
      `Experiments judge on samples that no model has seen, and ${info.name} has too few to keep some aside. Choose MNIST.`,
    );
  }
  if (needsLabels && !(train.labels && validation.labels)) {
    throw new DataError(
      `This experiment has to know which class each sample belongs to, and ${info.name} has no labels. Choose MNIST.`,
    );
  }
  return { train: flat(train), test: flat(validation), image: imageShapeOf(train.shape, info.own?.preparation) };
}

function flat({ data, count, labels, classes }: Dataset): Dataset {
  return datasetOf(data, [data.length / count], { labels, classes });
}
