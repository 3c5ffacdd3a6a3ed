import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kerasCode } from "../../src/app/take-home/keras-code.js";
import { type CodeRequest, typescriptCode } from "../../src/app/take-home/typescript-code.js";
import { dataFrom } from "../../src/app/worker/data.js";
import type { ImageOptions } from "../../src/data/crop.js";
import { datasetFromFile } from "../../src/data.js";
import * as isthmus from "../../src/index.js";
import { idxFile } from "../data/idx-file.js";
import { layers } from "./arbitrary-drafts.js";

const { adadelta, adam, dense, describeModel, PRESETS, rmsprop, sgd } = isthmus;
const presets = Object.keys(PRESETS) as isthmus.Preset[];

function run(model: isthmus.DescriptionOptions, changes: Partial<CodeRequest> = {}): CodeRequest {
  return { model: describeModel(model), epochs: 50, batchSize: 256, ...changes };
}

const table = { kind: "file", name: "sensor.csv", pixels: false, stretched: false, keptAside: true } as const;
const ownFiles = [
  table,
  { ...table, name: 'a "quoted" one.tsv.gz', stretched: true },
  { ...table, name: "images.npy.gz", pixels: true, keptAside: false },
  { ...table, name: "images-idx3-ubyte", pixels: true },
  { kind: "pictures", side: 14, keptAside: true },
] as const;

const everyOptimizer = [
  adadelta(),
  adadelta.torch({ clipnorm: 1 }),
  adam({ learningRate: 0.01 }),
  adam.torch(),
  sgd({ momentum: 0.9, nesterov: true }),
  rmsprop({ momentum: 0.5 }),
];

interface Given {
  readonly readFile?: (name: string) => Promise<Uint8Array>;
  readonly datasetFromFile?: typeof datasetFromFile;
  readonly imagesFromFiles?: (files: readonly File[], options: ImageOptions) => Promise<isthmus.Dataset>;
  /** What the page's input has. */
  readonly files?: readonly File[];
}

/** What the program passes to `Autoencoder.create`, and to `fit`: it runs here, with stand-ins for GPU and data. */
async function execute(
  code: string,
  given: Given = {},
): Promise<{ model: isthmus.DescriptionOptions; fit: unknown[] }> {
  const { Autoencoder: _, loadMnist: __, ...rest } = isthmus;
  let model: isthmus.DescriptionOptions | undefined;
  let fit: unknown[] = [];
  const Autoencoder = {
    create: async (options: isthmus.DescriptionOptions) => {
      model = options;
      return {
        fit: async (...args: unknown[]) => {
          fit = args;
          return { history: {} };
        },
        save: async () => new Uint8Array(),
      };
    },
  };
  const data = isthmus.datasetOf(new Uint8Array(60), [1]);
  const loadMnist = async () => ({ train: data, test: data });
  const body = code.replaceAll(/^import .*;$/gm, "");
  const AsyncFunction = Object.getPrototypeOf(execute).constructor;
  const program = new AsyncFunction(
    "Autoencoder",
    "loadMnist",
    "console",
    "datasetFromFile",
    "readFile",
    "imagesFromFiles",
    "document",
    ...Object.keys(rest),
    body,
  );
  await program(
    Autoencoder,
    loadMnist,
    { log: () => {} },
    given.datasetFromFile ?? (async () => data),
    given.readFile ?? (async () => ""),
    given.imagesFromFiles,
    { querySelector: () => ({ files: given.files }) },
    ...Object.values(rest),
  );
  if (!model) throw new Error("The program made no model.");
  return { model, fit };
}

