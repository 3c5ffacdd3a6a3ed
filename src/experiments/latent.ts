import { type Dataset, datasetOf, PRESETS, type Tensor } from "../index.js";
import type { Experiment, ExperimentContext } from "./experiment.js";
import { sameClassNeighbours } from "./math/nearest-neighbour.js";
import { normalMidpoints } from "./math/normal-quantile.js";
import { fitPca, pcaCodes } from "./math/pca.js";
import { UMAP_LIMIT, umapOf } from "./math/umap.js";
import { type ExperimentResult, type Figure, type Scatter, text } from "./result.js";
import { firstImages, type Sizes } from "./samples.js";
import { hastened, train, withModel } from "./training.js";

function settings(quick: boolean): Sizes & { mapped: number; gridSide: number } {
  return quick
    ? { images: 2000, testImages: 500, epochs: 4, batchSize: 32, mapped: 300, gridSide: 8, optimizer: "adam" }
    : { images: "all", testImages: "all", epochs: 30, batchSize: 128, mapped: UMAP_LIMIT, gridSide: 20 };
}

/** A data set's places in the plane, on one of three maps. */
interface Places {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly labels: Uint8Array;
  readonly classes?: readonly string[];
}

/** What do codes look like? */
export const latent: Experiment = {
  name: "latent",
  title: "The space of codes",
  summary: "codes of the test images on a map, three ways, coloured by digit; and digits decoded all over the plane",
  explanation: [
    "A code is a point. Nobody has told the models which digit an image shows, yet images of the same digit get codes " +
      "that lie together, because they look alike. A map of the codes, coloured by digit, shows how much.",
    "The variational model has codes of two numbers, so its codes are a map already. It is trained to spread them like a " +
      "normal distribution without holes, and so every place in the plane decodes to something: the grid of digits is what " +
      "lies there. The notebook's codes have 32 numbers and must be flattened for a map: by the first two of their " +
      "principal components, which keep large distances, or by UMAP, which keeps neighbours together and gives up all else.",
    "The share of images whose nearest neighbour on the map shows the same digit puts a number on it; at random it would " +
      "be one in ten.",
  ],
  needsLabels: true,
  settings,
  work: { dense: 30 * (8 + 1), processor: 60 },
  async run(context) {
    const plane = await learnPlane(context);
    const flat = await flattenCodes(context);
    return resultOf(context, plane, flat);
  },
};

/** The variational model's codes of the test images, and what it decodes over the plane. */
async function learnPlane(context: ExperimentContext): Promise<{ places: Places; grid: Figure }> {
  const { images, testImages, epochs, batchSize, gridSide } = settings(context.quick);
  const { image } = context;
  const data = firstImages(context.train, images);
  const test = firstImages(context.test, testImages);
  const options = PRESETS.variational(data.data.length / data.count);
  return withModel(context, options, async (model) => {
    await train(context, model, { data, epochs, batchSize, doing: "Training the variational model", part: [0, 0.45] });
    const codes = await model.encode(test);
    const size = data.data.length / data.count;
    const digits = (await model.decode(planeOf(gridSide))).data;
    const rows = Array.from({ length: gridSide }, (_, row) => ({
      label: "",
      images: digits.subarray(row * gridSide * size, (row + 1) * gridSide * size),
    }));
    return { places: placesOf(codes, test), grid: { kind: "figure", name: "plane", tight: true, shape: image, rows } };
  });
}

/** Codes over the plane, row by row from the top, spaced so that equally many of a normal distribution lie between. */
function planeOf(side: number): Float32Array {
  const along = normalMidpoints(side);
  return Float32Array.from([...along].reverse().flatMap((y) => along.flatMap((x) => [x, y])));
}

