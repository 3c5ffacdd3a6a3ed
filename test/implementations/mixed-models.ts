import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { type DescriptionOptions, describe } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import type { Level } from "../../src/plan/plan.js";

/** Models and levels whose plans of mixed precision, between them, have every kernel that takes f16. */

const STRIDED: DescriptionOptions = {
  input: [8, 8, 4],
  encoder: [conv2d(8, 3, { strides: 2, padding: "same", activation: "relu" })],
  decoder: [
    conv2dTranspose(4, 3, { strides: 2, padding: "same", activation: "relu" }),
    conv2d(4, 3, { padding: "same", activation: "sigmoid" }),
  ],
};

/** Channels that come in no fours. */
const ODD: DescriptionOptions = {
  input: [6, 6, 3],
  encoder: [conv2d(5, 3, { padding: "same", activation: "relu" }), conv2d(6, 2, { strides: 2 })],
  decoder: [conv2dTranspose(3, 2, { strides: 2, activation: "sigmoid" })],
};

/** Cut into blocks of single values. */
const BLOCKS: DescriptionOptions = {
  input: [8, 8, 1],
  encoder: [conv2d(8, 3, { strides: 2, padding: "same", activation: "relu" })],
  decoder: [
    conv2dTranspose(2, 3, { strides: 2, padding: "same", activation: "relu" }),
    conv2d(1, 3, { padding: "same", activation: "sigmoid" }),
  ],
};

export const MODELS = {
  notebook: describe(PRESETS.notebook()),
  deep: describe(PRESETS.deep()),
  convolutional: describe(PRESETS.convolutional()),
  strided: describe(STRIDED),
  odd: describe(ODD),
  blocks: describe(BLOCKS),
};

export const CASES: readonly (readonly [keyof typeof MODELS, Level])[] = [
  ...(["naive", "tiled", "fused", "tiled-32", "tiled-64-split"] as const).map((level) => ["notebook", level] as const),
  ["deep", "tiled"],
  ["deep", "tiled-64-split"],
  ...(["naive", "tiled", "tiled-64-split"] as const).map((level) => ["convolutional", level] as const),
  ...(["naive", "tiled", "tiled-64-split"] as const).map((level) => ["strided", level] as const),
  ["odd", "tiled"],
  ["blocks", "tiled"],
];
