import type { Network } from "../model/network.js";
import { fuse } from "./fuse.js";
import { naivePlan } from "./naive.js";
import type { Plan, PlanKind, Variant } from "./plan.js";
import { rewritten } from "./rewrites.js";
import { spread } from "./spread.js";
import { tileImages } from "./tile-images.js";

/** What a plan is made for. */
export interface PlanSettings extends DataTraits {
  readonly kind: PlanKind;
  /** Samples in the batch. */
  readonly rows: number;
  readonly level: Variant;
  /** Whether the adapter has subgroups, for kernels that are faster with them; default false. */
  readonly subgroups?: boolean;
}

/** What a plan must know of the data. */
export interface DataTraits {
  /** Whether they are bytes, to be scaled by 1/255, or floats. */
  readonly bytes: boolean;
  /** Where the output should be something else than the samples: whether that is bytes. */
  readonly targetBytes?: boolean;
  /** Whether each sample has a weight in the loss. */
  readonly weighted?: boolean;
  /** Whether some values of what the output should be are missing. */
  readonly masked?: boolean;
}

/** Lowers a network to the list of kernel calls that computes `kind` for one batch. */
export function planFor(network: Network, settings: PlanSettings): Plan {
  return rewritten(naivePlan(network, settings), settings, { fuse, spread, tileImages });
}
