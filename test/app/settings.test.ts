import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Draft, NOTEBOOK } from "../../src/app/state/draft.js";
import { allUsed, isTrap, readSettings } from "../../src/app/state/settings.js";
import { adadelta, adam } from "../../src/index.js";

function errorsOf(changes: Partial<Draft>) {
  const checked = readSettings({ ...NOTEBOOK, ...changes });
  return "errors" in checked ? checked.errors : {};
}

describe("the settings", () => {
  it("say how many samples are used where more are wanted than there are", () => {
    const said = (limit: string, there: number | undefined) => allUsed({ ...NOTEBOOK, limit }, there);
    expect(said("99999", 60)).toBe("There are 60: all are used.");
    expect(said("2", 1)).toBe("There is 1: it is used.");
    for (const limit of ["60", "", "many"]) expect(said(limit, 60)).toBeUndefined();
    expect(said("99999", undefined)).toBeUndefined();
  });

  it("are the notebook's unless something else is asked for", () => {
    expect(readSettings(NOTEBOOK)).toEqual({
      settings: { epochs: 50, batchSize: 256, optimizer: adadelta(), seed: 1, loss: "binaryCrossentropy" },
    });
  });

  it("hold the optimizer with its learning rate, and a limit only where there is one", () => {
    expect(readSettings({ ...NOTEBOOK, optimizer: "adam", learningRate: "0,002", limit: "512" })).toMatchObject({
      settings: { optimizer: adam({ learningRate: 0.002 }), limit: 512 },
    });
  });

  it.each<[Partial<Draft>, string]>([
    [{ epochs: "0" }, "Epochs must be a whole number from 1 to 10,000; got “0”."],
    [{ epochs: "-1" }, "Epochs must be a whole number from 1 to 10,000; got “-1”."],
    [{ epochs: "1.5" }, "Epochs must be a whole number from 1 to 10,000; got “1.5”."],
    [{ epochs: " " }, "Epochs must be a whole number from 1 to 10,000; got nothing."],
    [{ batchSize: "0" }, "Batch size must be a whole number from 1 to 60,000; got “0”."],
    [{ limit: "0" }, "Training samples must be a whole number from 1, or blank for all; got “0”."],
    [{ limit: "1e99" }, "Training samples must be a whole number from 1, or blank for all; got “1e99”."],
    [{ learningRate: "0" }, "Learning rate must be a number above 0; got “0”."],
    [{ learningRate: "0,5,1" }, "Learning rate must be a number above 0; got “0,5,1”."],
    [{ epochs: "1,5" }, "Epochs must be a whole number from 1 to 10,000; got “1,5”."],
    [{ learningRate: "NaN" }, "Learning rate must be a number above 0; got “NaN”."],
    [{ learningRate: "Infinity" }, "Learning rate must be a number above 0; got “Infinity”."],
    [{ seed: "4294967296" }, "Seed must be a whole number from 0 to 4,294,967,295; got “4294967296”."],
    [{ loss: "hinge" }, "Loss must be binaryCrossentropy or meanSquaredError; got “hinge”."],
    [{ loss: "toString" }, "Loss must be binaryCrossentropy or meanSquaredError; got “toString”."],
    [{ optimizer: "toString" }, "Optimizer must be one of adadelta, adam, adamw, sgd, rmsprop; got “toString”."],
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

  it.each([
    ["adadelta", "0.001", true],
    ["adadelta", "0.01", true],
    ["adadelta", "0.5", false],
    ["adam", "0.001", false],
    ["adadelta", "", false],
  ])("know the trap: %s at %s", (optimizer, learningRate, trap) => {
    expect(isTrap({ ...NOTEBOOK, optimizer, learningRate })).toBe(trap);
  });
});
