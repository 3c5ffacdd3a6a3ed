import { expect, test } from "vitest";
import { pack, unpack } from "../../src/cli/wire.js";

test("numbers that are not finite arrive as what they were", () => {
  const value = {
    loss: Number.NaN,
    shares: [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null],
    text: "NaN",
  };
  expect(unpack(pack({ value }))).toEqual({ value });
});
