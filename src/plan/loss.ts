import { sizeOf } from "../data/dataset.js";
import { METRIC_CODE } from "../kernels/metric-code.js";
import type { NetworkLoss } from "../model/losses.js";
import type { PlacedLayer } from "../model/network.js";
import type { PlanBuilder } from "./builder.js";
import { EXTERNAL, metricBuffer, type View } from "./plan.js";

/** What a loss is computed from: the output of the last layer and what it should be, `[rows, size]`. */
export interface Outcome {
  readonly y: View;
  readonly t: View;
  /** Whether `y` are what the last layer would activate, not its result. */
  readonly fromLogits: boolean;
}

/** The kernels of each loss. */
const LOSS_KERNELS: Readonly<Record<NetworkLoss, { loss: string; gradient: string }>> = {
  binaryCrossentropy: { loss: "bce-loss", gradient: "bce-gradient" },
  meanSquaredError: { loss: "mse-loss", gradient: "mse-gradient" },
  categoricalCrossentropy: { loss: "categorical-crossentropy-loss", gradient: "categorical-crossentropy-gradient" },
};

/**
 * Whether the loss is taken from what the last layer would activate: sigmoid and binary cross-entropy are one function of the
 * logits, exact where the two alone would round to 0 or 1; so are softmax and categorical cross-entropy. Not where the
 * activation's result is wanted for its own sake.
 */
export function takesLogits(loss: NetworkLoss, last: PlacedLayer | undefined): boolean {
  if (!last || !("activation" in last.layer)) return false;
  if (loss === "categoricalCrossentropy") return true;
  const isPenalised = last.layer.type === "dense" && last.layer.activityRegularizer !== undefined;
  return loss === "binaryCrossentropy" && last.layer.activation === "sigmoid" && !isPenalised;
}

/** The loss of each sample, `[rows]`. */
export function sampleLosses(build: PlanBuilder, { y, t, fromLogits }: Outcome, size: number): View {
  const { rows, network } = build;
  const loss = build.buffer("loss", [rows]);
  const kernel = LOSS_KERNELS[network.loss].loss;
  build.call(`loss/${kernel}`, kernel, { y, t, loss }, { rows, size }, constantsOf(network.loss, fromLogits));
  return loss;
}

/** The batch's loss and metrics into the step's slots. */
export function report(build: PlanBuilder, loss: View, { y, t, fromLogits }: Outcome, size: number): void {
  const { rows, network } = build;
  build.call("loss/batch-mean", "batch-mean", { loss, losses: build.external(EXTERNAL.losses, "f32") }, { rows });
  // Divergence is summed over the last axis only.
  const sums = size / (network.outputShape.at(-1) ?? size);
  const ofProbabilities = network.loss === "binaryCrossentropy" && fromLogits;
  for (const metric of network.metrics) {
    const value = build.buffer("metric", [rows]);
    const constants = { METRIC: METRIC_CODE[metric], FROM_LOGITS: Number(ofProbabilities) };
    build.call(`metrics/${metric}`, "metric", { y, t, value }, { rows, size, sums }, constants);
    const losses = build.external(metricBuffer(metric), "f32");
    build.call(`metrics/${metric}-mean`, "batch-mean", { loss: value, losses }, { rows });
  }
}

/** The gradient of the batch's loss with respect to `y`. */
export function lossGradient(build: PlanBuilder, { y, t, fromLogits }: Outcome, shape: readonly number[]): View {
  const { rows, network } = build;
  const size = sizeOf(shape);
  const dy = build.buffer("dy", [rows, ...shape]);
  const kernel = LOSS_KERNELS[network.loss].gradient;
  const params = network.loss === "categoricalCrossentropy" ? { rows, size } : { count: rows * size };
  build.call(`loss/${kernel}`, kernel, { y, t, dy }, params, constantsOf(network.loss, fromLogits));
  return dy;
}

const constantsOf = (loss: NetworkLoss, fromLogits: boolean) =>
  loss === "binaryCrossentropy" ? { FROM_LOGITS: Number(fromLogits) } : {};