/** The notebook's codes of the test images, flattened by PCA and by UMAP. */
async function flattenCodes(context: ExperimentContext): Promise<{ pca: Places; umap: Places; all: number }> {
  const { images, testImages, epochs, batchSize, mapped } = settings(context.quick);
  const { seed, signal } = context;
  const data = firstImages(context.train, images);
  const test = firstImages(context.test, testImages);
  const options = PRESETS.notebook(data.data.length / data.count);
  const codes = await withModel(context, hastened(options, context.quick), async (model) => {
    await train(context, model, { data, epochs, batchSize, doing: "Training the notebook's model", part: [0.45, 0.8] });
    return model.encode(test);
  });
  const dataset = datasetOf(codes.data, codes.shape.slice(1));
  const flat = Float32Array.from(await pcaCodes(await fitPca(dataset, signal), dataset, 2, signal));
  const doing = "Drawing a map of neighbours";
  const report = (fraction: number) => context.report({ doing, fraction: 0.8 + 0.2 * fraction });
  report(0);
  const first = firstImages(dataset, mapped);
  const umap = await umapOf(first.data as Float32Array, codes.data.length / test.count, {
    seed,
    report,
    ...(signal && { signal }),
  });
  return {
    pca: placesOf({ shape: [test.count, 2], data: flat }, test),
    umap: placesOf({ shape: [first.count, 2], data: umap }, test),
    all: test.count,
  };
}

/** Codes of two numbers, as places of the images that they are of. */
function placesOf({ data }: Tensor, { labels = new Uint8Array(), classes }: Dataset): Places {
  const count = data.length / 2;
  const axis = (offset: number) => Float32Array.from({ length: count }, (_, index) => data[2 * index + offset] ?? 0);
  return { x: axis(0), y: axis(1), labels: labels.slice(0, count), ...(classes && { classes }) };
}

async function resultOf(
  { quick, signal }: ExperimentContext,
  { places, grid }: { places: Places; grid: Figure },
  { pca, umap }: { pca: Places; umap: Places },
): Promise<ExperimentResult> {
  const { mapped } = settings(quick);
  const share = ({ x, y, labels }: Places) =>
    sameClassNeighbours(x.subarray(0, mapped), y.subarray(0, mapped), labels.subarray(0, mapped), signal);
  const rows = [
    { map: "Variational, two numbers", share: await share(places) },
    { map: "Notebook's 32 numbers by PCA", share: await share(pca) },
    { map: "Notebook's 32 numbers by UMAP", share: await share(umap) },
  ];
  const percent = (row: number) => `${(100 * (rows[row]?.share ?? 0)).toFixed(0)} %`;
  const scatter = (name: string, title: string, axes: readonly [string, string], points: Places): Scatter => {
    return { kind: "scatter", name, title, xLabel: axes[0], yLabel: axes[1], ...points };
  };
  return {
    finding:
      `The nearest neighbour shows the same digit for ${percent(0)} of the images on the variational model's plane, for ` +
      `${percent(1)} on PCA's of the notebook's codes, and for ${percent(2)} on UMAP's.`,
    sections: [
      {
        title: "The variational plane",
        blocks: [scatter("variational", "Codes of the test images", ["z₁", "z₂"], places)],
      },
      {
        title: "What lies where on it",
        blocks: [
          text(
            "Decoded at places spaced so that equally many codes are to be expected between them; as on the map, z₁ grows to " +
              "the right and z₂ upwards.",
          ),
          grid,
        ],
      },
      {
        title: "The notebook's codes, flattened",
        blocks: [
          scatter("codes-by-pca", "By their first two principal components", ["first", "second"], pca),
          scatter("codes-by-umap", "By UMAP: only who is whose neighbour means something", ["", ""], umap),
        ],
      },
      {
        title: "Do neighbours show the same digit?",
        blocks: [
          {
            kind: "table",
            columns: [
              { key: "map", title: "Map" },
              {
                key: "share",
                title: "Nearest neighbour shows the same digit",
                format: { style: "percent", digits: 1 },
              },
            ],
            rows,
          },
          text(`Among the first ${umap.labels.length.toLocaleString("en-US")} test images, on each map.`),
        ],
      },
    ],
  };
}
