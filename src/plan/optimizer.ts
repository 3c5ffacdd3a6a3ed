import { stagesOf } from "../optimizers/optimizers.js";
import type { Update } from "../optimizers/stage.js";
import type { PlanBuilder } from "./builder.js";
import { ARENAS, slotArena } from "./plan.js";

/** The update of all weights from their gradients: what the optimizer's stages do, in order. */
export function optimize(build: PlanBuilder): void {
  const { layout, call } = build;
  const update: Update = {
    call,
    count: layout.length,
    g: build.arena(ARENAS.gradients, "gradient"),
    w: build.arena(ARENAS.weights, "parameter"),
    tensors: [...layout.tensors.values()],
    slot: (name) => build.arena(slotArena(name), "slot"),
    constant: (name, shape, values) => build.constant(name, shape, values),
  };
  for (const stage of stagesOf(build.network.optimizer)) stage.lower(update);
}
