/**
 * TensorFlow.js, as a user would write this training: `optimizer.minimize` over the ops API, with the batches on the
 * device beforehand.
 */
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threads from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import "@tensorflow/tfjs-backend-webgpu";
import type { Adadelta as AdadeltaSettings } from "../../src/optimizers/adadelta.js";
import { type PlainConv2d, type PlainDense, type PlainLayer, plainLayers } from "../plain-layers.js";
import { factors, type Product, storedShapes } from "../product.js";
import { ImpossibleError } from "../rounds.js";
import { adadeltaOf, floatBatches, PIXELS, predictionError, type Work } from "../work.js";
import type { Contender, Run } from "./contender.js";

setWasmPaths({
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threads,
});

/** TensorFlow.js on one of its backends. */
export function tensorflow(backend: "webgpu" | "wasm" | "cpu"): Contender {
  /** All backends share one engine: whoever has its turn chooses. */
  const begin = async () => {
    if (tf.getBackend() === backend) return;
    const ready = await tf.setBackend(backend).catch(() => false);
    if (!ready) throw new Error(`TensorFlow.js could not start its ${backend} backend here.`);
  };
  return {
    prepare: async (work) => {
      if (work.workload.kind !== "predict") checkGradients(work, backend);
      await begin();
      return work.workload.kind === "predict" ? predicting(work, begin) : training(work, begin);
    },
    prepareProduct: async (product) => {
      await begin();
      return multiplying(product, begin);
    },
  };
}

/** @throws {ImpossibleError} when the backend lacks a gradient that training needs */
function checkGradients(work: Work, backend: string): void {
  const convolutional = plainLayers(work).some(({ type }) => type === "conv2d");
  if (!convolutional || tf.getKernel("Conv2DBackpropFilter", backend)) return;
  throw new ImpossibleError(`its ${backend} backend has no gradient of a convolution's kernel (Conv2DBackpropFilter)`);
}

interface Layer {
  /** Kernel and bias, if it has them. */
  readonly weights: readonly tf.Variable[];
  forward(x: tf.Tensor): tf.Tensor;
}

/** The model, its weights on the device: from images `[n, pixels]` to as many logits. */
interface Model {
  readonly weights: readonly tf.Variable[];
  logits(images: tf.Tensor2D): tf.Tensor2D;
}

function modelOf(work: Work): Model {
  const layers = plainLayers(work).map(layerOf);
  const { input } = work.description;
  return {
    weights: layers.flatMap(({ weights }) => weights),
    logits: (images) =>
      layers.reduce((x, layer) => layer.forward(x), images.reshape([-1, ...input])).reshape<tf.Tensor2D>([-1, PIXELS]),
  };
}

function layerOf(layer: PlainLayer): Layer {
  switch (layer.type) {
    case "maxPool2d":
      return {
        weights: [],
        forward: (x) => tf.maxPool(x as tf.Tensor4D, [...layer.size], [...layer.size], "same"),
      };
    case "upSampling2d":
      return { weights: [], forward: (x) => upSampled(x as tf.Tensor4D, layer.size) };
    default:
      return weightedLayer(layer);
  }
}

function weightedLayer(layer: PlainDense | PlainConv2d): Layer {
  const kernel = tf.variable(tf.tensor(layer.kernel.data, layer.kernel.shape));
  const bias = tf.variable(tf.tensor(layer.bias.data, layer.bias.shape));
  const product = (x: tf.Tensor) =>
    layer.type === "dense"
      ? tf.matMul(x, kernel)
      : tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, layer.padding);
  return {
    weights: [kernel, bias],
    forward: (x) => {
      const z = tf.add(product(x), bias);
      return layer.relu ? tf.relu(z) : z;
    },
  };
}

/**
 * Every pixel repeated. On the CPU backend, where the gradient of `resizeNearestNeighbor` is wrong for more than one image,
 * by laying its channels, then its row, side by side.
 */
function upSampled(x: tf.Tensor4D, [down, across]: readonly [number, number]): tf.Tensor4D {
  const [n, height, width, channels] = x.shape;
  const [tall, wide] = [down * height, across * width];
  if (tf.getBackend() !== "cpu") return tf.image.resizeNearestNeighbor(x, [tall, wide]);
  const rows = tf.concat(Array<tf.Tensor4D>(across).fill(x), 3).reshape<tf.Tensor3D>([n, height, -1]);
  return tf.concat(Array<tf.Tensor3D>(down).fill(rows), 2).reshape([n, tall, wide, channels]);
}

