import { FormatError, IsthmusError } from "../../errors.js";
import type { ActivityRegularizer } from "../../layers/dense.js";
import { type Layer, type LayerOf, type LayerType, readLayer } from "../../layers/layers.js";
import { Config, isObject, type Json, serialized, shortest } from "./config.js";
import { activationName, readActivation } from "./names.js";

/** One of our layers as one of Keras's; both ways. */
interface Translation<L extends Layer> {
  readonly className: string;
  readonly write: (layer: L) => Json;
  /** What `readLayer` takes. Keys that are not read must be idle or empty. */
  readonly read: (config: Config) => Json;
}

/** Layers that stand for one of Keras's each. `sampling`, and noise that is clipped, stand for several: templates.ts. */
const TRANSLATIONS: { readonly [Type in Exclude<LayerType, "sampling">]: Translation<LayerOf<Type>> } = {
  dense: {
    className: "Dense",
    write: ({ units, activation, useBias, activityRegularizer }) => ({
      units,
      activation: activationName(activation),
      use_bias: useBias,
      ...(activityRegularizer && { activity_regularizer: regularizer(activityRegularizer) }),
    }),
    read: (config) => ({
      units: config.get("units"),
      ...common(config),
      ...regularizerOf(config.get("activity_regularizer"), config.what),
    }),
  },
  conv2d: {
    className: "Conv2D",
    write: (layer) => ({ ...convolution(layer), groups: 1 }),
    read: (config) => {
      config.expect("groups", 1);
      return convolutionOf(config);
    },
  },
  conv2dTranspose: {
    className: "Conv2DTranspose",
    write: (layer) => ({ ...convolution(layer), output_padding: null }),
    read: convolutionOf,
  },
  maxPool2d: {
    className: "MaxPooling2D",
    write: ({ poolSize, strides = poolSize, padding }) => ({ pool_size: poolSize, strides, padding, ...LAST }),
    read: (config) => {
      channelsLast(config);
      const poolSize = config.get("pool_size");
      const strides = config.get("strides") ?? poolSize;
      return { poolSize, padding: config.get("padding"), ...(String(strides) !== String(poolSize) && { strides }) };
    },
  },
  upSampling2d: {
    className: "UpSampling2D",
    write: ({ size }) => ({ size, interpolation: "nearest", ...LAST }),
    read: (config) => {
      channelsLast(config);
      config.expect("interpolation", "nearest");
      return { size: config.get("size") };
    },
  },
  flatten: {
    className: "Flatten",
    write: () => LAST,
    read: (config) => {
      channelsLast(config);
      return {};
    },
  },
  reshape: {
    className: "Reshape",
    write: ({ targetShape }) => ({ target_shape: targetShape }),
    read: (config) => ({ targetShape: config.get("target_shape") }),
  },
  gaussianNoise: {
    className: "GaussianNoise",
    write: ({ stddev }) => ({ stddev, seed: null }),
    read: (config) => ({ stddev: config.get("stddev") }),
  },
  dropout: {
    className: "Dropout",
    write: ({ rate }) => ({ rate, seed: null, noise_shape: null }),
    read: (config) => ({ rate: config.get("rate") }),
  },
  layerNormalization: {
    className: "LayerNormalization",
    write: ({ epsilon, center, scale }) => ({ axis: [-1], epsilon, center, scale }),
    read: (config) => {
      axisIn(config);
      const { center = true, scale = true } = { center: config.get("center"), scale: config.get("scale") };
      return { epsilon: shortest(config.number("epsilon") ?? 1e-3), center, scale };
    },
  },
};

/**
 * The axis that is normalized, one alone: −1, the last, or its number with the batch's as 0, as older versions save it. Whoever
 * knows the layer's input holds that against it (`assemble.ts`).
 */
export function axisIn(config: Config): number {
  const given = config.get("axis") ?? -1;
  const axis = Array.isArray(given) && given.length === 1 ? given[0] : given;
  if (axis === -1 || (Number.isInteger(axis) && axis > 0)) return axis;
  throw config.refused("axis", given);
}

const LAST = { data_format: "channels_last" };
const channelsLast = (config: Config) => config.expect("data_format", "channels_last");

