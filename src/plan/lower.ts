import { type Choice, chosenFor, loadVersions } from "../kernels/kernels.js";
import type { SharedProducts, Target } from "../kernels/target.js";
import type { Network } from "../model/network.js";
import type { AnyOperation } from "../operations/operation.js";
import type { OperationName } from "../operations/union.js";
import { chooseKernels } from "./choose-kernels.js";
import { naiveDraft } from "./naive.js";
import { foldEpilogues } from "./passes/fold-epilogues.js";
import { joinLoss } from "./passes/join-loss.js";
import type { DataTraits, Draft, Level, Plan, PlanKind, Precision } from "./plan.js";
import { keyOf, levelIn, type TunedLevel } from "./tuned-level.js";

/** What a plan is made for. */
export interface PlanSettings extends DataTraits {
  /** What is computed. */
  readonly kind: PlanKind;
  /** Samples in the batch. */
  readonly rows: number;
  /** Which kernels compute it. */
  readonly level: Level | TunedLevel;
  /** Whether the adapter has subgroups, for kernels that are faster with them; default false. */
  readonly subgroups?: boolean;
  /** How activations and weights of products are stored; default `"float32"`. */
  readonly precision?: Precision | undefined;
}

type Rewrite = (draft: Draft, target: Target) => Draft;

/** A step from one draft of a plan to a faster one that computes the same. */
interface Pass {
  readonly name: string;
  /** Which plans it is for, by what they are made of at first; all others it would leave as they are. */
  readonly for: (target: Target, naive: Draft) => boolean;
  /** What it may add, whose kernels must be there. */
  readonly adds?: readonly OperationName[];
  readonly load: () => Promise<Rewrite>;
}

const has =
  (...names: readonly OperationName[]) =>
  ({ operations }: Draft) =>
    operations.some(({ operation }) => names.includes(operation));

const hasImages = has("conv2d", "conv2d-input-gradient", "max-pool2d", "up-sampling2d");
const isFast = ({ plain }: Target) => !plain;
const isForMany = ({ shared }: Target) => shared !== undefined;

/** From what a network computes to a plan: in this order, each fetched when a plan first needs it. */
const PASSES: readonly Pass[] = [
  {
    name: "cut strides",
    for: (target, naive) => isFast(target) && hasImages(naive),
    adds: ["space-to-depth", "up-sampling2d"],
    load: async () => (await import("./passes/cut-strides.js")).cutStrides,
  },
  {
    name: "turn convolutions",
    for: (target, naive) => isFast(target) && hasImages(naive),
    adds: ["conv2d-flip"],
    load: async () => (await import("./passes/turn-convolutions.js")).turnConvolutions,
  },
  { name: "fold epilogues", for: isFast, load: async () => foldEpilogues },
  { name: "join loss and gradient", for: isFast, load: async () => joinLoss },
  {
    name: "fold images",
    for: (target, naive) => isForMany(target) && hasImages(naive),
    load: async () => (await import("./passes/fold-images.js")).foldImages,
  },
  {
    name: "fold activation gradients",
    for: (target, naive) => isFast(target) && hasImages(naive),
    load: async () => (await import("./passes/fold-activation-gradients.js")).foldActivationGradients,
  },
  {
    name: "fuse stack",
    for: ({ fused }) => fused,
    adds: ["dense-rows"],
    load: async () => (await import("./passes/fuse-stack.js")).fuseStack,
  },
  {
    name: "clip in parts",
    for: (target, naive) => isForMany(target) && has("clip-norm")(naive),
    load: async () => (await import("./passes/clip-in-parts.js")).clipInParts,
  },
  {
    name: "store halves",
    for: ({ mixed }) => mixed,
    adds: ["cast"],
    load: async () => (await import("./passes/store-halves.js")).storeHalves,
  },
];

/** Those that were fetched. */
const rewrites = new Map<Pass, Rewrite>();

/** Fetches what {@link planFor} needs for such plans: passes, and the pages of the kernels to choose from. */
export async function loadPlanning(network: Network, settings: PlanSettings): Promise<void> {
  const target = targetOf(settings);
  const naive = naiveDraft(network, settings);
  const passes = PASSES.filter((pass) => pass.for(target, naive));
  const operations = naive.operations.map(({ operation }) => operation);
  await Promise.all([
    loadVersions([...operations, ...passes.flatMap(({ adds = [] }) => adds)]),
    ...passes.map(async (pass) => rewrites.set(pass, await pass.load())),
  ]);
}

/**
 * Lowers a network to the list of kernel calls that computes `kind` for one batch: what is computed, then pass by pass how, and
 * last a kernel for each operation.
 * @param inspect is told of the naive draft, and of what every pass made of it
 * @throws when what it needs was not fetched ({@link loadPlanning})
 */
export function planFor(
  network: Network,
  settings: PlanSettings,
  inspect?: (draft: Draft, pass: string) => void,
): Plan {
  const target = targetOf(settings);
  const naive = naiveDraft(network, settings);
  inspect?.(naive, "lower");
  let draft = naive;
  for (const pass of PASSES.filter((each) => each.for(target, naive))) {
    const rewrite = rewrites.get(pass);
    if (!rewrite) throw new Error(`A plan needs the pass "${pass.name}", which is not loaded.`);
    draft = rewrite(draft, target);
    inspect?.(draft, pass.name);
  }
  const { kind, rows, output } = draft;
  return { kind, level: levelIn(settings.level), rows, output, ...chooseKernels(draft, chooser(settings)) };
}

/** What says which kernel an operation takes. */
function chooser(settings: PlanSettings): (operation: AnyOperation) => Choice | undefined {
  const target = targetOf(settings);
  const { operations = {} } = settings.level as Partial<TunedLevel>; // a level by its name has none
  return (operation) => {
    const own = target.plain ? undefined : operations[keyOf(operation)];
    return (own && chosenFor(operation, targetOf({ ...settings, level: own }))) ?? chosenFor(operation, target);
  };
}

/** Workgroups that keep a large GPU busy: two for each of the 132 multiprocessors of an H100. */
const MANY = 256;

/** By the side of the square that a workgroup covers, and whether sums are split. */
const SHARED_PRODUCTS: Readonly<Partial<Record<Level, SharedProducts>>> = {
  "tiled-32": { side: 8, workgroups: 1 },
  "tiled-32-split": { side: 8, workgroups: MANY },
  "tiled-64": { side: 16, workgroups: 1 },
  "tiled-64-split": { side: 16, workgroups: MANY },
};

/** What kernels are chosen for. */
export function targetOf({
  level: given,
  subgroups = false,
  precision,
}: Pick<PlanSettings, "level" | "subgroups" | "precision">): Target {
  const level = levelIn(given);
  const mixed = precision === "mixed";
  return { plain: level === "naive", fused: level === "fused", subgroups, mixed, shared: SHARED_PRODUCTS[level] };
}
