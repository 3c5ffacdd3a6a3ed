import { loadKernels } from "../../src/kernels/kernels.js";
import { describe, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import { adadelta } from "../../src/optimizers/adadelta.js";
import { loadPlanning } from "../../src/plan/lower.js";
import { LEVELS } from "../../src/plan/plan.js";

/** Fetches all passes and kernels there are, so that tests may ask for any plan at once. */

const network = networkOf(describe({ ...PRESETS.convolutional(), optimizer: adadelta({ clipnorm: 1 }) }));
for (const level of LEVELS) {
  await loadPlanning(network, { kind: "train", level, rows: 1, bytes: true, precision: "mixed" });
}
await loadKernels();
