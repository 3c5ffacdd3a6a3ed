import { describe, expect, it } from "vitest";
import { type DataWarningsOptions, datasetFromCsv, dataWarnings, readData } from "../../src/data.js";
import {
  type Activation,
  ArgumentError,
  adadelta,
  adam,
  type Dataset,
  type Description,
  type DescriptionOptions,
  datasetOf,
  dense,
  describeModel,
  dropout,
  gaussianNoise,
  PRESETS,
  type Preset,
  ShapeError,
} from "../../src/index.js";
import { randomStream } from "../../src/model/random.js";

/** A model of a table that nothing is to be said against: `size` → 1 → `size`. */
function model(size: number, changes: Partial<DescriptionOptions> & { last?: Activation } = {}): Description {
  const { last = "linear", ...options } = changes;
  return describeModel({
    input: size,
    encoder: [dense(1, { activation: "tanh" })],
    decoder: [dense(size, { activation: last })],
    loss: last === "sigmoid" ? "binaryCrossentropy" : "meanSquaredError",
    optimizer: adam(),
    ...options,
  });
}

const sigmoidMse = { last: "sigmoid", loss: "meanSquaredError" } as const;
const random = randomStream(1, "data-warnings.test");
/** Three columns between `low` and `high`, both of which occur. */
const between = (low: number, high: number) => {
  const inner = Array.from({ length: 3 * 20 }, () => low + (high - low) * random.uniform());
  return datasetOf(Float32Array.of(low, high, low, high, low, high, ...inner), [3]);
};
const csv = (text: string, scale: "columns" | "none" | "bytes") =>
  datasetFromCsv(new TextEncoder().encode(text), { scale });
/** Moved and stretched to 0…1 all together. */
const byRange = ({ data, shape }: Dataset) => {
  const [low, high] = [Math.min(...data), Math.max(...data)];
  return datasetOf(
    Float32Array.from(data, (value) => (value - low) / (high - low)),
    shape,
  );
};

interface Pair {
  readonly what: string;
  readonly told: string | RegExp;
  readonly of: readonly [Description, Dataset, DataWarningsOptions?];
  /** What the message says to do, done. */
  readonly followed: Readonly<Record<string, readonly [Description, Dataset, DataWarningsOptions?]>>;
}

const wide = between(-3, 3);
const pixels = between(0, 255);
const tiny = between(0, 1 / 255);
const table = datasetFromCsv(new TextEncoder().encode("a,b,c,d\n1,7,.5,0\n2,7,.25,0\n3,7,.75,0\n"), { scale: "none" });
const CSV_255 = "0,255\n10,20\n255,3\n";
const CODES = { shape: [2, 3], data: Float32Array.of(0, 0.5, 0, 0, 1.5, 0.25) };

