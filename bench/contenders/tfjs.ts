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
import type { Adadelta as AdadeltaSettings } from "../../src/model/optimizers.js";
import { factors, type Product, storedShapes } from "../product.js";
import { adadeltaOf, floatBatches, PIXELS, plainLayers, predictionError, type Work } from "../work.js";
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
      await begin();
      return work.workload.kind === "predict" ? predicting(work, begin) : training(work, begin);
    },
    prepareProduct: async (product) => {
      await begin();
      return multiplying(product, begin);
    },
  };
}

interface Layer {
  readonly kernel: tf.Variable;
  readonly bias: tf.Variable;
  readonly relu: boolean;
}

function variables(work: Work): Layer[] {
  const variable = ({ data, shape }: { data: Float32Array; shape: number[] }) => tf.variable(tf.tensor(data, shape));
  return plainLayers(work).map(({ kernel, bias, relu }) => ({ kernel: variable(kernel), bias: variable(bias), relu }));
}

function logitsOf(layers: readonly Layer[], images: tf.Tensor2D): tf.Tensor2D {
  return layers.reduce((x, { kernel, bias, relu }) => {
    const z = tf.add<tf.Tensor2D>(tf.matMul(x, kernel as tf.Tensor2D), bias);
    return relu ? tf.relu(z) : z;
  }, images);
}

/** Mean over each image, then over the images: one long sum would lose the fourth digit of the loss on WASM. */
function lossOf(logits: tf.Tensor2D, images: tf.Tensor2D): tf.Scalar {
  const losses = tf.losses.sigmoidCrossEntropy(images, logits, undefined, undefined, tf.Reduction.NONE);
  return tf.mean(tf.mean(losses, 1));
}

function training(work: Work, begin: () => Promise<void>): Run {
  const layers = variables(work);
  const batches = floatBatches(work).map((values) => tf.tensor2d(values, [work.workload.images, PIXELS]));
  const optimizer = new Adadelta(adadeltaOf(work));
  let next = 0;
  return {
    step: async (count) => {
      await begin();
      let loss = Number.NaN;
      for (let done = 0; done < count; done++) {
        const x = batches[next++ % batches.length] as tf.Tensor2D;
        const result = optimizer.minimize(() => lossOf(logitsOf(layers, x), x), true);
        if (done === count - 1) loss = (await result?.data())?.[0] ?? Number.NaN;
        result?.dispose();
      }
      return loss;
    },
    dispose: () => {
      optimizer.dispose();
      tf.dispose([batches, layers.map(({ kernel, bias }) => [kernel, bias])]);
    },
  };
}

function predicting(work: Work, begin: () => Promise<void>): Run {
  const layers = variables(work);
  const [images = new Float32Array()] = floatBatches(work);
  return {
    step: async (count) => {
      await begin();
      let error = Number.NaN;
      for (let done = 0; done < count; done++) {
        const outputs = tf.tidy(() =>
          tf.sigmoid(logitsOf(layers, tf.tensor2d(images, [work.workload.images, PIXELS]))),
        );
        const values = await outputs.data();
        if (done === count - 1) error = predictionError(values, work.images);
        outputs.dispose();
      }
      return error;
    },
    dispose: () => void tf.dispose(layers.map(({ kernel, bias }) => [kernel, bias])),
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
