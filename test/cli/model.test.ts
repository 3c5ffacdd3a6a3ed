import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelFor } from "../../src/cli/model.js";
import { DataError, describeModel, FormatError, PRESETS, type Preset } from "../../src/index.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "isthmus-model-"));
});
afterAll(() => rm(folder, { recursive: true }));

const MNIST = [28, 28];

async function file(text: string): Promise<string> {
  const path = join(folder, "my.json");
  await writeFile(path, text);
  return path;
}

describe("the model of the command line", () => {
  it.each(Object.keys(PRESETS))("is the preset %s, complete, for the shape of the data", (model) => {
    const spec = modelFor({ model, level: "auto" }, MNIST);
    expect(spec).toEqual({ ...describeModel(PRESETS[model as Preset](MNIST)), seed: 1, level: "auto" });
  });

  it("takes other losses, metrics, optimizers and learning rates", () => {
    const choose = (options: object) => modelFor({ model: "notebook", level: "tiled", ...options }, MNIST);
    expect(choose({ loss: "meanSquaredError", metrics: ["bce"] })).toMatchObject({
      loss: "meanSquaredError",
      metrics: ["bce"],
    });
    expect(choose({ learningRate: 0.5 }).optimizer).toMatchObject({ type: "adadelta", rho: 0.95, learningRate: 0.5 });
    expect(choose({ optimizer: "adam" }).optimizer).toMatchObject({ type: "adam", learningRate: 0.001 });
    expect(choose({ optimizer: "sgd", learningRate: 0.1 }).optimizer).toMatchObject({ type: "sgd", learningRate: 0.1 });
  });

  it("is what a JSON file describes", async () => {
    const path = await file(
      '{"input":16,"encoder":[{"type":"dense","units":2}],"decoder":[{"type":"dense","units":16,"activation":"sigmoid"}],"optimizer":{"type":"adam","learningRate":0.01}}',
    );
    expect(modelFor({ model: path, level: "auto" }, MNIST)).toMatchObject({
      input: [16],
      encoder: [{ type: "dense", units: 2, activation: "linear", useBias: true }],
      optimizer: { type: "adam", learningRate: 0.01, beta1: 0.9 },
    });
  });

  it("is read with the byte-order mark that some editors put before JSON", async () => {
    const json = '{"input":4,"encoder":[{"type":"dense","units":2}],"decoder":[{"type":"dense","units":4}]}';
    const path = await file(`\ufeff${json}`);
    expect(modelFor({ model: path, level: "auto" }, MNIST)).toMatchObject({ input: [4] });
  });

  it.each([
    ["\ufeff\ufeff{}", "it is no JSON"],
    ["{", "it is no JSON"],
    ["[]", "input must be the shape of one sample"],
    [
      '{"input":4,"encoder":[{"type":"dense","units":0}],"decoder":[]}',
      "encoder[0]: units must be a positive integer below 2^31; got 0.",
    ],
    ['{"input":4,"layers":[]}', 'A model has no field "layers"'],
    [
      '{"input":4,"encoder":[{"type":"dense","units":2}],"decoder":[{"type":"dense","units":4,"unit":4}]}',
      'decoder[0]: a dense layer has no field "unit"; it has units, activation, useBias, activityRegularizer.',
    ],
    [
      '{"input":4,"encoder":[{"type":"dense","units":2}],"decoder":[{"type":"dense","units":5}]}',
      "The decoder ends with shape [5], but must return to the input's, [4].",
    ],
    [
      '{"input":4,"encoder":[{"type":"dense","units":2}],"decoder":[{"type":"dense","units":4}],"optimizer":{"type":"adam","rho":1}}',
      'the optimizer adam has no field "rho"',
    ],
  ])("names what is wrong with the file %s", async (text, message) => {
    const path = await file(text);
    const read = () => modelFor({ model: path, level: "auto" }, MNIST);
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
    expect(read).toThrow(path);
  });

  it("says that there is no such file", () => {
    const read = () => modelFor({ model: join(folder, "other.json"), level: "auto" }, MNIST);
    expect(read).toThrow(DataError);
    expect(read).toThrow("There is no model file");
  });
});
