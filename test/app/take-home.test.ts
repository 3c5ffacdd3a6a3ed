import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { AS_FOUND, type Reading } from "../../src/app/state/reading.js";
import { kerasCode } from "../../src/app/take-home/keras-code.js";
import { type CodeRequest, typescriptCode } from "../../src/app/take-home/typescript-code.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import { readData, readPictures, sampleDataset } from "../../src/data.js";
import * as isthmus from "../../src/index.js";
import { idxFile } from "../data/idx-file.js";
import { layers } from "./arbitrary-drafts.js";

const { adadelta, adam, adamw, dense, describeModel, PRESETS, rmsprop, sgd } = isthmus;
const presets = Object.keys(PRESETS) as isthmus.Preset[];

type OwnRun = NonNullable<CodeRequest["own"]>;

function run(model: isthmus.DescriptionOptions, changes: Partial<CodeRequest> = {}): CodeRequest {
  return { model: describeModel(model), epochs: 50, batchSize: 256, ...changes };
}

const file = (name: string, content: string | Uint8Array) =>
  new File([typeof content === "string" ? content : new Uint8Array(content)], name);

/** Own data as the page reads them. */
async function ownOf(files: readonly File[], reading: Partial<Reading> = {}) {
  const given = files.map((each) => ({ file: each, path: each.name }));
  const { train, validation, info } = await dataFrom(given, { ...AS_FOUND, ...reading }, () => {});
  if (!info.own) throw new Error("These data are the visitor's own.");
  return { train, validation, own: { ...info.own, keptAside: validation !== undefined } };
}

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, row) => `${row},${row % 7},${100 - row}`).join("\n");
const { own: table } = await ownOf([file("sensor.csv", rowsOf(60))]);
const pictures: OwnRun = {
  name: "20 pictures",
  reading: { ...AS_FOUND, size: 14 },
  preparation: {
    version: 1,
    kind: "pictures",
    shape: [14, 14],
    scaling: { method: "bytes" },
    missing: { policy: "error" },
  },
  told: [],
  warnings: [],
  keptAside: true,
};
const written = { header: false, separator: "\t", decimal: "comma", encoding: "windows-1252" } as const;
const ownFiles: readonly OwnRun[] = [
  table,
  { ...table, name: 'a "quoted" one.tsv.gz', written },
  { ...table, name: "images.npy.gz", preparation: { ...pictures.preparation, kind: "array" }, keptAside: false },
  { ...table, name: "images-idx3-ubyte", preparation: { ...pictures.preparation, kind: "array" } },
  pictures,
];

const everyOptimizer = [
  adadelta(),
  adadelta.torch({ clipnorm: 1 }),
  adam({ learningRate: 0.01 }),
  adam.torch(),
  adamw({ weightDecay: 0.1 }),
  sgd({ momentum: 0.9, nesterov: true }),
  rmsprop({ momentum: 0.5 }),
];

