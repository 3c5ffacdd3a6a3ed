import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf } from "../../src/app/state/table-columns.js";
import { imageShapeOf, isTable } from "../../src/experiments/image-shape.js";
import type { Preparation } from "../../src/index.js";

describe("imageShapeOf", () => {
  it.each([
    [[28, 28], { height: 28, width: 28, channels: 1 }],
    [[20, 30, 1], { height: 20, width: 30, channels: 1 }],
    [[32, 32, 3], { height: 32, width: 32, channels: 3 }],
    [[784], { height: 28, width: 28, channels: 1 }],
    [[1000], { height: 1, width: 1000, channels: 1 }],
    [[16], { height: 1, width: 16, channels: 1 }],
    [[49], { height: 1, width: 49, channels: 1 }],
    [[64], { height: 8, width: 8, channels: 1 }],
    [[8, 8, 5], { height: 1, width: 320, channels: 1 }],
  ] as const)("%j", (shape, image) => {
    expect(imageShapeOf(shape)).toEqual(image);
  });

  it.each([
    ["bytes", 28],
    ["range", 28],
    ["columns", 1],
    ["none", 1],
  ] as const)("a table's 784 values that are scaled as %s have %i lines", (method, height) => {
    expect(imageShapeOf([784], preparation("table", method)).height).toBe(height);
    expect(imageShapeOf([784], preparation("array", method)).height).toBe(28);
  });

  it("has a place for every value", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }), (shape) => {
        const { height, width, channels } = imageShapeOf(shape);
        expect(height * width * channels).toBe(shape.reduce((product, length) => product * length, 1));
      }),
    );
  });
});

it("the page shows as a table what reports do", () => {
  const kinds = fc.constantFrom("table" as const, "array" as const);
  const methods = fc.constantFrom("bytes" as const, "range" as const, "columns" as const, "none" as const);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), kinds, methods, (side, kind, method) => {
      const shape = [side * side];
      const prepared = preparation(kind, method);
      const own = { preparation: prepared } as NonNullable<Parameters<typeof columnsOf>[0]["own"]>;
      expect(columnsOf({ own, shape }) !== undefined).toBe(isTable(imageShapeOf(shape, prepared)));
    }),
  );
});

function preparation(kind: "table" | "array", method: "bytes" | "range" | "columns" | "none"): Preparation {
  const scaling = method === "bytes" || method === "none" ? { method } : { method, low: [], high: [] };
  return { kind, scaling } as unknown as Preparation;
}
