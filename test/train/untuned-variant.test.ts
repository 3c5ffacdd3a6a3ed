import { expect, it } from "vitest";
import type { Gpu } from "../../src/runtime/gpu/device.js";
import { untunedVariant } from "../../src/train/model.js";

const gpu = (software: boolean) => ({ info: { software } }) as Gpu;

it("predicts with large tiles an invocation on a software adapter, with shared ones on a GPU, and as it is told", () => {
  expect(untunedVariant({ level: "auto", gpu: gpu(true) })).toBe("tiled");
  expect(untunedVariant({ level: "auto", gpu: gpu(false) })).toBe("tiled-64-split");
  expect(untunedVariant({ level: "fused", gpu: gpu(false) })).toBe("fused");
});