const PAIRS: readonly Pair[] = [
  {
    what: "numbers up to 255 before a sigmoid",
    told:
      "The data run from 0 to 255, but the last activation, sigmoid, gives 0…1: what lies outside is never learnt. Read the data " +
      'with scale "columns" (--scale columns), or "range" (--scale range) where all values are of one kind, such as pixels; or ' +
      'give the last layer the activation "linear", with the loss "meanSquaredError" (--loss mse).',
    of: [model(2, sigmoidMse), csv(CSV_255, "none")],
    followed: {
      columns: [model(2, sigmoidMse), csv(CSV_255, "columns")],
      range: [model(2, sigmoidMse), byRange(csv(CSV_255, "none"))],
      linear: [model(2), csv(CSV_255, "none")],
    },
  },
  {
    what: "standardised numbers before a sigmoid",
    told: /^The data run from −3 to 3, but the last activation, sigmoid, gives 0…1:/,
    of: [model(3, { last: "sigmoid" }), wide],
    followed: { range: [model(3, { last: "sigmoid" }), byRange(wide)], linear: [model(3), wide] },
  },
  {
    what: "negative numbers before a relu",
    told: /^The data run from −3 to 3, but the last activation, relu, gives 0 and more:/,
    of: [model(3, { last: "relu" }), wide],
    followed: { range: [model(3, { last: "relu" }), byRange(wide)], linear: [model(3), wide] },
  },
  {
    what: "numbers beyond 1 before a tanh",
    told: /^The data run from 0 to 255, but the last activation, tanh, gives −1…1:/,
    of: [model(3, { last: "tanh" }), pixels],
    followed: { range: [model(3, { last: "tanh" }), byRange(pixels)], linear: [model(3), pixels] },
  },
  {
    what: "numbers below −1 before an elu",
    told: /^The data run from −3 to 3, but the last activation, elu, gives more than −1:/,
    of: [model(3, { last: "elu" }), wide],
    followed: { range: [model(3, { last: "elu" }), byRange(wide)], linear: [model(3), wide] },
  },
  {
    what: "bytes that are 0 and 1",
    told:
      "The largest value is 1 of 255, so that the model sees 0…0.003922, nearly black: a model that gives 0 everywhere has a small " +
      'loss already. Read the data with scale "none" (--scale none), which takes 0 and 1 as they are, or scale "range" (--scale ' +
      "range), which makes the largest value 1.",
    of: [model(2, { last: "sigmoid" }), csv("0,1\n1,0\n1,1\n", "bytes")],
    followed: {
      none: [model(2, { last: "sigmoid" }), csv("0,1\n1,0\n1,1\n", "none")],
      range: [model(2, { last: "sigmoid" }), byRange(csv("0,1\n1,0\n1,1\n", "bytes"))],
    },
  },
  {
    what: "bytes up to 16",
    told:
      "The largest value is 16 of 255, so that the model sees 0…0.06275, nearly black: a model that gives 0 everywhere has a small " +
      'loss already. Read the data with scale "range" (--scale range), which makes the largest value 1.',
    of: [model(2, { last: "sigmoid" }), csv("0,16\n5,0\n1,1\n", "bytes")],
    followed: { range: [model(2, { last: "sigmoid" }), byRange(csv("0,16\n5,0\n1,1\n", "bytes"))] },
  },
  {
    what: "numbers that fill a corner of a sigmoid's range",
    told: /^The data run from 0 to 0\.003922 only, of the 0…1 that the last activation, sigmoid, gives: .*scale "range"/,
    of: [model(3, { last: "sigmoid" }), tiny],
    followed: { range: [model(3, { last: "sigmoid" }), byRange(tiny)] },
  },
  {
    what: "constant columns with names",
    told:
      '2 of 4 columns have the same value in every sample: "b" (always 7), "d" (always 0). They teach the model nothing and make ' +
      "its loss look better than it is. Leave them out with drop (--drop b,d).",
    of: [model(4), table, { columns: ["a", "b", "c", "d"] }],
    followed: { drop: [model(2), csv("1,.5\n2,.25\n3,.75\n", "none"), { columns: ["a", "c"] }] },
  },
  {
    what: "a constant column without a name",
    told: /^1 of 2 columns has the same value in every sample: column 2 \(always −1\.5\)\. It teaches .* \(--drop 2\)\.$/,
    of: [model(2), csv("1,-1.5\n2,-1.5\n", "none")],
    followed: { drop: [model(1, { encoder: [gaussianNoise(0.1), dense(1)] }), csv("1\n2\n", "none")] },
  },
  {
    what: "no narrow place",
    told:
      "No layer is narrower than a sample: samples have 3 values, and the narrowest layer gives 32, so that the model can learn to " +
      "copy, which tells nothing of the data. Give the encoder's last layer fewer than 3 values (--code); or keep the model from copying by " +
      "a gaussianNoise or dropout layer or an activityRegularizer.",
    of: [model(3, { encoder: [dense(32, { activation: "relu" })] }), pixels],
    followed: {
      fewer: [model(3, { encoder: [dense(32, { activation: "relu" }), dense(2)] }), pixels],
      noise: [model(3, { encoder: [gaussianNoise(0.1), dense(32)] }), pixels],
      dropout: [model(3, { encoder: [dropout(0.2), dense(32)] }), pixels],
      activityRegularizer: [model(3, { encoder: [dense(32, { activityRegularizer: { l1: 1e-4 } })] }), pixels],
    },
  },
  {
    what: "one value a sample, than which nothing is narrower",
    told: /which tells nothing of the data\. Keep the model from copying by a gaussianNoise/,
    of: [model(1, { encoder: [dense(1)] }), csv("1\n2\n", "none")],
    followed: { noise: [model(1, { encoder: [gaussianNoise(0.1), dense(1)] }), csv("1\n2\n", "none")] },
  },
  {
    what: "a learning rate that can't learn",
    told: /^Adadelta with learning rate 0\.001 hardly moves: .* Use a learning rate of 1\.$/,
    of: [model(3, { optimizer: adadelta({ learningRate: 0.001 }) }), pixels],
    followed: { rate: [model(3, { optimizer: adadelta({ learningRate: 1 }) }), pixels] },
  },
  {
    what: "a sigmoid missing before binary cross-entropy",
    told: /^Binary cross-entropy needs probabilities, but the last activation is linear: .*"sigmoid"\.$/,
    of: [model(3, { loss: "binaryCrossentropy" }), byRange(pixels)],
    followed: { sigmoid: [model(3, { last: "sigmoid" }), byRange(pixels)] },
  },
  {
    what: "a dead unit of the code",
    told:
      "1 of 3 units of the code is 0 for every sample: dead, the model does without it, and training on seldom brings it back. " +
      "Train anew with another seed (--seed) or a lower learning rate (--learning-rate), or give the encoder's last layer the " +
      'activation "leakyRelu", which can\'t die.',
    of: [model(4, { encoder: [dense(3, { activation: "relu" })] }), between4(), { codes: CODES }],
    followed: {
      // What was below 0, and is no longer cut off there.
      leakyRelu: [
        model(4, { encoder: [dense(3, { activation: "leakyRelu" })] }),
        between4(),
        { codes: { shape: [2, 3], data: Float32Array.of(-0.2, 0.5, -0.1, -0.3, 1.5, 0.25) } },
      ],
    },
  },
];

