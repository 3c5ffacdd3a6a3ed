import { expect, test } from "vitest";
import { encoderEnd } from "../../src/exchange/split.js";
import { FormatError } from "../../src/index.js";
import {
  conv2d,
  dense,
  dropout,
  flatten,
  gaussianNoise,
  type Layer,
  maxPool2d,
  reshape,
  sampling,
  upSampling2d,
} from "../../src/model/layers/layers.js";

const image = [8, 8, 1];

test.each<[what: string, input: readonly number[], layers: readonly Layer[], end: number]>([
  ["the narrowest layer", [9], [dense(5), dense(2), dense(5), dense(9)], 2],
  ["the first of the narrowest", [9], [dense(2), dropout(0.5), dense(2), dense(9)], 1],
  ["a code that is flattened", image, [conv2d(2, 3), maxPool2d(2), flatten(), dense(4), dense(64), reshape(image)], 4],
  ["a code of images", image, [conv2d(2, 3, { padding: "same" }), maxPool2d(4), upSampling2d(4), conv2d(1, 1)], 2],
  ["not before there are weights, where none is narrow", [9], [gaussianNoise(1), dense(12), dense(12), dense(9)], 2],
  ["nor behind the last ones, though they are the only ones", [9], [gaussianNoise(1), dense(9)], 1],
  ["a sampling layer, where a layer is as narrow before it", [9], [dense(2), sampling(2), dense(2), dense(9)], 2],
])("the encoder ends behind %s", (_, input, layers, end) => {
  expect(encoderEnd(input, layers, "m")).toBe(end);
});

test("layers that make no autoencoder are refused", () => {
  expect(() => encoderEnd([9], [dense(9)], "m")).toThrow("m has one layer");
  expect(() => encoderEnd([9], [dense(4), conv2d(1, 1), dense(9)], "m")).toThrow(FormatError);
  expect(() => encoderEnd([9], [dense(4), conv2d(1, 1), dense(9)], "m")).toThrow(
    "The layers of m do not meet: layers.1",
  );
});