interface Given {
  readonly readFile?: (name: string) => Promise<Uint8Array>;
  readonly readdir?: (folder: string) => Promise<readonly string[]>;
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
    "readData",
    "readPictures",
    "sampleDataset",
    "readFile",
    "readdir",
    ...Object.keys(rest),
    body,
  );
  await program(
    Autoencoder,
    loadMnist,
    { log: () => {} },
    readData,
    readPictures,
    sampleDataset,
    given.readFile ?? (async () => new TextEncoder().encode(rowsOf(60))),
    given.readdir,
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
  const images = idxFile(
    [30, 2, 2],
    Array.from({ length: 120 }, (_, at) => at),
  );
  const labels = idxFile(
    [30],
    Array.from({ length: 30 }, (_, row) => row % 3),
  );
  const classes = `a;b;kind\n${Array.from({ length: 40 }, (_, row) => `${row},5;${row % 3 ? row : ""};k${row % 4}`).join("\n")}`;

  it.each<[string, Record<string, string | Uint8Array>, Partial<Reading>]>([
    ["a table", { "table.csv": rowsOf(25) }, {}],
    ["a table, scaled, a column left out", { "table.csv": rowsOf(25) }, { scale: "columns", drop: [1] }],
    ["a table too short to keep any aside", { "table.csv": rowsOf(9) }, { scale: "standard" }],
    ["a table of labels, gaps and decimal commas", { "t.csv": classes }, { label: 2, missing: "mask", separator: ";" }],
    ["one without labels", { "t.csv": "a,class\n1,2\n3,4" }, { label: "none" }],
    ["images with labels", { "labels.idx": labels, "images.idx": images }, {}],
    ["two tables", { "train.csv": "a,b\n1,2\n3,4", "test.csv": "b,a\n2,3" }, { scale: "range" }],
  ])("reads, scales and splits as the page does: %s", async (_, contents, reading) => {
    const { train, validation, own } = await ownOf(
      Object.entries(contents).map(([name, content]) => file(name, content)),
      reading,
    );
    const { model, fit } = await execute(typescriptCode(run({ ...PRESETS.notebook(train.shape) }, { own })), {
      readFile: async (name) => {
        const content = contents[name] ?? "";
        return typeof content === "string" ? new TextEncoder().encode(content) : content;
      },
    });
    const [trainedOn, { validationData }] = fit as [isthmus.Dataset, { validationData?: isthmus.Dataset }];
    expect(trainedOn).toEqual(train);
    expect(validationData).toEqual(validation);
    expect({ ...model.preparation }).toEqual(own.preparation);
  });

  it("reads a folder of pictures as the page does, its subfolders as classes", async () => {
    const paths = Array.from({ length: 20 }, (_, index) => `${index % 2 ? "dogs" : "cats"}/${index}.png`);
    const png = (path: string) => {
      const shade = 10 * Number(/(\d+)\.png/.exec(path)?.[1]);
      const data = Uint8Array.from({ length: 30 * 20 * 3 }, (_, at) => (at % 3 === 0 ? shade : 255 - shade));
      return encode({ width: 30, height: 20, data, channels: 3, depth: 8 });
    };
    const given = paths.map((path) => ({ path, file: file(path.split("/")[1] ?? "", png(path)) }));
    for (const colour of [false, true]) {
      const { train, validation, info } = await dataFrom(given, { ...AS_FOUND, size: 14, colour }, () => {});
      if (!info.own) throw new Error("These data are the visitor's own.");
      const own = { ...info.own, keptAside: true };
      const { model, fit } = await execute(typescriptCode(run(PRESETS.notebook(train.shape), { own })), {
        readdir: async () => ["cats", "dogs", ...paths].toReversed(),
        readFile: async (path) => png(path),
      });
      const [trainedOn, { validationData }] = fit as [isthmus.Dataset, { validationData?: isthmus.Dataset }];
      expect(trainedOn).toEqual(train);
      expect(validationData).toEqual(validation);
      expect(model.preparation?.classes).toEqual(["cats", "dogs"]);
      expect(model.preparation?.shape).toEqual(colour ? [14, 14, 3] : [14, 14]);
    }
  });

  it("for Keras, too, tells of columns, of pixels and of what is kept aside", async () => {
    const [csv = "", tsv = "", npy = "", idx = "", folder = ""] = ownFiles.map((own) =>
      kerasCode(run(PRESETS.notebook(), { own })),
    );
    expect(csv).toContain(`
frame = pd.read_csv("sensor.csv", header=None)
x = frame.iloc[:, 0:3].to_numpy("float64")
# The rows that the page kept aside to validate on.
aside = [${table.aside?.join(",")}]
x_train, x_test = np.delete(x, aside, axis=0), x[aside]
x_train, x_test = x_train.reshape(-1, 784).astype("float32"), x_test.reshape(-1, 784).astype("float32")
`);
    expect(csv).not.toContain("low");
    expect(tsv).toContain(
      `frame = pd.read_csv("a \\"quoted\\" one.tsv.gz", header=None, sep="\\t", decimal=",", encoding="windows-1252")`,
    );
    expect(npy).toContain(`
x = np.load(gzip.open("images.npy.gz", "rb"))
x = x.reshape(len(x), -1)
x_train = x
x_train = x_train / 255
`);
    expect(npy).not.toContain("x_test");
    expect(idx).toContain("x = np.frombuffer(idx, dtype, offset=4 + 4 * idx[3])");
    expect(folder).toContain("target_size=(14, 14), keep_aspect_ratio=True");

    const named = `id,a,label,b\n${Array.from({ length: 12 }, (_, row) => `${row + 1},${row},x,${2 * row}`).join("\n")}`;
    const { own } = await ownOf([file("named.csv", named)], { scale: "columns" });
    expect(kerasCode(run(PRESETS.notebook([2]), { own }))).toContain(`
frame = pd.read_csv("named.csv")
x = frame[["a","b"]].to_numpy("float64")
`);
    const several = { ...own, aside: undefined } as unknown as OwnRun;
    expect(kerasCode(run(PRESETS.notebook([2]), { own: several, limit: 5 }))).toMatch(
      /other rows than the page's[\s\S]*low, high = np\.nanmin\(x_train, axis=0\)[\s\S]*x_train = x_train\[np\.random\.default_rng\(1\)\.permutation\(len\(x_train\)\)\[:5\]\]/,
    );
  });
});

const python = spawnSync("python3", ["--version"]).status === 0;

describe("the program for Keras", () => {
  it("is what one would write for the notebook", () => {
    expect(kerasCode(run(PRESETS.notebook()))).toBe(`import os

import keras
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
autoencoder.compile(optimizer=keras.optimizers.Adadelta(learning_rate=1.0, rho=0.95, epsilon=1e-7), loss="binary_crossentropy")

# With model.safetensors from the page beside this script, training goes on from its weights.
if os.path.exists("model.safetensors"):
    from safetensors.numpy import load_file
    saved = load_file("model.safetensors")
    encoder.set_weights([saved[name] for name in ["encoder.0.kernel", "encoder.0.bias"]])
    decoder.set_weights([saved[name] for name in ["decoder.0.kernel", "decoder.0.bias"]])

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
    // PyTorch's rule for ε, which Keras does not have.
    const torch = kerasCode(run({ ...PRESETS.notebook(), optimizer: adamw.torch() }));
    expect(torch).toContain("class TorchAdamW(keras.optimizers.AdamW):");
    expect(torch).toContain("optimizer=TorchAdamW(learning_rate=0.001, weight_decay=0.01,");
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
