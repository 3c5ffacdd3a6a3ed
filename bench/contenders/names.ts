import { LEVELS } from "../../src/plan/plan.js";

/** Who takes part. */
export interface Entry {
  /** Library, then backend or level: `isthmus/tiled`, `tfjs/webgpu`. */
  readonly name: string;
  /** `ours` is what is judged, `peer` what users could take instead, `reference` says what is right. */
  readonly role: "ours" | "peer" | "reference";
}

export const CONTENDERS: readonly Entry[] = [
  ...LEVELS.map((level) => ({ name: `isthmus/${level}`, role: "ours" as const })),
  ...["tfjs/webgpu", "tfjs/wasm", "tfjs/cpu", "jax-js/webgpu", "jax-js/wasm"].map((name) => {
    return { name, role: "peer" as const };
  }),
  { name: "reference", role: "reference" },
];

/** Those whose names begin with one of `only` (all where it is not given). */
export function chosen({ only, peers }: { readonly only?: readonly string[]; readonly peers: boolean }): Entry[] {
  return CONTENDERS.filter(
    ({ name, role }) => (peers || role !== "peer") && (!only || only.some((begin) => name.startsWith(begin))),
  );
}
