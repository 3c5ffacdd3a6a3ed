import { expect, it } from "vitest";
import { changedSince } from "../../src/app/state/changed-since.js";
import { adadelta, adam, dense, PRESETS } from "../../src/index.js";

const model = { ...PRESETS.notebook(), seed: 1 };

it.each([
  ["nothing", {}, []],
  ["a default that is written out", { optimizer: adadelta({ learningRate: 1 }) }, []],
  ["a layer", { encoder: [dense(32, { activation: "tanh" })] }, ["layers"]],
  ["the loss", { loss: "meanSquaredError" }, ["loss"]],
  ["the learning rate", { optimizer: adadelta({ learningRate: 0.5 }) }, ["optimizer or learning rate"]],
  ["the optimizer and the seed", { optimizer: adam(), seed: 2 }, ["optimizer or learning rate", "seed"]],
] as const)("%s", (_, changes, names) => {
  expect(changedSince(model, { ...model, ...changes })).toEqual(names);
});
