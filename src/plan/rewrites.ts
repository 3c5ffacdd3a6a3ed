import type { Network } from "../model/network.js";
import type { fuse } from "./fuse.js";
import type { PlanSettings } from "./lower.js";
import type { Plan, Variant } from "./plan.js";
import { SHARED_PRODUCTS, type SharedProducts } from "./products.js";
import type { spread } from "./spread.js";
import { tile } from "./tile.js";
import type { tileImages } from "./tile-images.js";

/** Rewrites that only some plans need. */
export interface Rewrites {
  readonly fuse?: typeof fuse;
  readonly tileImages?: typeof tileImages;
  readonly spread?: typeof spread;
}

/** Up to so many rows, no sum of a dense layer's plan is long enough to be taken in parts. */
const FEW_ROWS = 256;

/** Loads what the plans of a network need: as its kernels, whoever trains dense layers does without what is for images. */
export async function loadRewrites(network: Network, level: Variant, rows: number): Promise<Rewrites> {
  const hasImages = network.layers.some(({ layer }) => layer.type.includes("2d"));
  return {
    ...(level === "fused" && (await import("./fuse.js"))),
    ...(level !== "naive" && (hasImages || rows > FEW_ROWS) && (await import("./tile-images.js"))),
    ...(sharedProducts(level) && (await import("./spread.js"))),
  };
}

/** A naive plan at the level asked for, by the rewrites that it needs. */
export function rewritten(naive: Plan, settings: Pick<PlanSettings, "level" | "subgroups">, rewrites: Rewrites): Plan {
  const { level, subgroups = false } = settings;
  const { fuse, tileImages, spread } = rewrites;
  if (level === "naive") return naive;
  if (level === "fused" && fuse) return fuse(naive, { subgroups }, tileImages);
  const shared = sharedProducts(level);
  const plan = { ...tile(naive, { subgroups, shared }, tileImages), level };
  return shared && spread ? spread(plan) : plan;
}

/** How the forms of level tiled for GPUs cut up products; nothing for other levels. */
function sharedProducts(level: Variant): SharedProducts | undefined {
  return (SHARED_PRODUCTS as Partial<Record<Variant, SharedProducts>>)[level];
}
