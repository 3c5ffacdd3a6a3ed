/** TensorFlow.js, as its user would write this training: variables and gradients by its ops, with the batches on the GPU beforehand. */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-webgpu";
import { ADADELTA, floatBatches, type PeerRun, type PeerTask, PIXELS } from "./peer.js";

interface Weight {
  readonly w: tf.Variable;
  /** Adadelta's running means. */
  readonly a: tf.Variable;
  readonly d: tf.Variable;
}

/** @throws when TensorFlow.js finds no GPU */
export async function openTensorflow(task: PeerTask): Promise<PeerRun> {
  const ready = await tf.setBackend("webgpu").catch(() => false);
  if (!ready) throw new Error("TensorFlow.js could not start its WebGPU backend here.");
  const layers = task.layers.map(({ kernel, bias }) => {
    const units = bias.length;
    return [weightOf(tf.tensor2d(kernel, [kernel.length / units, units])), weightOf(tf.tensor1d(bias))] as const;
  });
  const batches = floatBatches(task).map((values) => tf.tensor2d(values, [task.batchSize, PIXELS]));
  const weights = layers.flat();
  let next = 0;
  return {
    step: async (count) => {
      let last = Number.NaN;
      for (let done = 0; done < count; done++) {
        const x = batches[next++ % batches.length] as tf.Tensor2D;
        const loss = tf.tidy(() => stepOn(weights, () => lossOf(logitsOf(layers, x), x)));
        if (done === count - 1) last = (await loss.data())[0] ?? Number.NaN;
        loss.dispose();
      }
      return last;
    },
  };
}

function weightOf(initial: tf.Tensor): Weight {
  return { w: tf.variable(initial), a: tf.variable(tf.zerosLike(initial)), d: tf.variable(tf.zerosLike(initial)) };
}

function logitsOf(layers: readonly (readonly [kernel: Weight, bias: Weight])[], images: tf.Tensor2D): tf.Tensor2D {
  return layers.reduce((x, [kernel, bias], index) => {
    const z = tf.add<tf.Tensor2D>(tf.matMul(x, kernel.w as tf.Tensor as tf.Tensor2D), bias.w);
    return index === layers.length - 1 ? z : tf.relu(z);
  }, images);
}

/** Mean over each image, then over the images. */
function lossOf(logits: tf.Tensor2D, images: tf.Tensor2D): tf.Scalar {
  const losses = tf.losses.sigmoidCrossEntropy(images, logits, undefined, undefined, tf.Reduction.NONE);
  return tf.mean(tf.mean(losses, 1));
}

/**
 * Keras's Adadelta. `tf.train.adadelta` is another rule: it divides by the average of the squared gradients as it was
 * *before* this step, so that its first steps are some other training.
 */
function stepOn(weights: readonly Weight[], lossOfWeights: () => tf.Scalar): tf.Scalar {
  const { learningRate, rho, epsilon } = ADADELTA;
  const { value, grads } = tf.variableGrads(
    lossOfWeights,
    weights.map(({ w }) => w),
  );
  for (const { w, a, d } of weights) {
    const g = grads[w.name];
    if (!g) throw new Error(`TensorFlow.js has no gradient for ${w.name}.`);
    a.assign(tf.add(tf.mul(a, rho), tf.mul(tf.square(g), 1 - rho)));
    const delta = tf.mul(g, tf.div(tf.sqrt(tf.add(d, epsilon)), tf.sqrt(tf.add(a, epsilon))));
    d.assign(tf.add(tf.mul(d, rho), tf.mul(tf.square(delta), 1 - rho)));
    w.assign(tf.sub(w, tf.mul(delta, learningRate)));
  }
  return value;
}
