import { anomaly } from "./anomaly.js";
import { bceVsMse } from "./bce-vs-mse.js";
import { classifier } from "./classifier.js";
import { denoise } from "./denoise.js";
import type { Experiment } from "./experiment.js";
import { latent } from "./latent.js";
import { learningRateTrap } from "./learning-rate-trap.js";
import { losses } from "./losses.js";
import { pca } from "./pca.js";
import { singleSample } from "./single-sample.js";

/** All experiments by name, in the order in which they are best read. */
export const EXPERIMENTS: ReadonlyMap<string, Experiment> = new Map(
  [singleSample, losses, bceVsMse, learningRateTrap, pca, denoise, latent, anomaly, classifier].map((experiment) => [
    experiment.name,
    experiment,
  ]),
);
