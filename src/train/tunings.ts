import { type DataTraits, LEVELS, type Level } from "../plan/plan.js";
import type { TunedLevel } from "../plan/tuned-level.js";
import { VERSION } from "../version.js";
import type { ModelOnGpu, TuningStore } from "./model.js";

/** Milliseconds by level. */
export type Times = Readonly<Partial<Record<Level, number>>>;

/** What was chosen for a model, and what a step took at each level. */
interface Kept {
  readonly level: Level | TunedLevel;
  readonly steps: Times;
}

/** Choices of this page or process, for adapters and models already met. */
const remembered = new Map<string, string>();

/**
 * What the tuner has found out about an adapter, for a model and for single operations, which may be another model's as well. What
 * another version of the library has kept is worth nothing, and gives way: its kernels were others.
 */
export class Tunings {
  private readonly adapter: string;
  private readonly modelKey: string;

  constructor(
    model: ModelOnGpu,
    batchSize: number,
    traits: DataTraits,
    private readonly store: TuningStore | undefined = browserStore(),
  ) {
    // The description has the driver's version, where a browser tells it.
    const { vendor, architecture, device, description } = model.gpu.info;
    const more = [description, model.gpu.subgroups && "subgroups"].filter(Boolean);
    this.adapter = [vendor, architecture, device, ...more].join("/");
    this.modelKey = `isthmus level ${this.adapter} ${modelText(model, traits)} × ${batchSize}`;
  }

  /** What was chosen for the model, if it was. */
  get kept(): Kept | undefined {
    const { level, steps = {} }: Partial<Kept> = this.read(this.modelKey) ?? {};
    return isChoice(level) && areTimes(steps) ? { level, steps } : undefined;
  }

  keep(kept: Kept): void {
    this.write(this.modelKey, kept);
  }

  /** What an operation takes at each level, where all of these were timed. */
  timesOf(key: string, levels: readonly Level[]): Times | undefined {
    const times: Times | undefined = this.read(this.operationKey(key));
    return areTimes(times) && levels.every((level) => times[level] !== undefined) ? times : undefined;
  }

  keepTimes(key: string, times: Times): void {
    this.write(this.operationKey(key), times);
  }

  private operationKey(key: string): string {
    return `isthmus kernel ${this.adapter} ${key}`;
  }

  private read(key: string): object | undefined {
    try {
      const { version, ...kept } = JSON.parse(remembered.get(key) ?? this.store?.getItem(key) ?? "{}");
      return version === VERSION ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  private write(key: string, found: object): void {
    const text = JSON.stringify({ version: VERSION, ...found });
    remembered.set(key, text);
    try {
      this.store?.setItem(key, text);
    } catch {
      // A full or forbidden store costs the next visit a measurement, nothing else.
    }
  }
}

// What was kept may have been damaged since, or written by another program: it is measured again then.

function isChoice(kept: unknown): kept is Level | TunedLevel {
  const isLevel = (name: unknown) => LEVELS.includes(name as Level);
  if (!isRecord(kept)) return isLevel(kept);
  return isRecord(kept.operations) && [kept.level, ...Object.values(kept.operations)].every(isLevel);
}

const areTimes = (kept: unknown): kept is Times => isRecord(kept) && Object.values(kept).every(Number.isFinite);

const isRecord = (kept: unknown): kept is Readonly<Record<string, unknown>> =>
  typeof kept === "object" && kept !== null && !Array.isArray(kept);

/** All of a model, and of its data, that decides the plan and the speed of a step: layers, loss, optimizer. */
function modelText({ network, precision }: ModelOnGpu, { targetBytes, weighted, masked }: DataTraits): string {
  const input = network.inputShape.join("x");
  // With all that a layer is set to, the size of its kernel among it.
  const layers = network.layers.map(({ layer }) => Object.values(layer).map(setting).join(" "));
  const beside = [
    ...[targetBytes !== undefined && "targets", weighted && "weights", masked && "mask"],
    precision !== "float32" && precision,
  ];
  const { type, clipnorm, ...optimizer } = network.optimizer;
  const update = [type, "momentum" in optimizer && optimizer.momentum > 0 && "momentum", clipnorm && "clipnorm"];
  return [input, ...layers, network.loss, ...update, ...beside].filter(Boolean).join("-");
}

const setting = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** Not to be had in workers, in Node, or where the user forbids it. */
function browserStore(): TuningStore | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
