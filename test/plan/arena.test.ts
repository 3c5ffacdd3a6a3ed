import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import { layOut, viewOf } from "../../src/plan/arena.js";
import { anyModel } from "./arbitrary-models.js";

describe("the arena", () => {
  it("lays out the notebook's parameters in Keras's order", () => {
    const layout = layOut(networkOf(describeModel(PRESETS.notebook())).layers);
    const places = [...layout.tensors].map(([name, { offset, length }]) => [name, offset, length]);
    expect(places).toEqual([
      ["encoder.0.kernel", 0, 25_088],
      ["encoder.0.bias", 25_088, 32],
      ["decoder.0.kernel", 25_216, 25_088],
      ["decoder.0.bias", 50_304, 784],
    ]);
    expect(layout.length).toBe(51_200);
  });

  it("puts every tensor on 256 bytes even in f16, behind the one before, with less padding than that", () => {
    fc.assert(
      fc.property(anyModel, (options) => {
        const layout = layOut(networkOf(describeModel(options)).layers);
        let end = 0;
        for (const { parameter, offset, length } of layout.tensors.values()) {
          expect(offset % 128).toBe(0);
          expect(offset - end).toBeGreaterThanOrEqual(0);
          expect(offset - end).toBeLessThan(128);
          expect(length).toBe(parameter.shape.reduce((product, size) => product * size, 1));
          end = offset + length;
        }
        expect(layout.length - end).toBeGreaterThanOrEqual(0);
        expect(layout.length - end).toBeLessThan(128);
      }),
    );
  });

  it("gives the place of a tensor, or says that there is none", () => {
    const layout = layOut(networkOf(describeModel(PRESETS.notebook())).layers);
    expect(viewOf(layout, "weights", "decoder.0.bias")).toEqual({ buffer: "weights", offset: 50_304, length: 784 });
    expect(() => viewOf(layout, "weights", "decoder.1.bias")).toThrow('No parameter is named "decoder.1.bias".');
  });
});
