import { describe, expect, it } from "vitest";
import { judgedSentence, modelChoice, whyAlone } from "../../src/app/state/choice.js";
import { loaded } from "../../src/app/worker/data.js";
import { modelName } from "../../src/app/worker/model-name.js";
import { Shelf } from "../../src/app/worker/shelf.js";
import {
  type Autoencoder,
  adam,
  type DescriptionOptions,
  datasetOf,
  dense,
  describeModel,
  PRESETS,
} from "../../src/index.js";

const IMAGE = [28, 28];
const ten = { epochs: 10 };

describe("the name of a kept model", () => {
  it.each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])("says that it is the preset %s", (preset) => {
    const description = describeModel(PRESETS[preset](IMAGE));
    const optimizer = preset === "variational" ? "Adam" : "Adadelta";
    expect(modelName(description, IMAGE, ten)).toBe(`${preset}, ${optimizer}, 10 epochs`);
  });

  it("tells other layers by their code, and what else is unusual", () => {
    const own: DescriptionOptions = {
      input: [8],
      encoder: [dense(3)],
      decoder: [dense(8)],
      loss: "meanSquaredError",
      optimizer: adam(),
    };
    expect(modelName(describeModel(own), [8], { epochs: 1, of: "class 0" })).toBe(
      "own layers with a code of 3, Adam, squared error, 1 epoch of class 0",
    );
    expect(modelName(describeModel(own), [8], { epochs: 0 })).toMatch(/, less than an epoch$/);
    expect(modelName(describeModel(own), [8], { epochs: undefined })).toMatch(/, trained elsewhere$/);
  });
});

describe("the shelf", () => {
  /** All that the shelf asks a model for. */
  const model = (input: number, save = async () => Uint8Array.of(input)) =>
    ({ description: describeModel(PRESETS.notebook(input)), save }) as unknown as Autoencoder;

  const dataOf = (width: number) => loaded("MNIST", datasetOf(new Uint8Array(width), [width]), undefined);
  const [nine, four] = [dataOf(9), dataOf(4)];

  it("gives the models for samples of a shape, the newest first, and only the last six of all", async () => {
    const shelf = new Shelf();
    for (let index = 0; index < 7; index++)
      await shelf.keep(model(index % 2 === 0 ? 9 : 4), index % 2 === 0 ? nine : four, { epochs: index });
    expect(shelf.modelsFor(nine).map(({ name }) => name)).toEqual([
      "7: notebook, Adadelta, 6 epochs",
      "5: notebook, Adadelta, 4 epochs",
      "3: notebook, Adadelta, 2 epochs",
    ]);
    expect(shelf.modelsFor(four).map(({ id, codeSize }) => [id, codeSize])).toEqual([
      [6, 32],
      [4, 32],
      [2, 32],
    ]);
    expect(shelf.bytesOf(3)).toEqual(Uint8Array.of(9));
    expect(shelf.bytesOf(1)).toBeUndefined();
  });

  it("goes without a model that cannot be read", async () => {
    const shelf = new Shelf();
    await shelf.keep(
      model(9, async () => {
        throw new Error("The GPU is gone.");
      }),
      nine,
      ten,
    );
    expect(shelf.modelsFor(nine)).toEqual([]);
  });
});

describe("what is said of the samples that are judged", () => {
  const models = [1, 2].map((id) => ({ id, name: "", codeSize: 2, mayHaveSeen: id === 2 }));
  const lineup = { models, others: 0, mostComponents: 4, judged: 20, keptAside: true, classes: [], usual: [] };
  const said = (one: string, other: string, changes = {}) =>
    judgedSentence(
      [one, other].map((which) => ({ which, components: "2" })),
      { ...lineup, ...changes },
    );

  it("is that nobody was trained on them only where that is so", () => {
    expect(said(modelChoice(1), "pca")).toBe("Both draw the same 20 samples, which neither was trained on.");
    expect(said(modelChoice(1), modelChoice(2))).toBe(
      "Both draw the same 20 samples. B may have been trained on some of them: other samples were kept aside then.",
    );
    expect(said("pca", "", { keptAside: false, judged: 1 })).toBe(
      "Both draw the same 1 training sample: there are too few to keep any aside.",
    );
  });

  it("names how many models are left out", () => {
    expect(said("pca", "", { others: 2 })).toMatch(
      / 2 models of other data, or of data read otherwise, are left out\.$/,
    );
    expect(said("pca", "", { others: 1 })).toMatch(/ 1 model of other data, or of data read otherwise, is left out\.$/);
  });

  it("tells why there are no two to choose, where samples are too large for PCA", () => {
    const [one] = models;
    expect(whyAlone({ ...lineup, models: one ? [one] : [], mostComponents: 0 })).toMatch(/too many values for PCA/);
    expect(whyAlone({ ...lineup, models: one ? [one] : [] })).toBeUndefined();
    expect(whyAlone({ ...lineup, mostComponents: 0 })).toBeUndefined();
  });
});
