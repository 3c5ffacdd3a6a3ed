/** The benchmark itself, wherever there is a GPU: nothing here touches the page or Node. */

import { LEVELS } from "../src/plan/plan.js";
import type { Gpu } from "../src/runtime/gpu/device.js";
import { type Choice, choose } from "./choice.js";
import type { Contender, Run } from "./contenders/contender.js";
import type { Entry } from "./contenders/names.js";
import { reference } from "./contenders/reference.js";
import { measureFloors, type SteppedWorkload } from "./floors/floors.js";
import { fastest } from "./print.js";
import { flopsOf, idOf, lastElement, type Product } from "./product.js";
import type { BenchEvent, BenchSettings, Findings, Row, Section } from "./report.js";
import { type Competitor, compete, SkippedError } from "./rounds.js";
import { PIXELS, type Work, type Workload, workFor } from "./work.js";

/** What the benchmark needs of the place where it runs. */
export interface BenchContext {
  /** What runs us: `Chromium 156.0.8078.79`. */
  readonly host: string;
  /** Opens a GPU, with these features too where the adapter has them. */
  readonly openGpu: () => Promise<Gpu>;
  /** Loads a contender's code, by its name; hands `openGpu` to us, and to nobody else. */
  readonly loadContender: (name: string, openGpu: () => Promise<Gpu>) => Promise<Contender>;
  /** Bytes of the images that workloads take. */
  readonly images: { readonly train: Uint8Array; readonly test: Uint8Array };
  readonly emit: (event: BenchEvent) => void;
  /**
   * Opens an empty page, in which a contender loads its code and takes its first training step; where there are no
   * pages, absent. Resolves with that step's loss.
   */
  readonly start?: (contender: string) => Promise<number>;
}

/** Relative difference from the float64 reference up to which a loss counts as the same. */
const TOLERANCE = 1e-4;

/** Milliseconds after which the float64 reference, having led for two steps, leads no further. */
const LONGEST_LEAD = 6000;

/** A product that takes longer, in seconds, is not waited for. */
const LONGEST_PRODUCT = 20;

export async function runBench(settings: BenchSettings, context: BenchContext): Promise<Findings> {
  const { host, emit, openGpu } = context;
  const gpu = await openGpu();
  const adapter = gpu.info;
  gpu.dispose();
  emit({ type: "adapter", ...adapter });
  const choice = choose(settings, adapter.software);
  const bench = new Bench(settings, context, choice);
  const work = settings.matmul ? bench.products() : bench.workloads();
  const sections: Section[] = [];
  for await (const section of work) {
    sections.push(section);
    emit({ type: "section", section });
  }
  const steps = steppedWorkloads(choice, sections);
  if (steps.length === 0) return { host, adapter, sections };
  emit({ type: "progress", text: "the adapter's limits, and each kernel beside them" });
  const images = context.images.train;
  const floors = await measureFloors(openGpu, { steps, images, quick: settings.quick });
  emit({ type: "floors", floors });
  return { host, adapter, sections, floors };
}

/** The steps to take apart: the notebook's at every level that took part, the others' at the one that was fastest. */
function steppedWorkloads({ entries, workloads }: Choice, sections: readonly Section[]): SteppedWorkload[] {
  const levels = LEVELS.filter((level) => entries.some(({ name }) => name === `isthmus/${level}`));
  return workloads
    .filter(({ kind }) => kind === "train")
    .map((workload) => {
      if (workload.id === "notebook-256") return { workload, levels };
      const best = sections.find(({ id }) => id === workload.id);
      const name = best && fastest(best, "ours")?.contender;
      return { workload, levels: levels.filter((level) => name === `isthmus/${level}`) };
    })
    .filter(({ levels }) => levels.length > 0);
}

class Bench {
  constructor(
    private readonly settings: BenchSettings,
    private readonly context: BenchContext,
    private readonly choice: Choice,
  ) {}

  async *workloads(): AsyncGenerator<Section> {
    for (const workload of this.choice.workloads) {
      const { title, id, images } = workload;
      if (workload.kind === "start" && !this.context.start) continue;
      yield { id, title, images, rows: await this.rowsOf(workload) };
    }
  }

  async *products(): AsyncGenerator<Section> {
    /** Floating-point operations a millisecond, of who has had a product before. */
    const rates = new Map<string, number>();
    for (const product of this.choice.products) {
      const flops = flopsOf(product);
      const rows = await this.multiply(product, rates);
      for (const { contender, time } of rows) if (time) rates.set(contender, flops / time.median);
      yield { id: idOf(product), title: product.title, flops, rows };
    }
  }

  private async rowsOf(workload: Workload): Promise<Row[]> {
    const { train, test } = this.context.images;
    const work = workFor(workload, workload.kind === "predict" ? test.subarray(0, workload.images * PIXELS) : train);
    const competitors = this.choice.entries.map((entry) => ({ ...entry, prepare: () => this.prepare(entry, work) }));
    return this.compete(workload.title, competitors, await this.expected(work));
  }

  private async prepare({ name }: Entry, work: Work): Promise<Run> {
    const { start, openGpu, loadContender } = this.context;
    if (work.workload.kind !== "start") return (await loadContender(name, openGpu)).prepare(work);
    return {
      step: async (count) => {
        let loss = Number.NaN;
        for (let done = 0; done < count; done++) loss = (await start?.(name)) ?? Number.NaN;
        return loss;
      },
      dispose: () => undefined,
    };
  }

  /** What the float64 reference gets for the first units of work. */
  private async expected(work: Work): Promise<number[]> {
    this.context.emit({ type: "progress", text: `${work.workload.title}: the float64 reference leads the way` });
    const run = await reference().prepare(work);
    const { kind } = work.workload;
    const units = kind !== "train" ? 1 : this.settings.quick ? 3 : 10;
    const values: number[] = [];
    const began = performance.now();
    // The second loss tells whether the first update was right: without it, nothing is known of the gradients.
    while (values.length < units && (values.length < 2 || performance.now() - began < LONGEST_LEAD)) {
      values.push(await run.step(1));
      await new Promise((resolve) => setTimeout(resolve)); // a page that computes for long must breathe
    }
    run.dispose();
    return values;
  }

  private async multiply(product: Product, rates: ReadonlyMap<string, number>): Promise<Row[]> {
    const { title } = product;
    const { openGpu, loadContender } = this.context;
    const competitors = this.choice.entries
      .filter(({ role }) => role !== "reference")
      .map(({ name, role }) => ({
        name,
        role,
        prepare: async (): Promise<Run> => {
          const seconds = flopsOf(product) / (rates.get(name) ?? Number.POSITIVE_INFINITY) / 1000;
          if (seconds > LONGEST_PRODUCT) {
            throw new SkippedError(`about ${Math.round(seconds)} s a product, at the rate of the size before`);
          }
          return (await loadContender(name, openGpu)).prepareProduct(product);
        },
      }));
    return this.compete(title, competitors, [lastElement(product)]);
  }

  private compete(title: string, competitors: readonly Competitor[], expected: readonly number[]): Promise<Row[]> {
    const { quick, rounds } = this.settings;
    return compete(competitors, {
      rounds,
      turn: quick ? 50 : 250,
      budget: quick ? 1000 : 12_000,
      expected,
      tolerance: TOLERANCE,
      progress: (text) => this.context.emit({ type: "progress", text: `${title}: ${text}` }),
    });
  }
}
