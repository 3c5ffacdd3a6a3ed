import { GPU_LEVELS, LADDER } from "../../src/plan/plan.js";

/** Who takes part. */
export interface Entry {
  /** Library, then backend or level: `isthmus/tiled`, `tfjs/webgpu`. */
  readonly name: string;
  /** `ours` is what is judged, `peer` what users could take instead, `reference` says what is right. */
  readonly role: "ours" | "peer" | "reference";
  /** Made for GPUs: a software adapter is not kept busy with it unless it is asked for by name. */
  readonly forGpus?: true;
}

export const CONTENDERS: readonly Entry[] = [
  ...LADDER.map((level) => ({ name: `isthmus/${level}`, role: "ours" as const })),
  ...GPU_LEVELS.map((level) => ({ name: `isthmus/${level}`, role: "ours" as const, forGpus: true as const })),
  ...["tfjs/webgpu", "tfjs/wasm", "tfjs/cpu", "jax-js/webgpu", "jax-js/wasm"].map((name) => {
    return { name, role: "peer" as const };
  }),
  { name: "reference", role: "reference" },
];
