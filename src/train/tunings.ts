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
    const { vendor, architecture, device } = model.gpu.info;
    this.adapter = [vendor, architecture, device, ...(model.gpu.subgroups ? ["subgroups"] : [])].join("/");
    this.modelKey = `isthmus level ${this.adapter} ${modelText(model, traits)} × ${batchSize}`;
  }

  /** What was chosen for the model, if it was. */
  get kept(): Kept | undefined {
    const kept = this.read(this.modelKey) as Partial<Kept> | undefined;
    const { level, steps = {} } = kept ?? {};
    const names = typeof level === "object" ? [level.level, ...Object.values(level.operations ?? {})] : [level];
    return level && names.every((name) => LEVELS.includes(name as Level)) ? { level, steps } : undefined;
  }

  keep(kept: Kept): void {
    this.write(this.modelKey, kept);
  }

  /** What an operation takes at each level, where all of these were timed. */
  timesOf(key: string, levels: readonly Level[]): Times | undefined {
    const times = this.read(this.operationKey(key)) as Times | undefined;
    return times && levels.every((level) => typeof times[level] === "number") ? times : undefined;
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
