import { readFile } from "node:fs/promises";
import { decodeSafetensors } from "../../src/formats/safetensors.js";
import type { AutoencoderOptions, Tensor } from "../../src/index.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { dense } from "../../src/layers/dense.js";
import type { Layer } from "../../src/layers/layers.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import type { Activation } from "../../src/model/activations.js";
import { describe, networkOf } from "../../src/model/description.js";
import { adadelta } from "../../src/optimizers/adadelta.js";
import { adam } from "../../src/optimizers/adam.js";
import type { Optimizer } from "../../src/optimizers/optimizers.js";

/** A training in PyTorch's float64 (README.md): the model, the weights that it began with, and what came of it. */
export interface Trajectory {
  readonly name: string;
  readonly options: AutoencoderOptions;
  readonly batchSize: number;
  /** How many there were to train on. */
  readonly samples: number;
  /** Of each step, before its update. */
  readonly losses: readonly number[];
  readonly validationLoss: number;
  readonly validationSamples: number;
  /** Of the first 64 test images, after the last step. */
  readonly codes: Float32Array;
  readonly outputs: Float32Array;
  /** The tensors of a moment by our parameters' names. @throws {Error} where the file has none of that moment */
  at(moment: "initial" | "gradient" | `after${number}`): Readonly<Record<string, Tensor>>;
}

/** Reads `test/golden/NAME.safetensors`. */
export async function readTrajectory(name: string): Promise<Trajectory> {
  const { tensors, metadata } = decodeSafetensors(
    await readFile(new URL(`./${name}.safetensors`, import.meta.url)),
  );
  const field = <T>(key: string): T => JSON.parse(metadata[key] ?? "null");
  const tensor = (key: string): Tensor => {
    const found = tensors[key];
    if (!found) throw new Error(`golden/${name} has no ${key}.`);
    return found;
  };
  const parts = metadata.sizes === undefined ? convolutionalModel(field) : denseModel(field);
  const layers = networkOf(describe(parts)).layers.filter(({ parameters }) => parameters.length > 0);
  return {
    name,
    options: {
      ...parts,
      loss: metadata.loss === "bce" ? "binaryCrossentropy" : "meanSquaredError",
      optimizer: optimizerIn(metadata.optimizer, field),
    },
    batchSize: field("batchSize"),
    samples: Math.min(field("samples"), field<number>("steps") * field<number>("batchSize")),
    losses: field("losses"),
    validationLoss: field("validationLoss"),
    validationSamples: field("validationSamples") ?? 10_000,
    codes: tensor("codes").data,
    outputs: tensor("outputs").data,
    at: (moment) =>
      Object.fromEntries(
        layers.flatMap(({ name: layer }, index) =>
          ["kernel", "bias"].map((part) => [`${layer}.${part}`, tensor(`${moment}.${index}.${part}`)]),
        ),
      ),
  };
}

type Field = <T>(key: string) => T;
type Parts = Pick<AutoencoderOptions, "input" | "encoder" | "decoder">;

function denseModel(field: Field): Parts {
  const [input = 0, ...units]: number[] = field("sizes");
  const activations: Activation[] = field("activations");
  const layers = units.map((of, index) => dense(of, { activation: activations[index] ?? "linear" }));
  const half = layers.length / 2;
  return { input, encoder: layers.slice(0, half), decoder: layers.slice(half) };
}

/** As make_golden_conv.py lists layers. */
function convolutionalModel(field: Field): Parts {
  type Listed =
    | ["conv2d", filters: number, size: number, padding: "same" | "valid", activation: Activation]
    | ["maxPool2d" | "upSampling2d", size: number];
  const layersOf = (part: string) =>
    (field(part) as Listed[]).map((listed): Layer => {
      if (listed[0] === "conv2d") {
        const [, filters, size, padding, activation] = listed;
        return conv2d(filters, size, { padding, activation });
      }
      const [type, size] = listed;
      return type === "maxPool2d" ? maxPool2d(size, { padding: "same" }) : upSampling2d(size);
    });
  return { input: [28, 28, 1], encoder: layersOf("encoder"), decoder: layersOf("decoder") };
}

/** PyTorch's Adam adds ε where ours does at `adam.torch`. @throws {Error} for an optimizer of another name */
function optimizerIn(name: string | undefined, field: Field): Optimizer {
  const learningRate = field<number>("learningRate");
  const epsilon = field<number>("epsilon");
  if (name === "adam") return adam.torch({ learningRate, epsilon });
  if (name !== "adadelta") throw new Error(`A golden training has the optimizer ${name}.`);
  return adadelta({ learningRate, epsilon, rho: field<number>("rho") });
}

/** The values of some tensors, one tensor after the other. */
export function joined(tensors: Iterable<Tensor>): Float32Array {
  return Float32Array.from([...tensors].flatMap(({ data }) => [...data]));
}

/** |actual − expected| / |expected|; NaN where nothing came. */
export function relative(actual: number | undefined, expected: number | undefined): number {
  const wanted = expected ?? Number.NaN;
  return Math.abs((actual ?? Number.NaN) - wanted) / Math.abs(wanted);
}

/** ‖actual − expected‖ / ‖expected‖; NaN where their lengths differ. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.NaN;
  let [difference, norm] = [0, 0];
  for (let index = 0; index < expected.length; index++) {
    const value = expected[index] as number;
    difference += ((actual[index] as number) - value) ** 2;
    norm += value ** 2;
  }
  return Math.sqrt(difference / norm);
}
