import { describe, expect, it } from "vitest";
import { meant } from "../../src/data/known-options.js";
import { MISSING_POLICIES, SCALES } from "../../src/data/preparation/scaling.js";
import { LAYER_TYPES } from "../../src/layers/layers.js";
import { ACTIVATIONS } from "../../src/model/activations.js";
import { LOSSES } from "../../src/model/losses.js";
import { METRICS } from "../../src/model/metrics.js";
import { ERROR_METRICS } from "../../src/model/threshold.js";
import { OPTIMIZERS } from "../../src/optimizers/optimizers.js";
import { LEVELS } from "../../src/plan/plan.js";

const FIT = ["epochs", "initialEpoch", "batchSize", "shuffle", "validationData", "validationSplit", "targets"];
const DENSE = ["units", "activation", "useBias", "activityRegularizer"];
const MODEL = ["input", "encoder", "decoder", "loss", "optimizer", "metrics", "seed"];
const ADAM = ["learningRate", "beta1", "beta2", "epsilon", "weightDecay", "clipnorm"];

describe("the name that is meant", () => {
  it.each<[string, string, readonly string[]]>([
    // Otherwise capitals, underscores and endings
    ["MeanSquaredError", "meanSquaredError", LOSSES],
    ["binary_cross_entropy", "binaryCrossentropy", LOSSES],
    ["ReLU", "relu", ACTIVATIONS],
    ["leaky_relu", "leakyRelu", ACTIVATIONS],
    ["RMSProp", "rmsprop", OPTIMIZERS],
    ["MaxPooling2D", "maxPool2d", LAYER_TYPES],
    ["Conv2DTranspose", "conv2dTranspose", LAYER_TYPES],
    ["tiled_64_split", "tiled-64-split", LEVELS],
    ["training", "train", ["train", "evaluate"]],
    ["epoch", "epochs", FIT],
    ["batchsize", "batchSize", FIT],
    ["target", "targets", FIT],
    ["input_shape", "input", MODEL],
    ["input_dim", "input", MODEL],
    ["metric", "metrics", MODEL],
    // Initials, either way
    ["mse", "meanSquaredError", LOSSES],
    ["bce", "binaryCrossentropy", LOSSES],
    ["mae", "meanAbsoluteError", ERROR_METRICS],
    ["mse", "meanSquaredError", ERROR_METRICS],
    ["bce", "binaryCrossentropy", ERROR_METRICS],
    ["mean_absolute_error", "mae", METRICS],
    ["binary_crossentropy", "bce", METRICS],
    ["BinaryCrossentropy", "bce", METRICS],
    ["kl_divergence", "kl", METRICS],
    ["lr", "learningRate", ADAM],
    // Shortened
    ["acc", "accuracy", METRICS],
    ["rms", "rmsprop", OPTIMIZERS],
    ["val_data", "validationData", FIT],
    ["val_split", "validationSplit", FIT],
    ["batch", "batchSize", FIT],
    ["opt", "optimizer", MODEL],
    ["eps", "epsilon", ADAM],
    ["clip_norm", "clipnorm", ADAM],
    // A letter left out
    ["sed", "seed", MODEL],
    ["encodr", "encoder", MODEL],
  ])("by %s is %s", (given, wanted, known) => {
    expect(meant(given, known)).toBe(` Did you mean ${wanted}?`);
  });
});

describe("nothing is guessed", () => {
  it.each<[unknown, readonly string[], string]>([
    ["mape", ERROR_METRICS, "mean absolute percentage error"],
    ["msle", ERROR_METRICS, "mean squared logarithmic error"],
    ["rmse", ERROR_METRICS, "its root is another number"],
    ["mape", METRICS, "mean absolute percentage error"],
    ["msle", METRICS, "mean squared logarithmic error"],
    ["rmse", METRICS, "its root is another number"],
    ["mean_absolute_percentage_error", METRICS, "not mse, nor mae"],
    ["mean_squared_logarithmic_error", METRICS, "not mse"],
    ["auc", METRICS, "the area under the ROC curve"],
    ["binary_accuracy", METRICS, "counts by a threshold"],
    ["cosine_similarity", METRICS, "none is like it"],
    ["a", METRICS, "a letter says nothing"],
    ["categorical_crossentropy", METRICS, "not binary"],
    ["mae", LOSSES, "no loss here"],
    ["crossentropy", LOSSES, "binary or categorical"],
    ["categoricalCrossentropy", LOSSES, "not binary"],
    ["binaryFocalCrossentropy", LOSSES, "another loss"],
    ["median", MISSING_POLICIES, "not the mean"],
    ["most_frequent", MISSING_POLICIES, "not the mean"],
    ["minmax", SCALES, "none is like it"],
    ["adamax", OPTIMIZERS, "another optimizer"],
    ["nadam", OPTIMIZERS, "another optimizer"],
    ["adagrad", OPTIMIZERS, "another optimizer"],
    ["rprop", OPTIMIZERS, "another optimizer"],
    ["ada", OPTIMIZERS, "adadelta, adam or adamw"],
    ["relu6", ACTIVATIONS, "another activation"],
    ["selu", ACTIVATIONS, "another activation"],
    ["gelu", ACTIVATIONS, "another activation"],
    ["silu", ACTIVATIONS, "another activation"],
    ["prelu", ACTIVATIONS, "another activation"],
    ["hard_sigmoid", ACTIVATIONS, "another activation"],
    ["softplus", ACTIVATIONS, "another activation"],
    ["log_softmax", ACTIVATIONS, "another activation"],
    ["elu", ["linear", "relu", "leakyRelu"], "another activation"],
    ["conv1d", LAYER_TYPES, "another layer"],
    ["conv3d", LAYER_TYPES, "another layer"],
    ["averagePooling2d", LAYER_TYPES, "another layer"],
    ["globalMaxPooling2d", LAYER_TYPES, "another layer"],
    ["batchNormalization", LAYER_TYPES, "another layer"],
    ["tiled-128", LEVELS, "there is none so large"],
    ["activation_regularizer", DENSE, "no activation"],
    ["kernel_regularizer", DENSE, "another thing"],
    ["act", DENSE, "activation or activityRegularizer"],
    ["lossWeights", MODEL, "no loss"],
    ["validation", FIT, "validationData or validationSplit"],
    ["val", FIT, "validationData or validationSplit"],
    ["v", FIT, "a letter says nothing"],
    ["beta", ADAM, "beta1 or beta2"],
    ["decay", ADAM, "Keras's is the learning rate's"],
    ["clipvalue", ADAM, "another thing"],
    ["", FIT, "nothing"],
    ["_", FIT, "nothing"],
    ["shape", ["dim"], "an ending alone"],
    [5, FIT, "no name"],
  ])("of %j where %j are known: %s", (given, known) => {
    expect(meant(given, known)).toBe("");
  });
});
