import { type Description, type Layer, type Optimizer, sizeOf } from "../../index.js";
import { importsFor, ownLines } from "./keras-data.js";
import type { CodeRequest } from "./typescript-code.js";

/**
 * The run as a Python script for Keras 3. It computes the same, but draws other random numbers: losses agree as two seeds do.
 */
export function kerasCode({ model, own, epochs, batchSize, limit }: CodeRequest): string {
  const { input, encoder, decoder, loss, optimizer, seed } = model;
  const all = [...encoder, ...decoder];
  const size = sizeOf(input);
  const validated = own?.keptAside ?? true;
  const lines = [
    ...(own ? importsFor(own).filter((line) => !/numpy|pandas/.test(line)) : []),
    "import keras",
    ...(limit && !own ? ["import numpy as np"] : []),
    ...(own ? importsFor(own).filter((line) => /numpy|pandas/.test(line)) : []),
    "from keras import layers",
    "",
    `keras.utils.set_random_seed(${seed})`,
    "",
    ...(all.some(({ type }) => type === "sampling") ? [...SAMPLING, ""] : []),
    ...part("encoder", encoder, tuple(input), size),
    ...part("decoder", decoder, "encoder.output_shape[1:]", size),
    "autoencoder = keras.Sequential([encoder, decoder])",
    `autoencoder.compile(optimizer=${optimizerCode(optimizer)}, loss="${LOSS_NAMES[loss]}")`,
    "",
    ...(own ? ownLines(own, input, drawn(limit, seed)) : mnistLines(input, drawn(limit, seed))),
    "",
    `history = autoencoder.fit(x_train, x_train, epochs=${epochs}, batch_size=${batchSize},`,
    `                          shuffle=True${validated ? ", validation_data=(x_test, x_test)" : ""})`,
    'autoencoder.save("autoencoder.keras")',
  ];
  return `${lines.join("\n")}\n`;
}

const LOSS_NAMES: Readonly<Record<Description["loss"], string>> = {
  binaryCrossentropy: "binary_crossentropy",
  meanSquaredError: "mean_squared_error",
};

/** Keras has no such layer; this is the one of its variational example. */
const SAMPLING = [
  "class Sampling(layers.Layer):",
  '    """A mean and a spread from the layer before; a sample of them while training, the mean otherwise."""',
  "",
  "    def __init__(self, units, kl_weight):",
  "        super().__init__()",
  "        self.z_mean = layers.Dense(units)",
  "        self.z_log_var = layers.Dense(units)",
  "        self.kl_weight = kl_weight",
  "        self.noise = keras.random.SeedGenerator()",
  "",
  "    def call(self, x, training=False):",
  "        mean, log_var = self.z_mean(x), self.z_log_var(x)",
  "        kl = 0.5 * keras.ops.sum(mean**2 + keras.ops.exp(log_var) - 1 - log_var, axis=-1)",
  "        self.add_loss(self.kl_weight * keras.ops.mean(kl))",
  "        if not training:",
  "            return mean",
  "        noise = keras.random.normal(keras.ops.shape(mean), seed=self.noise)",
  "        return mean + keras.ops.exp(0.5 * log_var) * noise",
  "",
];

function part(name: string, list: readonly Layer[], shape: string, size: number): string[] {
  return [
    `${name} = keras.Sequential([`,
    `    layers.Input(${shape}),`,
    ...list.flatMap((layer) => layerCode(layer, size)).map((code) => `    ${code},`),
    "])",
  ];
}

function layerCode(layer: Layer, size: number): string[] {
  switch (layer.type) {
    case "dense": {
      const { l1 = 0, l2 = 0 } = layer.activityRegularizer ?? {};
      const penalty = l1 > 0 || l2 > 0 ? `, activity_regularizer=keras.regularizers.L1L2(l1=${l1}, l2=${l2})` : "";
      return [`layers.Dense(${layer.units}${activation(layer)}${penalty})`];
    }
    case "conv2d":
    case "conv2dTranspose": {
      const { filters, kernelSize, strides, padding } = layer;
      const name = layer.type === "conv2d" ? "Conv2D" : "Conv2DTranspose";
      return [
        `layers.${name}(${filters}, ${tuple(kernelSize)}, strides=${tuple(strides)}, padding="${padding}"${activation(layer)})`,
      ];
    }
    case "maxPool2d": {
      const { poolSize, strides, padding } = layer;
      const step = strides ? `, strides=${tuple(strides)}` : "";
      return [`layers.MaxPooling2D(${tuple(poolSize)}${step}, padding="${padding}")`];
    }
    case "upSampling2d":
      return [`layers.UpSampling2D(${tuple(layer.size)}, interpolation="nearest")`];
    case "flatten":
      return ["layers.Flatten()"];
    case "reshape":
      return [`layers.Reshape(${tuple(layer.targetShape)})`];
    case "gaussianNoise": {
      const noise = `layers.GaussianNoise(${layer.stddev})`;
      if (!layer.clip) return [noise];
      const [low, high] = layer.clip;
      return [noise, `layers.Lambda(lambda x: keras.ops.clip(x, ${low}, ${high}))`];
    }
    case "dropout":
      return [`layers.Dropout(${layer.rate})`];
    case "sampling":
      return [`Sampling(${layer.units}, kl_weight=${layer.klWeight ?? `1 / ${size}`})`];
  }
}

/** Activations by Keras's names. Only what is not the default is written. */
function activation({ activation: name, useBias }: { activation: string; useBias: boolean }): string {
  const keras = name === "leakyRelu" ? "leaky_relu" : name;
  return `${name === "linear" ? "" : `, activation="${keras}"`}${useBias ? "" : ", use_bias=False"}`;
}

function optimizerCode(optimizer: Optimizer): string {
  const { learningRate, clipnorm } = optimizer;
  const common = `learning_rate=${learningRate}${clipnorm === undefined ? "" : `, clipnorm=${clipnorm}`}`;
  switch (optimizer.type) {
    case "adadelta":
      return `keras.optimizers.Adadelta(${common}, rho=${optimizer.rho}, epsilon=${optimizer.epsilon})`;
    case "adam":
      return `keras.optimizers.Adam(${common}, beta_1=${optimizer.beta1}, beta_2=${optimizer.beta2}, epsilon=${optimizer.epsilon})`;
    case "sgd": {
      const nesterov = optimizer.nesterov ? ", nesterov=True" : "";
      return `keras.optimizers.SGD(${common}, momentum=${optimizer.momentum}${nesterov})`;
    }
    case "rmsprop":
      return `keras.optimizers.RMSprop(${common}, rho=${optimizer.rho}, momentum=${optimizer.momentum}, epsilon=${optimizer.epsilon})`;
  }
}

function mnistLines(input: readonly number[], drawn: readonly string[]): string[] {
  const shape = [-1, ...input].join(", ");
  return [
    "(x_train, _), (x_test, _) = keras.datasets.mnist.load_data()",
    ...drawn,
    `x_train = x_train.reshape(${shape}).astype("float32") / 255`,
    `x_test = x_test.reshape(${shape}).astype("float32") / 255`,
  ];
}

/** Lines that leave so many samples of `x_train`. */
function drawn(limit: number | undefined, seed: number): string[] {
  if (limit === undefined) return [];
  return [
    "# So many samples, drawn at random: other rows than the page's, which NumPy cannot draw again.",
    `x_train = x_train[np.random.default_rng(${seed}).permutation(len(x_train))[:${limit}]]`,
  ];
}

function tuple(values: readonly number[]): string {
  return `(${values.join(", ")}${values.length === 1 ? "," : ""})`;
}
