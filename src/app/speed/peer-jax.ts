/** jax-js, as its user would write this training: one jitted step, with the batches on the GPU beforehand. */
import {
  blockUntilReady,
  defaultDevice,
  init,
  type Array as JaxArray,
  jit,
  numpy as np,
  tree,
  valueAndGrad,
} from "@jax-js/jax";
import { ADADELTA, floatBatches, type PeerRun, type PeerTask, PIXELS } from "./peer.js";

/** Kernel and bias of each layer. Every array that is passed on is consumed; `ref` keeps one. */
type Weights = [kernel: JaxArray, bias: JaxArray][];

/** @throws when jax-js finds no GPU */
export async function openJax(task: PeerTask): Promise<PeerRun> {
  if (!(await init("webgpu")).includes("webgpu")) throw new Error("jax-js could not start its WebGPU device here.");
  defaultDevice("webgpu");
  const lossAndGradient = valueAndGrad((weights: Weights, x: JaxArray) => lossOf(logitsOf(weights, x.ref), x));
  const update = jit((weights: Weights, a: Weights, d: Weights, x: JaxArray) => {
    const { learningRate, rho, epsilon } = ADADELTA;
    const [loss, g] = lossAndGradient(tree.ref(weights), x) as [JaxArray, Weights];
    const nextA = zip(a, tree.ref(g), (a, g) => a.mul(rho).add(np.square(g).mul(1 - rho)));
    const ratio = zip(tree.ref(d), tree.ref(nextA), (d, a) => np.sqrt(d.add(epsilon)).div(np.sqrt(a.add(epsilon))));
    const delta = zip(g, ratio, (g, ratio) => g.mul(ratio));
    const nextD = zip(d, tree.ref(delta), (d, delta) => d.mul(rho).add(np.square(delta).mul(1 - rho)));
    const next = zip(weights, delta, (w, delta) => w.sub(delta.mul(learningRate)));
    return [loss, next, nextA, nextD] as [JaxArray, Weights, Weights, Weights];
  });
  const initial = () => task.layers.map(({ kernel, bias }) => [arrayOf(kernel, bias.length), arrayOf(bias)]) as Weights;
  const zeros = () => tree.map((array: JaxArray) => np.zerosLike(array), initial()) as Weights;
  const batches = floatBatches(task).map((values) => arrayOf(values, PIXELS));
  let [weights, a, d] = [initial(), zeros(), zeros()];
  let next = 0;
  return {
    step: async (count) => {
      let last = Number.NaN;
      for (let done = 0; done < count; done++) {
        const x = batches[next++ % batches.length] as JaxArray;
        const results = update(weights, a, d, x.ref);
        const [loss] = results;
        [, weights, a, d] = results;
        if (done === count - 1) last = (await loss.data())[0] ?? Number.NaN;
        else loss.dispose();
      }
      await blockUntilReady([weights, a, d]);
      return last;
    },
  };
}

/** @param columns makes it a matrix */
function arrayOf(values: Float32Array, columns?: number): JaxArray {
  const shape = columns === undefined ? [values.length] : [values.length / columns, columns];
  return np.array(values as Float32Array<ArrayBuffer>, { shape });
}

function logitsOf(weights: Weights, images: JaxArray): JaxArray {
  return weights.reduce((x, [kernel, bias], index) => {
    const z = np.matmul(x, kernel).add(bias);
    // Not `nn.relu`, whose gradient at 0, where all black pixels of new weights are, is 1 here and 0 elsewhere.
    return index === weights.length - 1 ? z : np.maximum(0, z);
  }, images);
}

/** Binary cross-entropy of sigmoid(logits), from the logits: its mean over each image, then over the images. */
function lossOf(z: JaxArray, images: JaxArray): JaxArray {
  const softplus = np.log1p(np.exp(np.absolute(z.ref).neg()));
  return np.mean(np.mean(np.maximum(z.ref, 0).sub(z.mul(images)).add(softplus), 1));
}

/** Both trees leaf by leaf; consumes both. */
function zip(one: Weights, other: Weights, combine: (x: JaxArray, y: JaxArray) => JaxArray): Weights {
  return tree.map(combine, one, other) as Weights;
}
