/**
 * Layers of ours that stand for several of Keras's, of which none is a custom object: a file opens anywhere, predicts what we do
 * and is trained by the same rule.
 */
import type { GaussianNoiseLayer } from "../../layers/gaussian-noise.js";
import type { SamplingLayer } from "../../layers/sampling.js";
import type { Json } from "./config.js";
import { kerasLayer } from "./layers.js";

/** One of Keras's layers in a graph. */
export interface Node {
  readonly name: string;
  readonly className: string;
  readonly config: Json;
  /** Names of the layers whose outputs it takes, in order; `""` is what the template is applied to. */
  readonly inputs: readonly string[];
  /** Of a layer with weights: where ours have theirs, after the layer's own name: `.z_mean`. */
  readonly weights?: string;
}

const node = (name: string, className: string, config: Json, ...inputs: string[]): Node => ({
  name,
  className,
  config,
  inputs,
});

/**
 * The code of a variational model. While training, `z_mean + exp(z_log_var / 2) · ε`, where ε is Gaussian noise on zeros; outside
 * training that layer adds nothing, and the code is `z_mean`. The Kullback–Leibler term `w · Σ ½(z_mean² + exp(z_log_var) − 1 −
 * z_log_var)` is an L2 penalty of w/2 on `z_mean`, and an L1 penalty of w/2 on the rest, which is never below 0; that rest joins
 * the code multiplied by 0, since Keras forgets layers that no output needs.
 *
 * Layers with weights stand in Keras's order: by their distance from the output, the farthest first.
 * @param klWeight w
 */
export function samplingTemplate({ units }: SamplingLayer, klWeight: number): readonly Node[] {
  const head = (name: string, penalty: number): Node => {
    const activityRegularizer = penalty > 0 ? { activityRegularizer: { l1: 0, l2: penalty } } : {};
    const layer = { type: "dense", units, activation: "linear", useBias: true, ...activityRegularizer } as const;
    return { name, ...kerasLayer(layer), inputs: [""], weights: `.${name}` };
  };
  return [
    head("z_log_var", 0),
    node("variance", "Activation", { activation: "exponential" }, "z_log_var"),
    node("above", "Subtract", {}, "variance", "z_log_var"),
    node("divergence", "Rescaling", { scale: 1, offset: -1 }, "above"),
    node("kl", "ActivityRegularization", { l1: klWeight / 2, l2: 0 }, "divergence"),
    node("nothing", "Rescaling", { scale: 0, offset: 0 }, "kl"),
    node("half", "Rescaling", { scale: 0.5, offset: 0 }, "z_log_var"),
    node("deviation", "Activation", { activation: "exponential" }, "half"),
    node("zeros", "Rescaling", { scale: 0, offset: 0 }, "z_log_var"),
    node("epsilon", "GaussianNoise", { stddev: 1 }, "zeros"),
    node("spread", "Multiply", {}, "deviation", "epsilon"),
    head("z_mean", klWeight / 2),
    node("z", "Add", {}, "z_mean", "spread", "nothing"),
  ];
}

/** Noise below this is not told from none: its square, which no training meets, is 10⁻³⁰. */
const HUGE = 1e30;

/**
 * Noise that is clipped while training only, where Keras's own layers clip always: `noisy + g · (clipped − noisy)` with g = 1
 * where noise was added, and 0 outside training, where the value is unchanged to the bit.
 */
export function clippedNoiseTemplate(
  { stddev }: GaussianNoiseLayer,
  [low, high]: readonly [number, number],
): readonly Node[] {
  return [
    node("noisy", "GaussianNoise", { stddev }, ""),
    node("noise", "Subtract", {}, "noisy", ""),
    node("square", "Multiply", {}, "noise", "noise"),
    node("large", "Rescaling", { scale: HUGE, offset: 0 }, "square"),
    node("training", "ReLU", { max_value: 1, negative_slope: 0, threshold: 0 }, "large"),
    node("above_low", "Rescaling", { scale: 1, offset: -low }, "noisy"),
    node("within", "ReLU", { max_value: high - low, negative_slope: 0, threshold: 0 }, "above_low"),
    node("clipped", "Rescaling", { scale: 1, offset: low }, "within"),
    node("change", "Subtract", {}, "clipped", "noisy"),
    node("gated", "Multiply", {}, "training", "change"),
    node("clip", "Add", {}, "noisy", "gated"),
  ];
}
