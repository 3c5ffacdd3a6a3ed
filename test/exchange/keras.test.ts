import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { savedModelIn } from "../../src/exchange/own-file.js";
import { exportModel, importModel } from "../../src/formats.js";
import { PRESETS } from "../../src/model/presets.js";
import { comparable } from "./comparable.js";
import { anyModel, savedBytes } from "./saved-models.js";

/** A model through a `.keras` and back. */
async function returned(bytes: Uint8Array) {
  const [file] = await exportModel(bytes, "keras");
  if (!file) throw new Error("nothing was exported");
  return savedModelIn(await importModel(file.bytes, file.name));
}

describe("a .keras file keeps all of a model", () => {
  test.each(Object.entries(PRESETS))("of the preset %s", async (_, preset) => {
    const bytes = savedBytes(preset(), 1, true);
    expect(comparable(await returned(bytes))).toEqual(comparable(savedModelIn(bytes)));
  });

  test("of any layers, activations and optimizers, weights to the bit", async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, fc.boolean(), async (options, trained) => {
        const bytes = savedBytes(options, 1, trained);
        expect(comparable(await returned(bytes))).toEqual(comparable(savedModelIn(bytes)));
      }),
      { numRuns: 300 },
    );
  });
});
