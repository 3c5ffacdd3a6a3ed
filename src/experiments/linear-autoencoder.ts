import { adam, type CallbackModel, type Dataset, dense } from "../index.js";
import type { ExperimentContext } from "./experiment.js";
import { meanSquaredError } from "./math/image-error.js";
import { type Pca, pcaErrors } from "./math/pca.js";
import { anglesToSubspace, orthonormalBasis, principalAngles } from "./math/subspace.js";
import { type Section, text } from "./result.js";
import { unitValues } from "./samples.js";
import { train, withModel } from "./training.js";

export interface LinearTraining {
  readonly data: Dataset;
  readonly test: Dataset;
  readonly codeSize: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly part: readonly [from: number, to: number];
}

/** How a linear autoencoder comes closer to the plane of the first principal components, epoch by epoch. */
export async function learnLinearly(context: ExperimentContext, pca: Pca, training: LinearTraining): Promise<Section> {
  const { data, test, codeSize, epochs, batchSize, part } = training;
  const components = pca.components.slice(0, codeSize);
  const size = pca.mean.length;
  const options = {
    input: size,
    encoder: [dense(codeSize)],
    decoder: [dense(size)],
    loss: "meanSquaredError",
    optimizer: adam(),
  } as const;
  return withModel(context, options, async (model) => {
    const angles = [anglesToSubspace(components, await decoderBasis(model, size))];
    const doing = `Linear autoencoder with a code of ${codeSize}`;
    const afterEpoch = async (trained: CallbackModel) => {
      angles.push(anglesToSubspace(components, await decoderBasis(trained, size)));
    };
    await train(context, model, { data, epochs, batchSize, doing, part, afterEpoch });
    return sectionOf({
      angles,
      principal: await principalAngles(components, await decoderBasis(model, size)),
      error: meanSquaredError(unitValues(test), (await model.predict(test)).data),
      pcaError: (await pcaErrors(pca, test, [codeSize], context.signal))[0] ?? Number.NaN,
    });
  });
}

/** What the decoder can draw, up to its bias: the span of its kernel's rows, one for each number of the code. */
async function decoderBasis(model: Pick<CallbackModel, "getWeights">, size: number): Promise<Float64Array[]> {
  const kernel = (await model.getWeights())["decoder.0.kernel"];
  if (!kernel) throw new Error("The decoder has a kernel.");
  return orthonormalBasis(
    Array.from({ length: kernel.data.length / size }, (_, row) =>
      Float64Array.from(kernel.data.subarray(row * size, (row + 1) * size)),
    ),
  );
}

interface Closeness {
  /** For each epoch, from before the first: the angle of each component to the decoder's plane, in degrees. */
  readonly angles: readonly (readonly number[])[];
  readonly principal: readonly number[];
  readonly error: number;
  readonly pcaError: number;
}

function sectionOf({ angles, principal, error, pcaError }: Closeness): Section {
  const codeSize = principal.length;
  const format = { style: "decimal", digits: 1 } as const;
  const shown = [...new Set([1, 2, Math.ceil(codeSize / 2), codeSize])];
  return {
    title: "A linear autoencoder finds PCA's plane",
    blocks: [
      text(
        `${codeSize} linear units, squared error. The angle of a component to the decoder's plane is 90° where the ` +
          "decoder has nothing of it, 0° where it can draw it. Components of large variance are found first; the last ones " +
          "differ so little in variance from those beyond that they take longest. " +
          `Test MSE ${error.toFixed(5)}; PCA with ${codeSize} components has ${pcaError.toFixed(5)}, the least that is possible.`,
      ),
      {
        kind: "chart",
        name: "angles",
        title: "Angle of each component to the decoder's plane",
        x: { label: "epoch" },
        y: { label: "degrees" },
        series: shown.map((number) => ({
          name: `component ${number}`,
          x: angles.map((_, epoch) => epoch),
          y: angles.map((each) => each[number - 1] ?? Number.NaN),
        })),
      },
      {
        kind: "table",
        columns: [
          { key: "component", title: "Component" },
          { key: "before", title: "Before training", unit: "°", format },
          { key: "after", title: "After training", unit: "°", format },
          { key: "principal", title: "Principal angle", unit: "°", format },
        ],
        rows: principal.map((angle, index) => ({
          component: index + 1,
          before: angles[0]?.[index] ?? null,
          after: angles.at(-1)?.[index] ?? null,
          principal: angle,
        })),
      },
      text(
        "Principal angles are between the two planes as wholes, the smallest first: the last one says how far the worst " +
          "direction is off.",
      ),
    ],
  };
}
