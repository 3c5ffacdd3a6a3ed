import { sizeOf } from "../data/dataset.js";
import type { NetworkLoss } from "../model/losses.js";
import type { PlacedLayer } from "../model/network.js";
import { METRIC_CODE } from "../operations/codes.js";
import type { View } from "../operations/operation.js";
import type { PlanBuilder } from "./builder.js";
import { EXTERNAL, metricBuffer } from "./plan.js";

/** What a loss is computed from: the output of the last layer and what it should be, `[rows, size]`. */
export interface Outcome {
  readonly y: View;
  readonly t: View;
  /** Whether `y` are what the last layer would activate, not its result. */
  readonly fromLogits: boolean;
  /** What each sample counts, `[rows]`; without, all count alike. */
  readonly w?: View;
  /** What each value counts in its sample's loss and metrics, `[rows, size]`; without, all count alike. */
  readonly m?: View;
}

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

/** The loss of each sample times its weight, `[rows]`. */
export function sampleLosses(build: PlanBuilder, outcome: Outcome, size: number): View {
  const { rows, network } = build;
  const { y, t, fromLogits, w, m } = outcome;
  const loss = build.buffer("loss", [rows]);
  if (m) {
    const METRIC = METRIC_CODE[network.loss === "meanSquaredError" ? "mse" : "bce"];
    const constants = { METRIC, FROM_LOGITS: Number(fromLogits) };
    build.call("loss/masked-loss", "masked-metric", { y, t, m, value: loss }, { rows, size, sums: size }, constants);
  } else {
    const bindings = { y, t, loss };
    const params = { rows, size };
    const FROM_LOGITS = Number(fromLogits);
    switch (network.loss) {
      case "binaryCrossentropy":
        build.call("loss/bce-loss", "bce-loss", bindings, params, { FROM_LOGITS });
        break;
      case "meanSquaredError":
        build.call("loss/mse-loss", "mse-loss", bindings, params);
        break;
      case "categoricalCrossentropy":
        build.call("loss/categorical-crossentropy-loss", "categorical-crossentropy-loss", bindings, params);
    }
  }
  if (w) build.call("loss/weigh", "weigh", { w, y: loss }, { rows, size: 1 });
  return loss;
}

/** The batch's loss and metrics into the step's slots. As in Keras, what samples count is for the loss alone. */
export function report(build: PlanBuilder, loss: View, { y, t, fromLogits, m }: Outcome, size: number): void {
  const { rows, network } = build;
  build.call("loss/batch-mean", "batch-mean", { loss, losses: build.external(EXTERNAL.losses, "f32") }, { rows });
  // Divergence is summed over the last axis only.
  const sums = size / (network.outputShape.at(-1) ?? size);
  const ofProbabilities = network.loss === "binaryCrossentropy" && fromLogits;
  for (const metric of network.metrics) {
    const value = build.buffer("metric", [rows]);
    const constants = { METRIC: METRIC_CODE[metric], FROM_LOGITS: Number(ofProbabilities) };
    if (m) {
      const params = { rows, size, sums: metric === "kl" ? sums : size };
      build.call(`metrics/${metric}`, "masked-metric", { y, t, m, value }, params, constants);
    } else {
      build.call(`metrics/${metric}`, "metric", { y, t, value }, { rows, size, sums }, constants);
    }
    const losses = build.external(metricBuffer(metric), "f32");
    build.call(`metrics/${metric}-mean`, "batch-mean", { loss: value, losses }, { rows });
  }
}

/** The gradient of the batch's loss with respect to `y`. */
export function lossGradient(build: PlanBuilder, outcome: Outcome, shape: readonly number[]): View {
  const { y, t, fromLogits, w, m } = outcome;
  const { rows, network } = build;
  const size = sizeOf(shape);
  const dy = build.buffer("dy", [rows, ...shape]);
  const bindings = { y, t, dy };
  const count = rows * size;
  switch (network.loss) {
    case "binaryCrossentropy":
      build.call("loss/bce-gradient", "bce-gradient", bindings, { count }, { FROM_LOGITS: Number(fromLogits) });
      break;
    case "meanSquaredError":
      build.call("loss/mse-gradient", "mse-gradient", bindings, { count });
      break;
    case "categoricalCrossentropy":
      build.call("loss/categorical-crossentropy-gradient", "categorical-crossentropy-gradient", bindings, {
        rows,
        size,
      });
  }
  if (m) build.call("loss/mask-gradient", "weigh", { w: m, y: dy }, { rows: rows * size, size: 1 });
  if (w) build.call("loss/weigh-gradient", "weigh", { w, y: dy }, { rows, size });
  return dy;
}
