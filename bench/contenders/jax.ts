/** jax-js, as a user would write this training: one jitted step, with the batches on the device beforehand. */
import {
  blockUntilReady,
  defaultDevice,
  init,
  type Array as JaxArray,
  jit,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from "@jax-js/jax";
import type { Tensor } from "../../src/model/tensor.js";
import { factors, type Product, storedShapes } from "../product.js";
import { adadeltaOf, floatBatches, PIXELS, plainLayers, predictionError, type Work } from "../work.js";
import type { Contender, Run } from "./contender.js";

/** Of a layer: kernel and bias. Every array that is passed on is consumed; `ref` keeps one. */
type Layers = [kernel: JaxArray, bias: JaxArray][];

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

function layersOf(work: Work): Layers {
  return plainLayers(work).map(({ kernel, bias }) => [arrayOf(kernel), arrayOf(bias)]);
}

function logitsOf(layers: Layers, images: JaxArray): JaxArray {
  return layers.reduce((x, [kernel, bias], index) => {
    const z = np.matmul(x, kernel).add(bias);
    return index === layers.length - 1 ? z : nn.relu(z);
  }, images);
}

/**
 * Binary cross-entropy of sigmoid(logits), from the logits: its mean over each image, then over the images, since one long
 * sum would lose the fourth digit of the loss on WASM.
 */
function lossOf(layers: Layers, images: JaxArray): JaxArray {
  const z = logitsOf(layers, images.ref);
  const softplus = np.log1p(np.exp(np.absolute(z.ref).neg()));
  return np.mean(np.mean(np.maximum(z.ref, 0).sub(z.mul(images)).add(softplus), 1));
}

function training(work: Work, begin: () => Promise<void>): Run {
  const { rho, epsilon, learningRate } = adadeltaOf(work);
  const lossAndGradient = valueAndGrad(lossOf);
  const update = jit((layers: Layers, a: Layers, d: Layers, x: JaxArray) => {
    const [loss, g] = lossAndGradient(tree.ref(layers), x) as [JaxArray, Layers];
    const nextA = zip(a, tree.ref(g), (a, g) => a.mul(rho).add(np.square(g).mul(1 - rho)));
    const ratio = zip(tree.ref(d), tree.ref(nextA), (d, a) => np.sqrt(d.add(epsilon)).div(np.sqrt(a.add(epsilon))));
    const delta = zip(g, ratio, (g, ratio) => g.mul(ratio));
    const nextD = zip(d, tree.ref(delta), (d, delta) => d.mul(rho).add(np.square(delta).mul(1 - rho)));
    const next = zip(layers, delta, (w, delta) => w.sub(delta.mul(learningRate)));
    return [loss, next, nextA, nextD] as [JaxArray, Layers, Layers, Layers];
  });
  const zeros = () =>
    layersOf(work).map((pair) => pair.map((array) => np.zerosLike(array)) as [JaxArray, JaxArray]) as Layers;
  const batches = floatBatches(work).map((data) => arrayOf({ data, shape: [work.workload.images, PIXELS] }));
  let [layers, a, d] = [layersOf(work), zeros(), zeros()];
  let next = 0;
  return {
    step: async (count) => {
      await begin();
      let last = Number.NaN;
      for (let done = 0; done < count; done++) {
        const x = batches[next++ % batches.length] as JaxArray;
        const results = update(layers, a, d, x.ref);
        const loss = results[0];
        [, layers, a, d] = results;
        if (done === count - 1) last = (await loss.data())[0] ?? Number.NaN;
        else loss.dispose();
      }
      await blockUntilReady([layers, a, d]);
      return last;
    },
    dispose: () => {
      tree.dispose([layers, a, d, batches]);
      update.dispose();
    },
  };
}

/** Both trees leaf by leaf; consumes both. */
function zip(one: Layers, other: Layers, combine: (x: JaxArray, y: JaxArray) => JaxArray): Layers {
  return tree.map(combine, one, other) as Layers;
}

function predicting(work: Work, begin: () => Promise<void>): Run {
  const layers = layersOf(work);
  const [data = new Float32Array()] = floatBatches(work);
  const predict = jit((layers: Layers, x: JaxArray) => nn.sigmoid(logitsOf(layers, x)));
  return {
    step: async (count) => {
      await begin();
      let error = Number.NaN;
      for (let done = 0; done < count; done++) {
        const x = arrayOf({ data, shape: [work.workload.images, PIXELS] });
        const outputs = await predict(tree.ref(layers), x).data();
        if (done === count - 1) error = predictionError(outputs, work.images);
      }
      return error;
    },
    dispose: () => {
      tree.dispose(layers);
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
