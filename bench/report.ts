/** What a benchmark finds, as plain data: what the tables print and the result files hold. */
import type { Runtime } from "../src/cli/runtime.js";
import type { AdapterInfo } from "../src/runtime/gpu/device.js";
import type { Floors } from "./floors/floors.js";

/** Of the turns of a contender: milliseconds a unit of work. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** A contender at one workload. */
export interface Row {
  readonly contender: string;
  readonly role: "ours" | "mixed" | "peer" | "reference";
  /**
   * `measured`; `wrong`, where its results are not those of the float64 reference; `failed`, where something went wrong;
   * `skipped`, where the work would have taken too long or is not what it is for; `not possible`, where it has no means to
   * do the work.
   */
  readonly outcome: "measured" | "wrong" | "failed" | "skipped" | "not possible";
  /** Why it is not simply `measured`. */
  readonly reason?: string;
  /** Milliseconds a unit of work. */
  readonly time?: Spread;
  readonly turns?: number;
  /** Units of work in a turn. */
  readonly unitsATurn?: number;
  /** Largest relative difference from the reference, over so many units. */
  readonly agreement?: { readonly units: number; readonly difference: number };
}

/** All contenders at one workload. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** Images, or floating-point operations, in a unit of the work. */
  readonly images?: number;
  readonly flops?: number;
  readonly rows: readonly Row[];
}

/** What was asked for. */
export interface BenchSettings {
  /** In Chrome, with the peers, or in Node, without. */
  readonly runtime: Runtime;
  /** Turns a contender takes, unless it is slow. */
  readonly rounds: number;
  /** Less of everything, to see that it works: not a measurement. */
  readonly quick: boolean;
  /** Matrix products instead of training. */
  readonly matmul: boolean;
  readonly peers: boolean;
  /** Contenders and workloads, by the beginnings of their names; default all. */
  readonly only?: readonly string[];
}

/** What is known where the GPU is. */
export interface Findings {
  /** `Chromium 156.0.8078.79`, `Node 20.20.2, Dawn` */
  readonly host: string;
  readonly adapter: AdapterInfo;
  readonly sections: readonly Section[];
  readonly floors?: Floors;
}

/** A whole result, as `bench/results/<adapter>.json` holds it. */
export interface BenchReport extends Findings {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly version: string;
  readonly system: { readonly platform: string; readonly processor: string; readonly cores: number };
  readonly settings: BenchSettings;
}

/** Something that the benchmark tells while it works. */
export type BenchEvent =
  | ({ readonly type: "adapter" } & AdapterInfo)
  | { readonly type: "progress"; readonly text: string }
  | { readonly type: "section"; readonly section: Section }
  | { readonly type: "floors"; readonly floors: Floors };