function between4(): Dataset {
  return datasetOf(between(0, 1).data.slice(0, 64), [4]);
}

describe("dataWarnings", () => {
  it.each(PAIRS)("tells of $what, once", ({ told, of }) => {
    const warnings = dataWarnings(...of);
    expect(warnings).toHaveLength(1);
    if (typeof told === "string") expect(warnings).toEqual([told]);
    else expect(warnings[0]).toMatch(told);
  });

  it.each(
    PAIRS.flatMap(({ what, followed }) => Object.entries(followed).map(([remedy, of]) => ({ what, remedy, of }))),
  )("has nothing more to tell of $what once its remedy is followed: $remedy", ({ of }) => {
    expect(dataWarnings(...of)).toEqual([]);
  });

  it.each(Object.keys(PRESETS) as Preset[])("has nothing to tell of the preset %s on digits", (name) => {
    // Black borders, as MNIST has: the same in every sample, and rightly so.
    const digits = Uint8Array.from({ length: 5 * 784 }, (_, index) => (index % 28 < 4 ? 0 : (index * 37) % 256));
    expect(dataWarnings(describeModel(PRESETS[name]()), datasetOf(digits, [28, 28]))).toEqual([]);
    expect(dataWarnings(describeModel(PRESETS[name]()), datasetOf(digits, [784]))).toEqual([]);
  });

  it("tells all there is, the model's own first", () => {
    const description = model(3, { ...sigmoidMse, optimizer: adadelta({ learningRate: 0.001 }), encoder: [dense(4)] });
    const warnings = dataWarnings(description, datasetOf(Float32Array.of(1, 2, 3, 1, 4, 5), [3]));
    expect(warnings.map((warning) => warning.split(" ").slice(0, 3).join(" "))).toEqual([
      "Adadelta with learning",
      "The data run",
      "1 of 3",
      "No layer is",
    ]);
  });

  it("names five constant columns and counts the others", () => {
    const same = datasetOf(Float32Array.of(...new Float32Array(8), 1, ...new Float32Array(9)), [9]);
    expect(dataWarnings(model(9), same)).toEqual([
      expect.stringMatching(
        /^8 of 9 columns .*: column 1 \(always 0\), .*column 5 \(always 0\) and 3 more\. .*--drop 1,2,3,4,5,…/,
      ),
    ]);
    // There is nothing to leave out where nothing is left.
    const none = datasetOf(Float32Array.of(3, 4, 3, 4), [2]);
    expect(dataWarnings(model(2), none, { columns: ["a", "b"] })).toEqual([
      'Every column has the same value in every sample: "a" (always 3), "b" (always 4). There is nothing to learn in these data.',
    ]);
    // One sample differs from nothing.
    expect(dataWarnings(model(8), datasetOf(new Float32Array(8), [8]))).toEqual([]);
  });

  it("gives a constant column's value in the file's own units", async () => {
    const bytes = new TextEncoder().encode("a,b\n1,7\n3,7\n");
    const { dataset, preparation } = await readData(bytes, "t.csv", { scale: "columns" });
    const description = describeModel({ ...model(2), preparation });
    expect(dataWarnings(description, dataset, { columns: ["a", "b"] }).join()).toContain('"b" (always 7)');
  });

  it("calls no unit dead that no ReLU holds at 0", () => {
    const codes = { shape: [2, 3], data: new Float32Array(6) };
    expect(dataWarnings(model(4, { encoder: [dense(3)] }), between4(), { codes })).toEqual([]);
  });

  it("counts dead channels of an image's code", () => {
    const description = describeModel(PRESETS.convolutional());
    const codes = new Float32Array(2 * 4 * 4 * 8).map((_, index) => (index % 8 < 2 ? 0 : 1));
    const digits = datasetOf(new Uint8Array(784).fill(255), [28, 28]);
    expect(dataWarnings(description, digits, { codes: { shape: [2, 4, 4, 8], data: codes } })).toEqual([
      expect.stringMatching(/^2 of 8 channels of the code are 0 for every sample: dead, the model does without them/),
    ]);
  });

  it("looks at targets where there are some, and at no value that is missing", () => {
    const data = datasetOf(Float32Array.of(0.5, 0.25, 0, 1), [2]);
    const description = model(2, sigmoidMse);
    const beyond = { data: Float32Array.of(0, 9, 0.5, 0), shape: [2] };
    expect(dataWarnings(description, { ...data, targets: beyond } as Dataset)).toEqual([
      expect.stringContaining("run from 0 to 9"),
    ]);
    const mask = Uint8Array.of(1, 0, 1, 1);
    expect(dataWarnings(description, { ...data, targets: beyond, mask } as Dataset)).toEqual([]);
    const holed = datasetOf(Float32Array.of(0.5, 9, 0, 1, 0.25, 0.75), [2]);
    const known = Uint8Array.of(1, 0, 1, 1, 1, 1);
    expect(dataWarnings(description, { ...holed, mask: known } as Dataset)).toEqual([]);
    const unknown = Uint8Array.of(1, 0, 1, 0, 1, 0);
    expect(dataWarnings(description, { ...holed, mask: unknown } as Dataset)).toEqual([
      expect.stringContaining("column 2 (never known)"),
    ]);
  });

  it("refuses what does not belong together", () => {
    const data = datasetOf(new Float32Array(4), [2]);
    expect(() => dataWarnings(model(2), data, { columns: ["a"] })).toThrow(ShapeError);
    expect(() => dataWarnings(model(2), data, { codes: { shape: [2, 3], data: new Float32Array(6) } })).toThrow(
      "The codes have shape [2, 3] and 6 values, but the model's codes are [count, 1].",
    );
    expect(() => dataWarnings(model(2), data, { column: ["a", "b"] } as never)).toThrow(ArgumentError);
  });
});
