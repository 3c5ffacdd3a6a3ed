import type { OperationName, OperationNamed } from "../operations/union.js";
import type { kernels as ofActivations } from "./activation.js";
import type { kernels as ofBatches } from "./batch.js";
import type { Version } from "./kernel.js";
import type { kernels as ofProducts } from "./product.js";

/** The kernels of some operations, the most special of each first. */
export type Versions<Name extends OperationName> = { readonly [N in Name]: readonly Version<OperationNamed<N>>[] };

/** The operations whose kernels are always there. */
export type Core = keyof (typeof ofActivations & typeof ofBatches & typeof ofProducts);

type Later = Exclude<OperationName, Core>;

const cast = () => import("./cast.js");
const convolution = () => import("./convolution.js");
const kernelGradient = () => import("./kernel-gradient.js");
const images = () => import("./images.js");
const loss = () => import("./loss.js");
const normalization = () => import("./normalization.js");
const optimizer = () => import("./optimizer.js");
const regularizers = () => import("./regularizers.js");
const stack = () => import("./stack.js");

/** Pages of kernels that only training, or some networks, need: each is fetched when a plan first has one of its operations. */
const LATER: { readonly [N in Later]: () => Promise<{ readonly kernels: Versions<N> }> } = {
  accumulate: regularizers,
  "activity-penalty": regularizers,
  "activity-penalty-gradient": regularizers,
  adadelta: optimizer,
  adam: optimizer,
  "batch-mean": loss,
  "bce-gradient": loss,
  "bce-loss": loss,
  cast,
  "categorical-crossentropy-gradient": loss,
  "categorical-crossentropy-loss": loss,
  "clip-norm": optimizer,
  "clip-norm-parts": optimizer,
  "clip-norm-squares": optimizer,
  conv2d: convolution,
  "conv2d-flip": convolution,
  "conv2d-folded-gradient": convolution,
  "conv2d-gradient-sums": kernelGradient,
  "conv2d-input-gradient": convolution,
  "conv2d-kernel-gradient": kernelGradient,
  "conv2d-max-pool2d": convolution,
  "dense-gradients": stack,
  "dense-rows": stack,
  "dense-weights": stack,
  "depth-to-space": images,
  dropout: regularizers,
  "gaussian-noise": regularizers,
  "gaussian-noise-gradient": regularizers,
  "kl-loss": regularizers,
  "layer-normalization": normalization,
  "layer-normalization-gradient": normalization,
  "loss-and-gradient": loss,
  "masked-metric": loss,
  "max-pool2d": images,
  "max-pool2d-gradient": images,
  metric: loss,
  "mse-gradient": loss,
  "mse-loss": loss,
  rmsprop: optimizer,
  "rmsprop-momentum": optimizer,
  sampling: regularizers,
  "sampling-gradient": regularizers,
  sgd: optimizer,
  "sgd-momentum": optimizer,
  "space-to-depth": images,
  "up-sampling2d": images,
  "up-sampling2d-gradient": images,
  "weight-decay": optimizer,
};

/** The kernels on the pages of these operations, or on all, by operation; of names that are none, nothing. */
export async function pagesOf(names: readonly string[] = Object.keys(LATER)): Promise<[string, readonly Version[]][]> {
  const pages = new Set(names.flatMap((name) => LATER[name as Later] ?? []));
  const loaded = await Promise.all([...pages].map((load) => load()));
  return loaded.flatMap(({ kernels }) => Object.entries(kernels) as [string, readonly Version[]][]);
}
