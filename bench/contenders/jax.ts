/** jax-js, as a user would write this training: one jitted step, with the batches on the device beforehand. */
import {
  blockUntilReady,
  defaultDevice,
  init,
  type Array as JaxArray,
  jit,
  lax,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from "@jax-js/jax";
import type { Tensor } from "../../src/model/tensor.js";
import { type PlainLayer, type PlainMaxPool2d, plainLayers } from "../plain-layers.js";
import { factors, type Product, storedShapes } from "../product.js";
import { adadeltaOf, floatBatches, PIXELS, predictionError, type Work } from "../work.js";
import type { Contender, Run } from "./contender.js";

type Pair = [kernel: JaxArray, bias: JaxArray];

/** Of each layer, its kernel and bias, if it has them. Every array that is passed on is consumed; `ref` keeps one. */
type Weights = (Pair | [])[];

/** What a layer makes of images `[n, values]` or `[n, channels, height, width]`. */
type Forward = (x: JaxArray, weights: Pair) => JaxArray;

/** jax-js on one of its devices. */
export function jaxJs(device: "webgpu" | "wasm"): Contender {
  /** The default device is global: whoever has its turn chooses. */
  const begin = async () => {
    const ready = await init(device);
    if (!ready.includes(device)) throw new Error(`jax-js could not start its ${device} device here.`);
    defaultDevice(device);
  };
  return {
    prepare: async (work) => {
      await begin();
      return work.workload.kind === "predict" ? predicting(work, begin) : training(work, begin);
    },
    prepareProduct: async (product) => {
      await begin();
      return multiplying(product, begin);
    },
  };
}

function arrayOf({ data, shape }: Tensor): JaxArray {
  return np.array(data as Float32Array<ArrayBuffer>, { shape });
}

/** The initial weights. A convolution's kernels lie here as `[out, in, height, width]`. */
function weightsOf(work: Work): Weights {
  return plainLayers(work).map((layer) => {
    if (!("kernel" in layer)) return [];
    const kernel = arrayOf(layer.kernel);
    return [layer.type === "conv2d" ? kernel.transpose([3, 2, 0, 1]) : kernel, arrayOf(layer.bias)];
  });
}

/** The model: from images `[n, pixels]` to as many logits. */
function modelOf(work: Work): (weights: Weights, images: JaxArray) => JaxArray {
  const layers = plainLayers(work).map(forwardOf);
  const [height, width, channels] = work.description.input;
  const shape = channels === undefined ? [PIXELS] : [channels, height ?? 0, width ?? 0];
  return (weights, images) =>
    layers
      .reduce((x, forward, index) => forward(x, weights[index] as Pair), images.reshape([-1, ...shape]))
      .reshape([-1, PIXELS]);
}

function forwardOf(layer: PlainLayer): Forward {
  switch (layer.type) {
    case "dense":
      return (x, [kernel, bias]) => activated(np.matmul(x, kernel).add(bias), layer);
    case "conv2d":
      return (x, [kernel, bias]) => {
        const z = lax.convGeneralDilated(x, kernel, [1, 1], layer.padding === "same" ? "SAME" : "VALID");
        return activated(z.add(bias.reshape([-1, 1, 1])), layer);
      };
    case "maxPool2d":
      return (x) => maxPool(x, layer);
    case "upSampling2d":
      return (x) => np.repeat(np.repeat(x, layer.size[0], 2), layer.size[1], 3);
  }
}

/** Not by `nn.relu`, whose gradient at 0 is 1: with new weights all black pixels are there, and the others have 0. */
function activated(z: JaxArray, { relu }: { readonly relu: boolean }): JaxArray {
  return relu ? np.maximum(0, z) : z;
}

function maxPool(x: JaxArray, { size }: PlainMaxPool2d): JaxArray {
  const [, , height = 0, width = 0] = x.shape;
  // What the windows need, shared between both ends, as in TensorFlow; zeros are never more than what comes from a relu.
  const padding = (length: number, size: number): [number, number] => {
    const missing = (size - (length % size)) % size;
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  };
  const padded = np.pad(x, { 2: padding(height, size[0]), 3: padding(width, size[1]) });
  return lax.reduceWindow(padded, (window) => np.max(window), [...size], [...size]);
}

/**
 * Binary cross-entropy of sigmoid(logits), from the logits: its mean over each image, then over the images, since one long
 * sum would lose the fourth digit of the loss on WASM.
 */
function lossOf(z: JaxArray, images: JaxArray): JaxArray {
  const softplus = np.log1p(np.exp(np.absolute(z.ref).neg()));
  return np.mean(np.mean(np.maximum(z.ref, 0).sub(z.mul(images)).add(softplus), 1));
}

function training(work: Work, begin: () => Promise<void>): Run {
  const { rho, epsilon, learningRate } = adadeltaOf(work);
  const model = modelOf(work);
  const lossAndGradient = valueAndGrad((weights: Weights, x: JaxArray) => lossOf(model(weights, x.ref), x));
  const update = jit((weights: Weights, a: Weights, d: Weights, x: JaxArray) => {
    const [loss, g] = lossAndGradient(tree.ref(weights), x) as [JaxArray, Weights];
    const nextA = zip(a, tree.ref(g), (a, g) => a.mul(rho).add(np.square(g).mul(1 - rho)));
    const ratio = zip(tree.ref(d), tree.ref(nextA), (d, a) => np.sqrt(d.add(epsilon)).div(np.sqrt(a.add(epsilon))));
    const delta = zip(g, ratio, (g, ratio) => g.mul(ratio));
    const nextD = zip(d, tree.ref(delta), (d, delta) => d.mul(rho).add(np.square(delta).mul(1 - rho)));
    const next = zip(weights, delta, (w, delta) => w.sub(delta.mul(learningRate)));
    return [loss, next, nextA, nextD] as [JaxArray, Weights, Weights, Weights];
  });
  const zeros = () => tree.map((array: JaxArray) => np.zerosLike(array), weightsOf(work)) as Weights;
  const batches = floatBatches(work).map((data) => arrayOf({ data, shape: [work.workload.images, PIXELS] }));
  let [weights, a, d] = [weightsOf(work), zeros(), zeros()];
  let next = 0;
  return {
    step: async (count) => {
      await begin();
      let last = Number.NaN;
      for (let done = 0; done < count; done++) {
        const x = batches[next++ % batches.length] as JaxArray;
        const results = update(weights, a, d, x.ref);
        const loss = results[0];
        [, weights, a, d] = results;
        if (done === count - 1) last = (await loss.data())[0] ?? Number.NaN;
        else loss.dispose();
      }
      await blockUntilReady([weights, a, d]);
      return last;
    },
    dispose: () => {
      tree.dispose([weights, a, d, batches]);
      update.dispose();
    },
  };
}

/** Both trees leaf by leaf; consumes both. */
function zip(one: Weights, other: Weights, combine: (x: JaxArray, y: JaxArray) => JaxArray): Weights {
  return tree.map(combine, one, other) as Weights;
}

function predicting(work: Work, begin: () => Promise<void>): Run {
  const weights = weightsOf(work);
  const [data = new Float32Array()] = floatBatches(work);
  const model = modelOf(work);
  const predict = jit((weights: Weights, x: JaxArray) => nn.sigmoid(model(weights, x)));
  return {
    step: async (count) => {
      await begin();
      let error = Number.NaN;
      for (let done = 0; done < count; done++) {
        const x = arrayOf({ data, shape: [work.workload.images, PIXELS] });
        const outputs = await predict(tree.ref(weights), x).data();
        if (done === count - 1) error = predictionError(outputs, work.images);
      }
      return error;
    },
    dispose: () => {
      tree.dispose(weights);
      predict.dispose();
    },
  };
}

function multiplying(product: Product, begin: () => Promise<void>): Run {
  const { m, n, transposed } = product;
  const values = factors(product);
  const shapes = storedShapes(product);
  const x = arrayOf({ data: values.x, shape: shapes.x });
  const w = arrayOf({ data: values.w, shape: shapes.w });
  const multiply = jit((x: JaxArray, w: JaxArray) =>
    np.matmul(transposed === "x" ? x.transpose() : x, transposed === "w" ? w.transpose() : w),
  );
  return {
    step: async (count) => {
      await begin();
      const products = Array.from({ length: count }, () => multiply(x.ref, w.ref));
      await blockUntilReady(products);
      const last = products.pop()?.slice(m - 1, n - 1);
      tree.dispose(products);
      return (await last?.data())?.[0] ?? Number.NaN;
    },
    dispose: () => {
      tree.dispose([x, w]);
      multiply.dispose();
    },
  };
}
