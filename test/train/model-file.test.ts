/** A model's file is held against its description before a GPU is asked for anything. */
import { expect, test } from "vitest";
import {
  Autoencoder,
  adam,
  Classifier,
  dense,
  describeFile,
  describeModel,
  encodeSafetensors,
  FormatError,
  ShapeError,
  type Tensor,
} from "../../src/index.js";

const tensor = (...shape: number[]): Tensor => ({
  shape,
  data: new Float32Array(shape.reduce((size, length) => size * length, 1)),
});
const description = describeModel({ input: 3, encoder: [dense(2)], decoder: [dense(3)], optimizer: adam() });
const weights = {
  "encoder.0.kernel": tensor(3, 2),
  "encoder.0.bias": tensor(2),
  "decoder.0.kernel": tensor(2, 3),
  "decoder.0.bias": tensor(3),
};
const slots = Object.fromEntries(
  ["m", "v"].flatMap((slot) => Object.entries(weights).map(([name, value]) => [`slot.${slot}.${name}`, value])),
);
const progress = { epochs: 2, iterations: 9, learningRate: 0.5 };
const file = (tensors: Readonly<Record<string, Tensor>>, metadata: Readonly<Record<string, string>> = {}) =>
  encodeSafetensors(tensors, { isthmus: JSON.stringify(description), ...metadata });
const withState = { "isthmus.progress": JSON.stringify(progress) };

test("describeFile gives the description, and the progress where there is one", () => {
  expect(describeFile(file(weights))).toEqual({ description });
  expect(describeFile(file({ ...weights, ...slots }, withState))).toEqual({ description, progress });
});

test("the means of Adam's gradients may be below zero, those of their squares may not", () => {
  const negative = { shape: [3], data: Float32Array.of(0, -1, 0) };
  const of = (name: string) => file({ ...weights, ...slots, [name]: negative }, withState);
  expect(describeFile(of("slot.m.decoder.0.bias")).progress).toEqual(progress);
  expect(() => describeFile(of("slot.v.decoder.0.bias"))).toThrow(
    'The weight "slot.v.decoder.0.bias" has -1 at index 1; means of squares are numbers from 0.',
  );
});

test("names that objects have are names", () => {
  for (const name of ["__proto__", "toString", "slot.m.__proto__", "slot.__proto__.encoder.0.bias"]) {
    const tensors = Object.fromEntries([...Object.entries({ ...weights, ...slots }), [name, tensor(1)]]);
    expect(() => describeFile(file(tensors, withState))).toThrow(`no weight "${name}"`);
  }
});

test("files that do not fit are refused without a GPU, autoencoders' and classifiers' alike", async () => {
  const large = { ...description, encoder: [dense(100_000)], decoder: [dense(3)] };
  const bytes = file(weights, { isthmus: JSON.stringify(large) });
  await expect(Autoencoder.load(bytes)).rejects.toThrow(ShapeError);
  const classes = { input: [3], layers: [dense(2, { activation: "softmax" })], optimizer: adam(), seed: 1 };
  await expect(Classifier.load(file(weights, { isthmus: JSON.stringify(classes) }))).rejects.toThrow(ShapeError);
  const twice = file(weights, { isthmus: JSON.stringify(description).replace("{", '{"seed":1,') });
  await expect(Autoencoder.load(twice)).rejects.toThrow(FormatError);
});
