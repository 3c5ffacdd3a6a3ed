/** ONNX files that PyTorch's exporters wrote, and what PyTorch computes: fixtures/make_fixtures.py. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { permuted } from "../../src/exchange/axes.js";
import { onnx } from "../../src/exchange/onnx/onnx.js";
import { decodeSafetensors } from "../../src/formats/safetensors.js";
import type { LayerType } from "../../src/layers/layers.js";
import type { Tensor } from "../../src/model/tensor.js";
import { expectNear, float32Bound, reference } from "./reference.js";

const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
const { tensors } = decodeSafetensors(bytesOf("outputs.safetensors"));

/** PyTorch's images as ours: their channels last. */
const channelsLast = (tensor: Tensor) => (tensor.shape.length === 4 ? permuted(tensor, [0, 2, 3, 1]) : tensor);

test.each<readonly [string, readonly number[], readonly LayerType[], readonly LayerType[]]>([
  ["rows", [12], ["dense", "dense"], ["dense", "dense"]],
  [
    "images",
    [8, 8, 2],
    ["conv2d", "maxPool2d", "conv2d", "flatten", "dense"],
    ["dense", "reshape", "conv2dTranspose", "upSampling2d", "conv2d"],
  ],
  ["views", [8, 8, 2], ["conv2d", "flatten", "dense"], ["dense", "reshape", "conv2dTranspose"]],
  ["pictures", [4, 4, 2], ["flatten", "dense"], ["dense", "reshape"]],
  ["valid", [9, 9, 1], ["conv2d"], ["conv2dTranspose"]],
])("%s", async (name, input, encoder, decoder) => {
  const model = await onnx.read?.([{ name: `${name}.onnx`, bytes: bytesOf(`${name}.onnx`) }]);
  if (!model) throw new Error("nothing was read");
  const { description } = model;
  expect(description.input).toEqual(input);
  expect(description.encoder.map(({ type }) => type)).toEqual(encoder);
  expect(description.decoder.map(({ type }) => type)).toEqual(decoder);
  const [x, y, code] = ["x", "y", "code"].map(
    (of) => tensors[`${name}.${of}`] && channelsLast(tensors[`${name}.${of}`] as Tensor),
  );
  if (!x || !y) throw new Error("the fixture is missing");
  const ours = reference(model, x.data);
  const bound = float32Bound(model, x.data);
  expectNear(y.data, ours.y, bound.y, "y");
  if (code) expectNear(code.data, ours.code, bound.code, "code");
});

/** What PyTorch computes in 64 bits, rounded once. */
const exact = decodeSafetensors(bytesOf("exact.safetensors")).tensors;

test.each<readonly [string, readonly LayerType[], readonly LayerType[]]>([
  [
    "normalized",
    ["conv2d", "layerNormalization", "flatten", "layerNormalization", "dense"],
    ["dense", "layerNormalization", "reshape", "upSampling2d", "conv2d"],
  ],
  ["padded", ["conv2d", "maxPool2d"], ["upSampling2d", "conv2d"]],
])("%s, in 64 bits", async (name, encoder, decoder) => {
  const model = await onnx.read?.([{ name: `${name}.onnx`, bytes: bytesOf(`${name}.onnx`) }]);
  if (!model) throw new Error("nothing was read");
  expect(model.description.encoder.map(({ type }) => type)).toEqual(encoder);
  expect(model.description.decoder.map(({ type }) => type)).toEqual(decoder);
  const [x, y] = ["x", "y"].map((of) => channelsLast(exact[`${name}.${of}`] as Tensor));
  if (!x || !y) throw new Error("the fixture is missing");
  const largest = y.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expectNear(y.data, reference(model, x.data).y, 2 ** -24 * largest + 1e-9, "y");
});
