import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../src/errors.js";
import { importModel } from "../../src/exchange/exchange.js";
import { pytorch } from "../../src/exchange/pytorch/pytorch.js";
import type { ExportedFile } from "../../src/exchange/saved-model.js";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { dense } from "../../src/layers/dense.js";
import { flatten } from "../../src/layers/flatten.js";
import { sampling } from "../../src/layers/sampling.js";
import { describe as describeModel } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import type { Tensor } from "../../src/model/tensor.js";
import { adam } from "../../src/optimizers/adam.js";
import { anyModel, PRESET_MODELS } from "./arbitrary-models.js";
import { samplesFor, trained } from "./reference.js";
import { expectSameModel } from "./same-model.js";
import { savedModel } from "./saved-models.js";

const read = (files: readonly ExportedFile[]) => pytorch.read?.(files) ?? Promise.reject();
const state = (tensors: Readonly<Record<string, Tensor>>, description?: unknown): ExportedFile[] => {
  const metadata = description === undefined ? {} : { "isthmus.pytorch": JSON.stringify(description) };
  return [{ name: "model.safetensors", bytes: encodeSafetensors(tensors, metadata) }];
};
const textOf = (files: readonly ExportedFile[]) =>
  new TextDecoder().decode(files.find(({ name }) => name === "model.py")?.bytes);
const small = savedModel(
  describeModel({ input: 4, encoder: [dense(2, { activation: "relu" })], decoder: [dense(4)], optimizer: adam() }),
  1,
);

describe("what is written", () => {
  test.each(PRESET_MODELS)("%s comes back to the bit", async (_, model) => {
    expectSameModel(await read(await pytorch.write(model, "autoencoder")), model);
  });

  test("any model comes back to the bit", async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        expectSameModel(await read(await pytorch.write(model, "autoencoder")), model);
      }),
      { numRuns: 200 },
    );
  });

  test("the optimizer's state comes back with it", async () => {
    const { model } = trained(small, samplesFor(small, 8), 4);
    const files = await pytorch.write(model, "autoencoder");
    expect(files.map(({ name }) => name)).toEqual(["model.safetensors", "model.py", "optimizer.safetensors"]);
    expectSameModel(await read(files), model);
    const file = files.find(({ name }) => name === "optimizer.safetensors");
    const { tensors } = decodeSafetensors(file?.bytes ?? new Uint8Array());
    expect(tensors["encoder.0.weight.exp_avg"]?.shape).toEqual([2, 4]);
  });

  test("has PyTorch's names and layouts", async () => {
    const model = savedModel(
      describeModel({
        input: [4, 4, 2],
        encoder: [conv2d(3, [3, 2], { activation: "relu" }), flatten(), sampling(5)],
        decoder: [dense(32)],
      }),
      1,
    );
    const [file] = await pytorch.write(model, "autoencoder");
    const { tensors, metadata } = decodeSafetensors(file?.bytes ?? new Uint8Array());
    expect(metadata.format).toBe("pt");
    expect(Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]))).toEqual({
      "encoder.0.weight": [3, 2, 3, 2],
      "encoder.0.bias": [3],
      "encoder.4.z_mean.weight": [5, 18],
      "encoder.4.z_mean.bias": [5],
      "encoder.4.z_log_var.weight": [5, 18],
      "encoder.4.z_log_var.bias": [5],
      "decoder.0.weight": [32, 5],
      "decoder.0.bias": [32],
    });
  });

  test("the notebook's model is the module that one would write", async () => {
    const text = textOf(await pytorch.write(savedModel(describeModel(PRESETS.notebook()), 1), "autoencoder"));
    expect(text).toContain(`class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(784, 32),
            nn.ReLU(),
        )
        self.decoder = nn.Sequential(
            nn.Linear(32, 784),
            nn.Sigmoid(),
        )
`);
    expect(text).toContain("torch.optim.Adadelta(model.parameters(), lr=1, rho=0.95, eps=1e-7)");
    expect(text).not.toContain("math");
  });

  test("no line of any is longer than 120 characters", async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        const lines = textOf(await pytorch.write(model, "autoencoder")).split("\n");
        expect(lines.filter((line) => line.length > 120)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a state of other modules", () => {
  const tensor = (...shape: number[]) => withShape(shape);
  const withShape = (shape: number[]): Tensor => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((size, length) => size * length, 1) }, (_, index) => index / 8),
  });
  const named = {
    "decoder.1.weight": tensor(4, 2),
    "decoder.1.bias": tensor(4),
    "encoder.2.weight": tensor(2, 4),
    "encoder.2.bias": tensor(2),
  };
  const description = { input: 4, encoder: [{ type: "dense", units: 2 }], decoder: [{ type: "dense", units: 4 }] };

  test("is read by the order of its modules, with a description beside it", async () => {
    const { weights } = await read(state(named, description));
    expect(weights["encoder.0.kernel"]).toEqual({
      shape: [4, 2],
      data: Float32Array.of(0, 4, 1, 5, 2, 6, 3, 7).map((v) => v / 8),
    });
    expect(weights["decoder.0.bias"]).toEqual(named["decoder.1.bias"]);
  });

  test("is refused without one, with what to do", async () => {
    await expect(read(state(named))).rejects.toThrow("torch.onnx.export(model, example");
    await expect(read(state(named))).rejects.toThrow(FormatError);
    const own = encodeSafetensors(named, { isthmus: "{}" });
    await expect(read([{ name: "m.safetensors", bytes: own }])).rejects.toThrow("a model of Isthmus already");
  });

  test.each<readonly [string, Readonly<Record<string, Tensor>>, unknown, string]>([
    ["other names", { fc1: tensor(2, 4) }, description, 'has a tensor "fc1"'],
    ["a tensor too few", { "encoder.0.weight": tensor(2, 4) }, description, 'has no "encoder.0.bias"'],
    [
      "another number of axes",
      { ...named, "encoder.2.weight": tensor(8) },
      description,
      "with 1 axes; it should have 2",
    ],
    ["a description that is none", named, { input: 4 }, "has a description of its model that is not valid"],
    [
      "images that are flattened",
      {
        "encoder.7.weight": tensor(2, 2, 1, 1),
        "encoder.7.bias": tensor(2),
        "decoder.0.weight": tensor(8, 8),
        "decoder.0.bias": tensor(8),
      },
      {
        input: [2, 2, 2],
        encoder: [{ type: "conv2d", filters: 2, kernelSize: 1 }, { type: "flatten" }],
        decoder: [{ type: "dense", units: 8 }],
      },
      "flattens images of several channels",
    ],
  ])("%s: refused", async (_, tensors, given, message) => {
    await expect(read(state(tensors, given))).rejects.toThrow(message);
  });

  test("whose shapes do not fit is refused by who asked", async () => {
    const files = state({ ...named, "encoder.2.weight": tensor(4, 2) }, description);
    await expect(importModel(files)).rejects.toThrow("model.safetensors holds no autoencoder that can be read");
  });
});
