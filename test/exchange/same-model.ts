import { expect } from "vitest";
import type { SavedModel } from "../../src/exchange/saved-model.js";
import { comparable } from "./comparable.js";

/** Models that are the same to the bit, and say the same of themselves. */
export function expectSameModel(actual: SavedModel, expected: SavedModel, what?: string): void {
  expect(actual.description, what).toEqual(expected.description);
  expect(comparable(actual), what).toEqual(comparable(expected));
}
