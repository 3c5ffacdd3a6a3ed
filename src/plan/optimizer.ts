import type { PlanBuilder } from "./builder.js";
import { ARENAS, slotArena } from "./plan.js";

/** The update of all weights from their gradients. */
export function optimize(build: PlanBuilder): void {
  const { optimizer } = build.network;
  if (optimizer.clipnorm !== undefined) clipNorms(build, optimizer.clipnorm);
  const count = build.layout.length;
  const g = build.arena(ARENAS.gradients, "gradient");
  const w = build.arena(ARENAS.weights, "parameter");
  const slot = (name: string) => build.arena(slotArena(name), "slot");
  switch (optimizer.type) {
    case "adadelta": {
      const { rho, epsilon } = optimizer;
      const bindings = { g, a: slot("a"), d: slot("d"), w };
      build.call("optimizer/adadelta", "adadelta", bindings, { count, rho, one_minus_rho: 1 - rho, epsilon });
      break;
    }
    case "adam": {
      const { beta1, beta2 } = optimizer;
      const params = { count, beta1, one_minus_beta1: 1 - beta1, beta2, one_minus_beta2: 1 - beta2 };
      build.call("optimizer/adam", "adam", { g, m: slot("m"), v: slot("v"), w }, params);
      break;
    }
    case "sgd": {
      const { momentum, nesterov } = optimizer;
      if (momentum === 0) build.call("optimizer/sgd", "sgd", { g, w }, { count });
      else {
        const bindings = { g, velocity: slot("velocity"), w };
        build.call(
          "optimizer/sgd-momentum",
          "sgd-momentum",
          bindings,
          { count, momentum },
          { NESTEROV: Number(nesterov) },
        );
      }
      break;
    }
    case "rmsprop": {
      const { rho, momentum, epsilon } = optimizer;
      const params = { count, rho, one_minus_rho: 1 - rho, epsilon };
      const bindings = { g, mean_square: slot("mean_square"), w };
      if (momentum === 0) build.call("optimizer/rmsprop", "rmsprop", bindings, params);
      else {
        const withVelocity = { ...bindings, velocity: slot("velocity") };
        build.call("optimizer/rmsprop-momentum", "rmsprop-momentum", withVelocity, { ...params, momentum });
      }
    }
  }
}

/** Keras's `clipnorm`: each tensor's gradient alone. */
function clipNorms(build: PlanBuilder, norm: number): void {
  const places = [...build.layout.tensors.values()].flatMap(({ offset, length }) => [offset, length]);
  const count = places.length / 2;
  const tensors = build.constant("tensors", [count, 2], places);
  const g = build.arena(ARENAS.gradients, "gradient");
  build.call("optimizer/clip-norm", "clip-norm", { g, tensors }, { tensors: count, norm });
}