/** Mean over each image, then over the images: one long sum would lose the fourth digit of the loss on WASM. */
function lossOf(logits: tf.Tensor2D, images: tf.Tensor2D): tf.Scalar {
  const losses = tf.losses.sigmoidCrossEntropy(images, logits, undefined, undefined, tf.Reduction.NONE);
  return tf.mean(tf.mean(losses, 1));
}

function training(work: Work, begin: () => Promise<void>): Run {
  const model = modelOf(work);
  const batches = floatBatches(work).map((values) => tf.tensor2d(values, [work.workload.images, PIXELS]));
  const optimizer = new Adadelta(adadeltaOf(work));
  let next = 0;
  return {
    step: async (count) => {
      await begin();
      let loss = Number.NaN;
      for (let done = 0; done < count; done++) {
        const x = batches[next++ % batches.length] as tf.Tensor2D;
        const result = optimizer.minimize(() => lossOf(model.logits(x), x), true);
        if (done === count - 1) loss = (await result?.data())?.[0] ?? Number.NaN;
        result?.dispose();
      }
      return loss;
    },
    dispose: () => {
      optimizer.dispose();
      tf.dispose([batches, ...model.weights]);
    },
  };
}

function predicting(work: Work, begin: () => Promise<void>): Run {
  const model = modelOf(work);
  const [images = new Float32Array()] = floatBatches(work);
  return {
    step: async (count) => {
      await begin();
      let error = Number.NaN;
      for (let done = 0; done < count; done++) {
        const outputs = tf.tidy(() => tf.sigmoid(model.logits(tf.tensor2d(images, [work.workload.images, PIXELS]))));
        const values = await outputs.data();
        if (done === count - 1) error = predictionError(values, work.images);
        outputs.dispose();
      }
      return error;
    },
    dispose: () => void tf.dispose([...model.weights]),
  };
}

function multiplying(product: Product, begin: () => Promise<void>): Run {
  const { m, n, transposed } = product;
  const values = factors(product);
  const shapes = storedShapes(product);
  const x = tf.tensor2d(values.x, shapes.x);
  const w = tf.tensor2d(values.w, shapes.w);
  return {
    step: async (count) => {
      await begin();
      let last = Number.NaN;
      for (let done = 0; done < count; done++) {
        const z = tf.matMul(x, w, transposed === "x", transposed === "w");
        if (done === count - 1) {
          const corner = z.slice([m - 1, n - 1], [1, 1]);
          last = (await corner.data())[0] ?? Number.NaN;
          corner.dispose();
        }
        z.dispose();
      }
      return last;
    },
    dispose: () => void tf.dispose([x, w]),
  };
}

/**
 * Keras's Adadelta. `tf.train.adadelta` is another rule: it divides by the average of the squared gradients as it was
 * *before* this step, so that its first steps are some other training.
 */
class Adadelta extends tf.Optimizer {
  private readonly slots = new Map<string, { readonly a: tf.Variable; readonly d: tf.Variable }>();

  constructor(private readonly settings: AdadeltaSettings) {
    super();
  }

  override getClassName(): string {
    return "KerasAdadelta";
  }

  override getConfig(): { [key: string]: number } {
    const { learningRate, rho, epsilon } = this.settings;
    return { learningRate, rho, epsilon };
  }

  override applyGradients(gradients: Record<string, tf.Tensor> | { name: string; tensor: tf.Tensor }[]): void {
    const { rho, epsilon, learningRate } = this.settings;
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    for (const { name, tensor: g } of named) {
      const w = tf.engine().registeredVariables[name];
      if (!w) throw new Error(`TensorFlow.js has no variable "${name}".`);
      const { a, d } = this.slotsOf(w);
      tf.tidy(() => {
        a.assign(tf.add(tf.mul(a, rho), tf.mul(tf.square(g), 1 - rho)));
        const delta = tf.mul(g, tf.div(tf.sqrt(tf.add(d, epsilon)), tf.sqrt(tf.add(a, epsilon))));
        d.assign(tf.add(tf.mul(d, rho), tf.mul(tf.square(delta), 1 - rho)));
        w.assign(tf.sub(w, tf.mul(delta, learningRate)));
      });
    }
  }

  override dispose(): void {
    for (const { a, d } of this.slots.values()) tf.dispose([a, d]);
  }

  private slotsOf(w: tf.Variable): { readonly a: tf.Variable; readonly d: tf.Variable } {
    let slots = this.slots.get(w.name);
    if (!slots) {
      const zeros = () => tf.tidy(() => tf.zerosLike(w).variable(false));
      slots = { a: zeros(), d: zeros() };
      this.slots.set(w.name, slots);
    }
    return slots;
  }
}
