import { adam, type Dataset, datasetOf, dense, gaussianNoise, PRESETS } from "../index.js";
import type { Experiment, ExperimentContext } from "./experiment.js";
import { psnr } from "./math/image-error.js";
import { noisy } from "./math/noise.js";
import { type FigureRow, text } from "./result.js";
import { firstImages, imagesToShow, type Sizes, unitValues } from "./samples.js";
import { type Model, train, withModel } from "./training.js";

/** The blog's. */
const NOISE = 0.5;

interface Denoiser {
  readonly name: string;
  readonly model: Model;
  readonly sizes: Sizes;
}

function settings(quick: boolean): Sizes & { noise: number; convolutionalEpochs: number } {
  return quick
    ? { noise: NOISE, images: 2000, testImages: 500, epochs: 4, convolutionalEpochs: 0, batchSize: 32 }
    : { noise: NOISE, images: "all", testImages: "all", epochs: 20, convolutionalEpochs: 10, batchSize: 128 };
}

/** A dense model of the same form, and the blog's convolutional one, which takes a GPU or patience. */
function denoisers({ image, train: { data, count }, quick }: ExperimentContext): Denoiser[] {
  const size = data.length / count;
  const chosen = settings(quick);
  const { convolutionalEpochs } = chosen;
  const denseModel = {
    input: size,
    encoder: [gaussianNoise(NOISE, { clip: [0, 1] }), dense(128, { activation: "relu" })],
    decoder: [dense(size, { activation: "sigmoid" })],
    optimizer: adam(),
  } as const;
  const convolutional = () => PRESETS.denoising([image.height, image.width, image.channels]);
  return [
    { name: "dense", model: denseModel, sizes: chosen },
    ...(convolutionalEpochs > 0
      ? [{ name: "convolutional", model: convolutional(), sizes: { ...chosen, epochs: convolutionalEpochs } }]
      : []),
  ];
}

/** The blog's application to denoising: noise goes in, the clean image is the target. */
export const denoise: Experiment = {
  name: "denoise",
  title: "Taking noise away",
  summary: "trains on noisy images with clean ones as targets; noisy, cleaned and clean side by side, with PSNR",
  explanation: [
    "An autoencoder that is given a noisy image and asked for the clean one cannot copy: it has to know what digits look " +
      "like. Every image gets new noise each time it is seen, normal with a standard deviation of 0.5, clipped to 0…1 " +
      "again; the target stays clean.",
    "PSNR tells how much is left of the error, in decibels: 10 dB more is a tenth of the squared error. It rewards " +
      "caution: where the noise has hidden a stroke, grey costs less than a guess, so what comes out looks a little soft.",
  ],
  needsLabels: false,
  settings,
  work: { dense: 20 * 4, convolutional: 10 * 6, processor: 1 },
  async run(context) {
    const test = firstImages(context.test, settings(context.quick).testImages);
    const clean = unitValues(test);
    const shown = imagesToShow(context.test);
    const spoiled = noisy(clean, NOISE, context.seed);
    const spoiledShown = noisy(unitValues(shown), NOISE, context.seed + 1);
    const before = psnr(clean, spoiled);
    const rows: { name: string; psnr: number; gain: number | null }[] = [{ name: "noisy", psnr: before, gain: null }];
    const pictures: FigureRow[] = [{ label: "Noisy", images: spoiledShown }];
    const all = denoisers(context);
    for (const [index, denoiser] of all.entries()) {
      const part = [index / all.length, (index + 1) / all.length] as const;
      const noisySets = [datasetOf(spoiled, test.shape), datasetOf(spoiledShown, shown.shape)] as const;
      const [cleaned, cleanedShown] = await cleanedBy(context, denoiser, noisySets, part);
      const after = psnr(clean, cleaned);
      rows.push({ name: `${denoiser.name} model`, psnr: after, gain: after - before });
      pictures.push({ label: `Cleaned, ${denoiser.name}`, images: cleanedShown });
    }
    const best = rows.reduce((a, b) => (b.psnr > a.psnr ? b : a));
    const decibels = { unit: "dB", format: { style: "decimal", digits: 2 } } as const;
    return {
      finding:
        `Noise of ${NOISE} leaves ${before.toFixed(1)} dB of ${test.count.toLocaleString("en-US")} test images; ` +
        `the ${best.name} brings them to ${best.psnr.toFixed(1)} dB.`,
      sections: [
        {
          title: "How much is left of the error",
          blocks: [
            {
              kind: "table",
              columns: [
                { key: "name", title: "Images" },
                { key: "psnr", title: "PSNR", ...decibels },
                { key: "gain", title: "Gained", ...decibels },
              ],
              rows,
            },
            text("Against the clean images, over all pixels of all test images at once."),
          ],
        },
        {
          title: "By eye",
          blocks: [
            {
              kind: "figure",
              name: "denoised",
              shape: context.image,
              rows: [...pictures, { label: "Clean", images: shown.data }],
            },
          ],
        },
      ],
    };
  },
};

/** Trains a denoiser and lets it clean the data sets. */
async function cleanedBy(
  context: ExperimentContext,
  { name, model: options, sizes }: Denoiser,
  spoiled: readonly [Dataset, Dataset],
  part: readonly [number, number],
): Promise<[Float32Array, Float32Array]> {
  const { images, epochs, batchSize } = sizes;
  return withModel(context, options, async (model) => {
    const data = firstImages(context.train, images);
    await train(context, model, { data, epochs, batchSize, doing: `Training the ${name} model`, part });
    return [(await model.predict(spoiled[0])).data, (await model.predict(spoiled[1])).data];
  });
}