describe("the program for the library", () => {
  it("is what one would write for the notebook", () => {
    expect(
      typescriptCode(run(PRESETS.notebook())),
    ).toBe(`import { Autoencoder, adadelta, dense, loadMnist } from "isthmus";

const ae = await Autoencoder.create({
  input: 784,
  encoder: [dense(32, { activation: "relu" })],
  decoder: [dense(784, { activation: "sigmoid" })],
  loss: "binaryCrossentropy",
  optimizer: adadelta({ learningRate: 1 }),
  seed: 1,
});
const { train, test } = await loadMnist();
const { history } = await ae.fit(train, { epochs: 50, batchSize: 256, validationData: test });
console.log(history);
const bytes = await ae.save(); // Autoencoder.load(bytes) gives the model back
`);
  });

  it.each(presets)("makes the very model %s", async (name) => {
    const request = run({ ...PRESETS[name](), seed: 7 });
    const { model } = await execute(typescriptCode(request));
    expect(describeModel(model)).toEqual(request.model);
  });

  it.each(everyOptimizer)("makes the very optimizer %o", async (optimizer) => {
    const request = run({ ...PRESETS.deep(), optimizer, loss: "meanSquaredError" });
    const { model } = await execute(typescriptCode(request));
    expect(describeModel(model)).toEqual(request.model);
  });

  it("makes any layer as it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(layers, { minLength: 1, maxLength: 3 }), async (encoder) => {
        const description = { ...describeModel(PRESETS.notebook()), encoder };
        const { model } = await execute(typescriptCode({ ...run(PRESETS.notebook()), model: description }));
        const filled = (given: isthmus.Layer) => ({
          ...given,
          ...("activityRegularizer" in given && {
            activityRegularizer: expect.objectContaining(given.activityRegularizer ?? {}),
          }),
        });
        expect(model.encoder).toEqual(encoder.map(filled));
      }),
      { numRuns: 50 },
    );
  });

  it("writes one number for both of a size, never for both of a shape", () => {
    const encoder = [isthmus.conv2d(8, [3, 3]), isthmus.conv2d(8, [3, 5]), isthmus.reshape([6, 6])];
    const model = { ...describeModel(PRESETS.notebook()), encoder };
    expect(typescriptCode({ ...run(PRESETS.notebook()), model })).toContain(`
    conv2d(8, 3),
    conv2d(8, [3, 5]),
    reshape([6, 6]),
`);
  });

  it("imports what it uses, and trains on as many samples as were asked for", async () => {
    for (const changes of [{}, { limit: 12 }, { own: table }, { own: { ...table, keptAside: false }, limit: 12 }]) {
      const code = typescriptCode(run(PRESETS.notebook(), { epochs: 3, batchSize: 4, ...changes }));
      const [, imported = ""] = /import \{ (.*) \} from "isthmus";/.exec(code) ?? [];
      for (const name of imported.split(", ")) expect(code.split(name).length).toBeGreaterThan(2);
      const { fit } = await execute(code);
      expect(fit[0]).toMatchObject({ count: changes.limit ?? (changes.own ? 54 : 60) });
      expect(fit[1]).toMatchObject({ epochs: 3, batchSize: 4 });
    }
  });
});

describe("the program for own data", () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, row) => `${row},${row % 7},${100 - row}`).join("\n");
  const images = idxFile(
    [30, 2, 2],
    Array.from({ length: 120 }, (_, at) => at),
  );
  const labels = idxFile([30], Array(30).fill(1));

  it.each([
    ["a table", { "table.csv": Buffer.from(rows(25)) }, false],
    ["a table, stretched", { "table.csv": Buffer.from(rows(25)) }, true],
    ["a table too short to keep any aside", { "table.csv": Buffer.from(rows(9)) }, true],
    ["images with labels", { "labels.idx": labels, "images.idx": images }, true],
  ])("reads and splits as the page does: %s", async (_, contents: Record<string, Uint8Array>, stretch) => {
    const files = Object.entries(contents).map(([name, bytes]) => new File([new Uint8Array(bytes)], name));
    const { train, validation, info } = await dataFrom(files, { size: 28, stretch }, () => {});
    if (!info.own) throw new Error("These data are the visitor's own.");
    const own = { ...info.own, keptAside: validation !== undefined };
    const { fit } = await execute(typescriptCode(run(PRESETS.notebook(), { own })), {
      readFile: async (name) => contents[name] ?? new Uint8Array(),
      datasetFromFile,
    });
    const plain = (dataset?: isthmus.Dataset) =>
      dataset && { data: dataset.data, shape: dataset.shape, count: dataset.count };
    const [trainedOn, { validationData }] = fit as [isthmus.Dataset, { validationData?: isthmus.Dataset }];
    expect(plain(trainedOn)).toEqual(plain(train));
    expect(plain(validationData)).toEqual(plain(validation));
  });

  it("reads pictures in the order of their names, at the page's size", async () => {
    const own = { kind: "pictures", side: 14, keptAside: true } as const;
    const asked: unknown[] = [];
    const { fit } = await execute(typescriptCode(run(PRESETS.notebook(), { own })), {
      files: ["b.png", "a10.png", "a9.png"].map((name) => new File([], name)),
      imagesFromFiles: async (files, options) => {
        asked.push(
          files.map(({ name }) => name),
          options,
        );
        return isthmus.datasetOf(new Uint8Array(20), [1]);
      },
    });
    expect(asked).toEqual([["a9.png", "a10.png", "b.png"], { size: 14 }]);
    expect(fit[0]).toMatchObject({ count: 18 });
  });

  it("for Keras, too, tells of pixels, stretching and what is kept aside", () => {
    const [csv = "", tsv = "", npy = "", idx = "", pictures = ""] = ownFiles.map((own) =>
      kerasCode(run(PRESETS.notebook(), { own })),
    );
    expect(csv).toContain(`
x = np.loadtxt("sensor.csv", delimiter=",", ndmin=2)
x = x.reshape(-1, 784).astype("float32")
# Every tenth sample is kept aside to validate on.
aside = np.arange(len(x)) % 10 == 9
x_train, x_test = x[~aside], x[aside]
`);
    expect(tsv).toContain(`x = np.loadtxt("a \\"quoted\\" one.tsv.gz", delimiter="\\t", ndmin=2)`);
    expect(tsv).toContain("x = (x - low) / np.where(high > low, high - low, 1)");
    expect(csv).not.toContain("low");
    expect(npy).toContain(`
x = np.load(gzip.open("images.npy.gz", "rb"))
x = x.reshape(-1, 784).astype("float32") / 255
x_train = x
`);
    expect(npy).not.toContain("x_test");
    expect(idx).toContain("x = np.frombuffer(idx, np.uint8, offset=4 + 4 * idx[3])");
    expect(pictures).toContain("target_size=(14, 14), keep_aspect_ratio=True");
  });
});

