import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Draft, draftFromFragment, NOTEBOOK, readSettings } from "../../src/app/settings.js";

function errorsOf(changes: Partial<Draft>) {
  const checked = readSettings({ ...NOTEBOOK, ...changes });
  return "errors" in checked ? checked.errors : {};
}

describe("the settings", () => {
  it("are the notebook's unless something else is asked for", () => {
    expect(readSettings(draftFromFragment("").draft)).toEqual({
      settings: { epochs: 50, batchSize: 256, learningRate: 1, seed: 1, limit: 60_000, loss: "binaryCrossentropy" },
    });
  });

  it("take what an address asks for", () => {
    const { draft, unknown } = draftFromFragment("#limit=512&epochs=2&loss=meanSquaredError&learningRate=0.5");
    expect(unknown).toEqual([]);
    expect(readSettings(draft)).toMatchObject({
      settings: { limit: 512, epochs: 2, batchSize: 256, loss: "meanSquaredError", learningRate: 0.5 },
    });
  });

  it("name what they do not know in an address", () => {
    expect(draftFromFragment("#epoch=2&__proto__=1").unknown).toEqual(["epoch", "__proto__"]);
  });

  it.each<[Partial<Draft>, string]>([
    [{ epochs: "0" }, "Epochs must be a whole number from 1 to 10,000; got “0”."],
    [{ epochs: "-1" }, "Epochs must be a whole number from 1 to 10,000; got “-1”."],
    [{ epochs: "1.5" }, "Epochs must be a whole number from 1 to 10,000; got “1.5”."],
    [{ epochs: " " }, "Epochs must be a whole number from 1 to 10,000; got nothing."],
    [{ batchSize: "0" }, "Batch size must be a whole number from 1 to 60,000; got “0”."],
    [{ limit: "60001" }, "Training images must be a whole number from 1 to 60,000; got “60001”."],
    [{ learningRate: "0" }, "Learning rate must be a number above 0; got “0”."],
    [{ learningRate: "0,5" }, "Learning rate must be a number above 0; got “0,5”."],
    [{ learningRate: "NaN" }, "Learning rate must be a number above 0; got “NaN”."],
    [{ learningRate: "Infinity" }, "Learning rate must be a number above 0; got “Infinity”."],
    [{ seed: "4294967296" }, "Seed must be a whole number from 0 to 4,294,967,295; got “4294967296”."],
    [{ loss: "hinge" }, "Loss must be binaryCrossentropy or meanSquaredError; got “hinge”."],
    [{ loss: "toString" }, "Loss must be binaryCrossentropy or meanSquaredError; got “toString”."],
  ])("refuse %o", (changes, message) => {
    expect(Object.values(errorsOf(changes))).toEqual([message]);
  });

  it("report every wrong field at once", () => {
    expect(Object.keys(errorsOf({ epochs: "x", seed: "", learningRate: "-1" })).sort()).toEqual([
      "epochs",
      "learningRate",
      "seed",
    ]);
  });

  it("accept any text without throwing, and only whole numbers within the limits", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)), (text) => {
        const checked = readSettings({ ...NOTEBOOK, epochs: text });
        if (!("settings" in checked)) return;
        const { epochs } = checked.settings;
        expect(Number.isInteger(epochs) && epochs >= 1 && epochs <= 10_000).toBe(true);
        expect(epochs).toBe(Number(text));
      }),
    );
  });
});
