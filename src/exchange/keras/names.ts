import { FormatError, shown } from "../../errors.js";
import type { Activation } from "../../model/activations.js";
import type { Loss } from "../../model/losses.js";
import type { Metric } from "../../model/metrics.js";
import { Config, functionName, isObject, serialized, shortest } from "./config.js";

/** Keras 3's name of an activation. */
export const activationName = (activation: Activation) => (activation === "leakyRelu" ? "leaky_relu" : activation);

const ACTIVATION_NAMES: Readonly<Record<string, Activation>> = {
  linear: "linear",
  relu: "relu",
  leaky_relu: "leakyRelu",
  elu: "elu",
  sigmoid: "sigmoid",
  tanh: "tanh",
  softmax: "softmax",
};

/** An activation as a layer has it: a name, a function, or a layer. @throws {FormatError} for one that is not known */
export function readActivation(given: unknown, what: string): Activation {
  if (given === undefined || given === null) return "linear";
  const name = functionName(given);
  if (name !== undefined && Object.hasOwn(ACTIVATION_NAMES, name)) return ACTIVATION_NAMES[name] ?? "linear";
  if (name === undefined && isObject(given) && given.class_name !== "function") {
    const { className, config } = serialized(given, `${what}'s activation`);
    const activation = activationLayer(className, new Config(config, `${what}'s activation (${className})`));
    if (activation) return activation;
  }
  const known = Object.keys(ACTIVATION_NAMES).join(", ");
  throw new FormatError(`${what} has the activation ${shown(name ?? given)}; what can be read is ${known}.`);
}

/** The activation that a layer is, if it is one; its dtype has been looked at. */
export function activationLayer(className: string, config: Config): Activation | undefined {
  switch (className) {
    case "Activation":
      return readActivation(config.get("activation"), config.what);
    case "ReLU":
      config.expect("max_value");
      for (const key of ["negative_slope", "threshold"]) config.expect(key, 0);
      return "relu";
    case "LeakyReLU": {
      // Keras 2 calls it alpha, and has another default.
      const slope = config.number("negative_slope") ?? config.number("alpha") ?? 0.3;
      if (shortest(Math.fround(slope)) !== 0.2) throw config.refused("negative_slope", slope);
      return "leakyRelu";
    }
    case "ELU":
      config.expect("alpha", 1);
      return "elu";
    case "Softmax":
      config.expect("axis", -1);
      return "softmax";
    default:
      return undefined;
  }
}

export const LOSS_NAMES: Readonly<Record<Loss, string>> = {
  binaryCrossentropy: "binary_crossentropy",
  meanSquaredError: "mean_squared_error",
};

const LOSSES: Readonly<Record<string, Loss>> = {
  binary_crossentropy: "binaryCrossentropy",
  bce: "binaryCrossentropy",
  BCE: "binaryCrossentropy",
  BinaryCrossentropy: "binaryCrossentropy",
  mean_squared_error: "meanSquaredError",
  mse: "meanSquaredError",
  MSE: "meanSquaredError",
  MeanSquaredError: "meanSquaredError",
};

/** A loss, as a name, a function or an object. @throws {FormatError} for one that is not known */
export function readLoss(given: unknown, file: string): Loss {
  let name = functionName(given);
  if (name === undefined && isObject(given) && given.class_name !== "function") {
    const { className, config } = serialized(given, `The loss of ${file}`);
    const values = new Config(config, `The loss of ${file} (${className})`);
    values.expect("from_logits", false);
    values.expect("label_smoothing", 0);
    values.expect("axis", -1);
    values.expect("reduction", "sum_over_batch_size", "auto");
    values.expect("dtype", "float32");
    values.expect("fn");
    values.done();
    name = className;
  }
  const loss = name !== undefined && Object.hasOwn(LOSSES, name) ? LOSSES[name] : undefined;
  if (loss) return loss;
  throw new FormatError(
    `The loss of ${file}, ${shown(name ?? given)}, is not known; known are binary_crossentropy and mean_squared_error. ` +
      "Compile the model with one of them and save it again.",
  );
}

export const METRIC_NAMES: Readonly<Partial<Record<Metric, string>>> = {
  mse: "mean_squared_error",
  mae: "mean_absolute_error",
  bce: "binary_crossentropy",
  kl: "kl_divergence",
};

const METRICS: Readonly<Record<string, Metric>> = {
  mse: "mse",
  MSE: "mse",
  mean_squared_error: "mse",
  MeanSquaredError: "mse",
  mae: "mae",
  MAE: "mae",
  mean_absolute_error: "mae",
  MeanAbsoluteError: "mae",
  bce: "bce",
  BCE: "bce",
  binary_crossentropy: "bce",
  BinaryCrossentropy: "bce",
  kl_divergence: "kl",
  KLDivergence: "kl",
  kullback_leibler_divergence: "kl",
};

/** The metrics that are known among those that were asked for: others report what changes no model, and are left out. */
export function readMetrics(given: unknown): Metric[] {
  const metrics = [given].flat(2).flatMap((metric) => {
    const name = functionName(metric) ?? (isObject(metric) ? metric.class_name : undefined);
    return typeof name === "string" && Object.hasOwn(METRICS, name) ? [METRICS[name] as Metric] : [];
  });
  return [...new Set(metrics)];
}