const python = spawnSync("python3", ["--version"]).status === 0;

describe("the program for Keras", () => {
  it("is what one would write for the notebook", () => {
    expect(kerasCode(run(PRESETS.notebook()))).toBe(`import keras
from keras import layers

keras.utils.set_random_seed(1)

encoder = keras.Sequential([
    layers.Input((784,)),
    layers.Dense(32, activation="relu"),
])
decoder = keras.Sequential([
    layers.Input(encoder.output_shape[1:]),
    layers.Dense(784, activation="sigmoid"),
])
autoencoder = keras.Sequential([encoder, decoder])
autoencoder.compile(optimizer=keras.optimizers.Adadelta(learning_rate=1, rho=0.95, epsilon=1e-7), loss="binary_crossentropy")

(x_train, _), (x_test, _) = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 784).astype("float32") / 255
x_test = x_test.reshape(-1, 784).astype("float32") / 255

history = autoencoder.fit(x_train, x_train, epochs=50, batch_size=256,
                          shuffle=True, validation_data=(x_test, x_test))
autoencoder.save("autoencoder.keras")
`);
  });

  it("says every layer by Keras's names", () => {
    const convolutional = kerasCode(run(PRESETS.convolutional()));
    expect(convolutional).toContain('layers.Conv2D(16, (3, 3), strides=(1, 1), padding="same", activation="relu")');
    expect(convolutional).toContain('layers.MaxPooling2D((2, 2), padding="same")');
    expect(convolutional).toContain('layers.UpSampling2D((2, 2), interpolation="nearest")');
    expect(convolutional).toContain("x_test = x_test.reshape(-1, 28, 28, 1)");
    expect(kerasCode(run(PRESETS.sparse()))).toContain("activity_regularizer=keras.regularizers.L1L2(l1=0.0001, l2=0)");
    const denoising = kerasCode(run(PRESETS.denoising()));
    expect(denoising).toContain("layers.GaussianNoise(0.5),\n    layers.Lambda(lambda x: keras.ops.clip(x, 0, 1)),");
    const variational = kerasCode(run(PRESETS.variational()));
    expect(variational).toContain("Sampling(2, kl_weight=1 / 784)");
    expect(variational).toContain("keras.optimizers.Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7)");
    const leaky = {
      input: 4,
      encoder: [dense(2, { activation: "leakyRelu", useBias: false })],
      decoder: [dense(4)],
    } as const;
    expect(kerasCode(run(leaky))).toContain('layers.Dense(2, activation="leaky_relu", use_bias=False)');
  });

  it.skipIf(!python)("is Python, for any layers, optimizers and data", async () => {
    const programs = [
      ...presets.flatMap((name) => everyOptimizer.map((optimizer) => run({ ...PRESETS[name](), optimizer }))),
      ...fc.sample(fc.array(layers, { minLength: 1, maxLength: 6 }), { numRuns: 40, seed: 1 }).map((encoder) => ({
        ...run(PRESETS.notebook(), { own: table, limit: 5 }),
        model: { ...describeModel(PRESETS.notebook()), encoder },
      })),
      ...ownFiles.map((own) => run(PRESETS.notebook(), { own })),
    ].map(kerasCode);
    // One Python for all of them: it starts slowly.
    const checker = "import ast, json, sys\nfor code in json.load(sys.stdin): ast.parse(code)\nprint('all well')";
    const child = promisify(execFile)("python3", ["-c", checker]);
    child.child.stdin?.end(JSON.stringify(programs));
    expect((await child).stdout).toBe("all well\n");
  });
});
