import type { Numbers } from "../kernels/kernel.js";
import { type Optimizer, slotsOf } from "../model/optimizers.js";
import type { PlanBuilder } from "./builder.js";
import { ARENAS, slotArena, type View } from "./plan.js";

type OptimizerOf<Type extends Optimizer["type"]> = Extract<Optimizer, { readonly type: Type }>;

/** A kernel with its settings; it binds the optimizer's slots by their names. */
interface Update {
  readonly kernel: string;
  readonly params: Numbers;
  readonly constants?: Numbers;
}

/** How each optimizer updates the weights. */
const UPDATES: { readonly [Type in Optimizer["type"]]: (optimizer: OptimizerOf<Type>) => Update } = {
  adadelta: ({ rho, epsilon }) => ({
    kernel: "adadelta",
    params: { rho, one_minus_rho: 1 - rho, epsilon },
  }),
  adam: ({ beta1, beta2 }) => ({
    kernel: "adam",
    params: { beta1, one_minus_beta1: 1 - beta1, beta2, one_minus_beta2: 1 - beta2 },
  }),
  sgd: ({ momentum, nesterov }) =>
    momentum === 0
      ? { kernel: "sgd", params: {} }
      : { kernel: "sgd-momentum", params: { momentum }, constants: { NESTEROV: Number(nesterov) } },
  rmsprop: ({ rho, momentum, epsilon }) => {
    const params = { rho, one_minus_rho: 1 - rho, epsilon };
    if (momentum === 0) return { kernel: "rmsprop", params };
    return { kernel: "rmsprop-momentum", params: { ...params, momentum } };
  },
};

/** The update of all weights from their gradients. */
export function optimize(build: PlanBuilder): void {
  const { optimizer } = build.network;
  if (optimizer.clipnorm !== undefined) clipNorms(build, optimizer.clipnorm);
  const { kernel, params, constants } = (UPDATES[optimizer.type] as (of: Optimizer) => Update)(optimizer);
  const bindings: Record<string, View> = { g: build.arena(ARENAS.gradients, "gradient") };
  for (const slot of slotsOf(optimizer)) bindings[slot] = build.arena(slotArena(slot), "slot");
  bindings.w = build.arena(ARENAS.weights, "parameter");
  build.call(`optimizer/${kernel}`, kernel, bindings, { count: build.layout.length, ...params }, constants);
}

/** Keras's `clipnorm`: each tensor's gradient alone. */
function clipNorms(build: PlanBuilder, norm: number): void {
  const places = [...build.layout.tensors.values()].flatMap(({ offset, length }) => [offset, length]);
  const count = places.length / 2;
  const tensors = build.constant("tensors", [count, 2], places);
  const g = build.arena(ARENAS.gradients, "gradient");
  build.call("optimizer/clip-norm", "clip-norm", { g, tensors }, { tensors: count, norm });
}
