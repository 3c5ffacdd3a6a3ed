import { describe, expect, it } from "vitest";
import { modelName, Shelf } from "../../src/app/worker/shelf.js";
import { type Autoencoder, adam, type DescriptionOptions, dense, describeModel, PRESETS } from "../../src/index.js";

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
  });
});

describe("the shelf", () => {
  /** All that the shelf asks a model for. */
  const model = (input: number, save = async () => Uint8Array.of(input)) =>
    ({ description: describeModel(PRESETS.notebook(input)), save }) as unknown as Autoencoder;

  it("gives the models for samples of a size, the newest first, and only the last six of all", async () => {
    const shelf = new Shelf();
    for (let index = 0; index < 7; index++) await shelf.keep(model(index % 2 === 0 ? 9 : 4), [9], { epochs: index });
    expect(shelf.modelsFor(9).map(({ name }) => name)).toEqual([
      "7: notebook, Adadelta, 6 epochs",
      "5: notebook, Adadelta, 4 epochs",
      "3: notebook, Adadelta, 2 epochs",
    ]);
    expect(shelf.modelsFor(4).map(({ id, codeSize }) => [id, codeSize])).toEqual([
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
      [9],
      ten,
    );
    expect(shelf.modelsFor(9)).toEqual([]);
  });
});
