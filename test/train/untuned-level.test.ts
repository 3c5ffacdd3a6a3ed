import { expect, it } from "vitest";
import type { Gpu } from "../../src/runtime/gpu/device.js";
import { untunedLevel } from "../../src/train/model.js";

const gpu = (software: boolean) => ({ info: { software } }) as Gpu;

it("predicts with large tiles an invocation on a software adapter, with shared ones on a GPU, and as it is told", () => {
  expect(untunedLevel({ level: "auto", gpu: gpu(true) })).toBe("tiled");
  expect(untunedLevel({ level: "auto", gpu: gpu(false) })).toBe("tiled-64-split");
  expect(untunedLevel({ level: "fused", gpu: gpu(false) })).toBe("fused");
});