function common(config: Config): Json {
  return { activation: readActivation(config.get("activation"), config.what), useBias: config.get("use_bias") ?? true };
}

type Convolution = LayerOf<"conv2d"> | LayerOf<"conv2dTranspose">;

const convolution = ({ filters, kernelSize, strides, padding, activation, useBias }: Convolution) => ({
  filters,
  kernel_size: kernelSize,
  strides,
  padding,
  ...LAST,
  dilation_rate: [1, 1],
  activation: activationName(activation),
  use_bias: useBias,
});

function convolutionOf(config: Config): Json {
  channelsLast(config);
  config.expect("dilation_rate", 1, [1, 1]);
  const [filters, kernelSize] = [config.get("filters"), config.get("kernel_size")];
  const { strides = [1, 1], padding = "valid" } = { strides: config.get("strides"), padding: config.get("padding") };
  return { filters, kernelSize, strides, padding, ...common(config) };
}

const regularizer = ({ l1, l2 }: ActivityRegularizer) => ({
  module: "keras.regularizers",
  class_name: "L1L2",
  config: { l1, l2 },
  registered_name: null,
});

/** What a dense layer adds to the loss, as Keras's `L1`, `L2` or `L1L2`. */
export function regularizerOf(given: unknown, what: string): { activityRegularizer?: ActivityRegularizer } {
  if (given === undefined || given === null) return {};
  const { className, config } = serialized(given, `${what}'s activity_regularizer`);
  if (!["L1", "L2", "L1L2"].includes(className)) {
    throw new FormatError(`${what} has the activity_regularizer ${className}; what can be read is L1, L2 and L1L2.`);
  }
  return penalties(new Config(config, `${what}'s activity_regularizer (${className})`));
}

/** L1 and L2 penalties, none where both are 0. */
export function penalties(config: Config): { activityRegularizer?: ActivityRegularizer } {
  const [l1, l2] = [shortest(config.number("l1") ?? 0), shortest(config.number("l2") ?? 0)];
  config.done();
  return l1 === 0 && l2 === 0 ? {} : { activityRegularizer: { l1, l2 } };
}

/** The class and configuration of a layer that is one of Keras's. */
export function kerasLayer(layer: Exclude<Layer, LayerOf<"sampling">>): {
  readonly className: string;
  readonly config: Json;
} {
  const { className, write } = TRANSLATIONS[layer.type] as Translation<Layer>;
  return { className, config: write(layer) };
}

const BY_CLASS = new Map(
  Object.entries(TRANSLATIONS).map(([type, translation]) => [
    translation.className,
    { type, ...(translation as Translation<Layer>) },
  ]),
);

/** Names of Keras's classes that stand for a layer of ours. */
export const KNOWN_CLASSES = [...BY_CLASS.keys()];

/** The layer that one of Keras's stands for; nothing for a class that does not stand for one alone. */
export function ourLayer(className: string, config: Config): Layer | undefined {
  const translation = BY_CLASS.get(className);
  if (!translation) return undefined;
  const fields = translation.read(config);
  config.done();
  try {
    return readLayer({ ...fields, type: translation.type }, config.what);
  } catch (cause) {
    if (!(cause instanceof IsthmusError)) throw cause;
    throw new FormatError(cause.message, { cause });
  }
}

/** Checks and reads what all layers have: 32-bit floats, and weights that are trained. */
export function checkCommon(config: Config): void {
  const dtype = config.get("dtype");
  const named = isObject(dtype) && isObject(dtype.config) ? dtype.config.name : dtype;
  if (named !== undefined && named !== null && named !== "float32") throw config.refused("dtype", named);
  if (config.get("trainable") === false) {
    throw new FormatError(
      `${config.what} is frozen (trainable is False), which cannot be kept. Set it to True and save again.`,
    );
  }
}

/** The weights that a layer has in a file, by our names, in Keras's order. */
export function weightsIn({ className, config }: { readonly className: string; readonly config: Json }): string[] {
  if (className === "LayerNormalization") {
    return [...(config.scale === false ? [] : ["gamma"]), ...(config.center === false ? [] : ["beta"])];
  }
  if (!["Dense", "Conv2D", "Conv2DTranspose"].includes(className)) return [];
  return config.use_bias === false ? ["kernel"] : ["kernel", "bias"];
}
