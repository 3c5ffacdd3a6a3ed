import { activationGradient } from "./activation-gradient.js";
import { activationGradientQuads } from "./activation-gradient-quads.js";
import { adadelta } from "./adadelta.js";
import { adam } from "./adam.js";
import { batchMean } from "./batch-mean.js";
import { bceLoss } from "./bce-loss.js";
import { biasGradient } from "./bias-gradient.js";
import { biasGradientQuads } from "./bias-gradient-quads.js";
import { gather } from "./gather.js";
import { gatherQuads } from "./gather-quads.js";
import type { Kernel } from "./kernel.js";
import { lossAndGradient } from "./loss-and-gradient.js";
import { lossAndGradientQuads } from "./loss-and-gradient-quads.js";
import { matmulQuads } from "./matmul-quads.js";
import { matmulSubgroups } from "./matmul-subgroups.js";
import { mseLoss } from "./mse-loss.js";

/** Kernels that an autoencoder of dense layers may need at its usual level: part of the library's core. */
const CORE = [
  activationGradient,
  activationGradientQuads,
  adadelta,
  adam,
  batchMean,
  bceLoss,
  biasGradient,
  biasGradientQuads,
  gather,
  gatherQuads,
  lossAndGradient,
  lossAndGradientQuads,
  matmulQuads,
  matmulSubgroups,
  mseLoss,
];

/**
 * Kernels that only some networks need. Each family is a file of its own in what is built, fetched when a plan first has
 * a call of one of these names (`GpuSession.open`, `describePlan`): who trains dense layers does not download convolutions.
 */
export const FAMILIES = [
  {
    names: /^(conv2d|max-pool2d|up-sampling2d|bias-gradient-tall|space-to-depth|depth-to-space)/,
    load: () => import("./families/images.js"),
  },
  {
    names: /^(accumulate|activity-penalty|dropout|gaussian-noise|kl-loss|sampling)/,
    load: () => import("./families/regularizers.js"),
  },
  { names: /^(matmul-shared|matmul-tiled|sum-parts)/, load: () => import("./families/products.js") },
  { names: /^dense-/, load: () => import("./families/stacks.js") },
  { names: /^(softmax|categorical-|one-hot|metric)/, load: () => import("./families/classification.js") },
  { names: /^(sgd|rmsprop|clip-norm)/, load: () => import("./families/optimizers.js") },
  { names: /^(mask|weigh)/, load: () => import("./families/weights.js") },
  {
    names: /^(matmul(-transpose-[ab])?|bias-activation|(bce|mse)-gradient)$/,
    load: () => import("./families/plain.js"),
  },
];

const loaded = new Map(CORE.map((kernel) => [kernel.name, kernel as Kernel]));

/** The kernels that are loaded, by name: the core's from the beginning, the others once {@link loadKernels} was asked. */
export const KERNELS: ReadonlyMap<string, Kernel> = loaded;

/**
 * Sees to it that `KERNELS` has the kernels of these names; without names, all there are. Names of no kernel are passed
 * over.
 */
export async function loadKernels(names?: readonly string[]): Promise<void> {
  const wanted = FAMILIES.filter((family) => !names || names.some((name) => family.names.test(name)));
  for (const { kernels } of await Promise.all(wanted.map(({ load }) => load()))) {
    for (const kernel of kernels) loaded.set(kernel.name, kernel as Kernel);
  }
}
