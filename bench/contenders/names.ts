import { GPU_LEVELS, LADDER, type Level, type Precision } from "../../src/plan/plan.js";

/** Who takes part. */
export interface Entry {
  /** Library, then backend or level: `isthmus/tiled`, `tfjs/webgpu`. */
  readonly name: string;
  /**
   * `ours` is what is judged, `peer` what users could take instead, `reference` says what is right. `mixed` is ours at precision
   * "mixed": it is held against the reference, and not against peers, who compute in float32.
   */
  readonly role: "ours" | "mixed" | "peer" | "reference";
  /** Made for GPUs: a software adapter is not kept busy with it unless it is asked for by name. */
  readonly forGpus?: true;
}

/** How a contender of ours computes. */
export interface Manner {
  readonly level: Level;
  readonly precision: Precision;
}

/** What `isthmus/tiled` and `isthmus/tiled/mixed` say. */
export function mannerOf(name: string): Manner {
  const [, level, precision = "float32"] = name.split("/");
  return { level: level as Level, precision: precision as Precision };
}

export const CONTENDERS: readonly Entry[] = [
  ...LADDER.map((level) => ({ name: `isthmus/${level}`, role: "ours" as const })),
  ...GPU_LEVELS.map((level) => ({ name: `isthmus/${level}`, role: "ours" as const, forGpus: true as const })),
  ...(["tiled", ...GPU_LEVELS] as const).map((level) => {
    return { name: `isthmus/${level}/mixed`, role: "mixed" as const, forGpus: true as const };
  }),
  ...["tfjs/webgpu", "tfjs/wasm", "tfjs/cpu", "jax-js/webgpu", "jax-js/wasm"].map((name) => {
    return { name, role: "peer" as const };
  }),
  { name: "reference", role: "reference" },
];
