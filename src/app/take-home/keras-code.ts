import { type Description, LAYER_KINDS, type Layer, type Optimizer, sizeOf } from "../../index.js";
import { textOf } from "../../layers/layers.js";
import { tuple } from "../../layers/text.js";
import { textOf as optimizerTextOf } from "../../optimizers/optimizers.js";
import { importsFor, ownLines } from "./keras-data.js";
import type { CodeRequest } from "./typescript-code.js";

/**
 * The run as a Python script for Keras 3. It computes the same, but draws other random numbers: losses agree as two seeds do.
 */
export function kerasCode({ model, own, epochs, batchSize, limit }: CodeRequest): string {
  const { input, encoder, decoder, loss, optimizer, seed } = model;
  const size = sizeOf(input);
  const validated = own?.keptAside ?? true;
  const lines = [
    ...[...new Set(["import os", ...(own ? importsFor(own).filter((line) => !/numpy|pandas/.test(line)) : [])])].sort(),
    "",
    "import keras",
    ...(limit && !own ? ["import numpy as np"] : []),
    ...(own ? importsFor(own).filter((line) => /numpy|pandas/.test(line)) : []),
    "from keras import layers",
    "",
    `keras.utils.set_random_seed(${seed})`,
    "",
    ...definitionsFor([...encoder, ...decoder], optimizer),
    ...part("encoder", encoder, tuple(input), size),
    ...part("decoder", decoder, "encoder.output_shape[1:]", size),
    "autoencoder = keras.Sequential([encoder, decoder])",
    `autoencoder.compile(optimizer=${optimizerCode(optimizer)}, loss="${LOSS_NAMES[loss]}")`,
    "",
    ...savedLines(model),
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

/** What Keras lacks of the model's layers, each once, and of its optimizer. */
function definitionsFor(layers: readonly Layer[], optimizer: Optimizer): string[] {
  const definitions = new Set(layers.flatMap((layer) => textOf(layer).kerasDefinition ?? []));
  const rule = optimizerTextOf(optimizer).kerasDefinition?.(optimizer);
  if (rule) definitions.add(rule.code);
  return [...definitions].flatMap((definition) => [definition, "", ""]);
}

function part(name: string, list: readonly Layer[], shape: string, size: number): string[] {
  return [
    `${name} = keras.Sequential([`,
    `    layers.Input(${shape}),`,
    ...list.flatMap((layer) => textOf(layer).keras(layer, size)).map((code) => `    ${code},`),
    "])",
  ];
}

function optimizerCode(optimizer: Optimizer): string {
  const { learningRate, clipnorm } = optimizer;
  // Keras refuses an int.
  const rate = Number.isInteger(learningRate) ? learningRate.toFixed(1) : learningRate;
  const common = `learning_rate=${rate}${clipnorm === undefined ? "" : `, clipnorm=${clipnorm}`}`;
  const { kerasName, keras, kerasDefinition } = optimizerTextOf(optimizer);
  const name = kerasDefinition?.(optimizer)?.name ?? `keras.optimizers.${kerasName}`;
  return `${name}(${common}, ${keras(optimizer)})`;
}

/** What takes the weights that the page saved, where they lie beside the script: Keras has them in the same order and shapes. */
function savedLines(model: Description): string[] {
  const names = weightNames(model);
  const set = (part: string) => {
    const own = names.filter((name) => name.startsWith(part)).map((name) => `"${name}"`);
    return own.length === 0 ? [] : [`    ${part}.set_weights([saved[name] for name in [${own.join(", ")}]])`];
  };
  if (names.length === 0) return [];
  return [
    "# With model.safetensors from the page beside this script, training goes on from its weights.",
    'if os.path.exists("model.safetensors"):',
    "    from safetensors.numpy import load_file",
    '    saved = load_file("model.safetensors")',
    ...set("encoder"),
    ...set("decoder"),
    "",
  ];
}

/** Of all weights, in the model's order; none of layers that do not fit each other, which nobody can have trained. */
function weightNames({ input, encoder, decoder }: Description): string[] {
  let shape: readonly number[] = input;
  try {
    return Object.entries({ encoder, decoder }).flatMap(([part, layers]) =>
      layers.flatMap((layer, index) => {
        // The kind of this very layer, which TypeScript cannot know of a union.
        const { outputShape, parameters } = LAYER_KINDS[layer.type].place(layer as never, shape);
        shape = outputShape;
        return parameters.map(({ name }) => `${part}.${index}.${name}`);
      }),
    );
  } catch {
    return [];
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
