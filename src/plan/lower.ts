import { loadVersions } from "../kernels/kernels.js";
import type { SharedProducts, Target } from "../kernels/target.js";
import type { Network } from "../model/network.js";
import type { OperationName } from "../operations/union.js";
import { chooseKernels } from "./choose-kernels.js";
import { naiveDraft } from "./naive.js";
import { foldEpilogues } from "./passes/fold-epilogues.js";
import { joinLoss } from "./passes/join-loss.js";
import type { DataTraits, Draft, Plan, PlanKind, Variant } from "./plan.js";

/** What a plan is made for. */
export interface PlanSettings extends DataTraits {
  readonly kind: PlanKind;
  /** Samples in the batch. */
  readonly rows: number;
  readonly level: Variant;
  /** Whether the adapter has subgroups, for kernels that are faster with them; default false. */
  readonly subgroups?: boolean;
}

type Pass = (draft: Draft, target: Target) => Draft;

/** A step from one draft of a plan to a faster one that computes the same. */
interface Step {
  /** Which plans it is for; all others it would leave as they are. */
  readonly for: (target: Target, network: Network) => boolean;
  /** What it may add, whose kernels must be there. */
  readonly adds?: readonly OperationName[];
  readonly load: () => Promise<Pass>;
}

const anyPlan = ({ plain }: Target) => !plain;
const ofImages = ({ plain }: Target, { layers }: Network) =>
  !plain && layers.some(({ layer }) => layer.type.includes("2d"));
const onManyLanes = ({ shared }: Target) => shared !== undefined;

/** From what a network computes to a plan, step by step. Each is fetched when a plan first needs it. */
const STEPS: readonly Step[] = [
  // Convolutions of stride 1, and products: what fast kernels compute.
  {
    for: ofImages,
    adds: ["space-to-depth", "up-sampling2d"],
    load: async () => (await import("./passes/cut-strides.js")).cutStrides,
  },
  {
    for: ofImages,
    adds: ["conv2d-flip"],
    load: async () => (await import("./passes/turn-convolutions.js")).turnConvolutions,
  },
  // What goes value by value, with the sums before it.
  { for: anyPlan, load: async () => foldEpilogues },
  { for: anyPlan, load: async () => joinLoss },
  // What goes between convolutions, with those.
  {
    for: (target, network) => onManyLanes(target) && ofImages(target, network),
    load: async () => (await import("./passes/fold-images.js")).foldImages,
  },
  { for: ofImages, load: async () => (await import("./passes/fold-activation-gradients.js")).foldActivationGradients },
  // Whole stacks of dense layers, in two dispatches.
  {
    for: ({ fused }) => fused,
    adds: ["dense-rows"],
    load: async () => (await import("./passes/fuse-stack.js")).fuseStack,
  },
  // Norms of gradients, by more than a workgroup each.
  {
    for: (target, { optimizer }) => onManyLanes(target) && optimizer.clipnorm !== undefined,
    load: async () => (await import("./passes/clip-in-parts.js")).clipInParts,
  },
];

/** The passes that were fetched. */
const passes = new Map<Step, Pass>();

/** Fetches what {@link planFor} needs for such plans: passes, and the pages of the kernels to choose from. */
export async function loadPlanning(network: Network, settings: PlanSettings): Promise<void> {
  const target = targetOf(settings);
  const steps = STEPS.filter((step) => step.for(target, network));
  const operations = naiveDraft(network, settings).operations.map(({ operation }) => operation);
  await Promise.all([
    loadVersions([...operations, ...steps.flatMap(({ adds = [] }) => adds)]),
    ...steps.map(async (step) => passes.set(step, await step.load())),
  ]);
}

/**
 * Lowers a network to the list of kernel calls that computes `kind` for one batch.
 * @param inspect is told of the draft after every pass
 * @throws when what it needs was not fetched ({@link loadPlanning})
 */
export function planFor(network: Network, settings: PlanSettings, inspect?: (draft: Draft) => void): Plan {
  const target = targetOf(settings);
  let draft = naiveDraft(network, settings);
  inspect?.(draft);
  for (const step of STEPS) {
    if (!step.for(target, network)) continue;
    const pass = passes.get(step);
    if (!pass) throw new Error("A plan was asked for whose passes were not loaded.");
    draft = pass(draft, target);
    inspect?.(draft);
  }
  const { kind, rows, output } = draft;
  return { kind, level: settings.level, rows, output, ...chooseKernels(draft, target) };
}

/** Workgroups that keep a large GPU busy: two for each of the 132 multiprocessors of an H100. */
const MANY = 256;

/** By the side of the square that a workgroup covers, and whether sums are split. */
const SHARED_PRODUCTS: Readonly<Partial<Record<Variant, SharedProducts>>> = {
  "tiled-32": { side: 8, workgroups: 1 },
  "tiled-32-split": { side: 8, workgroups: MANY },
  "tiled-64": { side: 16, workgroups: 1 },
  "tiled-64-split": { side: 16, workgroups: MANY },
};

/** What kernels are chosen for. */
export function targetOf({ level, subgroups = false }: Pick<PlanSettings, "level" | "subgroups">): Target {
  return { plain: level === "naive", fused: level === "fused", subgroups, shared: SHARED_PRODUCTS[level] };
}
