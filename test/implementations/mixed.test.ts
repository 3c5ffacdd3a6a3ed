import { describe, expect, it } from "vitest";
import { sizeOf } from "../../src/data/dataset.js";
import type { Level } from "../../src/plan/plan.js";
import { HAS_HALVES, QUICK, usePage } from "../harness/browser.js";
import { CASES, MODELS } from "./mixed-models.js";

/** Precision "mixed" on a GPU that has f16; test/train/precision.test.ts has what is said where it has not. */

const context = usePage();

/** Whole tiles and rests of them. */
const ROWS = 20;
const SLOWER: readonly Level[] = ["naive", "tiled-32"];

describe.skipIf(!HAS_HALVES)("mixed precision", () => {
  // Quickly without the largest model and the slower levels: halves.test.ts has all of their kernels.
  it.each(CASES.filter(([name, level]) => !QUICK || !(name === "convolutional" || SLOWER.includes(level))))(
    "keeps every bound, model %s, level %s",
    async (name, level) => {
      const { rows, losses, passed } = await context.page.evaluate(
        async (given) => {
          const pixels = Uint8Array.from({ length: given.rows * given.size }, (_, index) => (index * 7919) % 256);
          const gpu = await globalThis.harness.gpu();
          const model = { ...given.model, level: given.level, precision: "mixed" as const, gpu };
          return globalThis.isthmus.compare(model, pixels, { steps: 2, batchSize: given.rows });
        },
        { model: MODELS[name], size: sizeOf(MODELS[name].input), level, rows: ROWS },
      );
      expect(rows.filter(({ boundShare }) => !(boundShare >= 0 && boundShare <= 1))).toEqual([]);
      expect(rows.some(({ kernel }) => kernel === "cast")).toBe(true);
      expect(passed).toBe(true);
      // Sides that round in other ways where a sum lies between two f16 are up to one apart there: 2⁻¹⁰ of that value.
      for (const { relativeError } of losses) expect(relativeError).toBeLessThan(1e-4);
    },
  );

  it.each(["tiled", "fused", "tiled-64-split"] as const)(
    "trains to the same bits again, and when it is saved and resumed, level %s",
    async (level) => {
      const { whole, again, resumed, float32, dtypes } = await context.page.evaluate(async (given) => {
        const { Autoencoder, PRESETS } = globalThis.isthmus;
        const gpu = await globalThis.harness.gpu();
        const pixels = Uint8Array.from({ length: 50 * 784 }, (_, index) => (index * 7919) % 256);
        const options = { level: given, gpu, precision: "mixed" as "mixed" | "float32" };
        const bits = async (model: import("../../src/index.js").Autoencoder) => {
          const weights = Object.values(await model.getWeights());
          model.dispose();
          return weights.map(({ data }) => globalThis.harness.encode(data)).join();
        };
        const trained = async (epochs: number, precision: "mixed" | "float32" = "mixed") => {
          const model = await Autoencoder.create({ ...PRESETS.notebook(), ...options, precision });
          await model.fit(pixels, { epochs, batchSize: 20 });
          return model;
        };
        const [first, second] = [await trained(3), await trained(3)];
        const begun = await trained(2);
        const bytes = await begun.save({ optimizer: true });
        begun.dispose();
        const header = new TextDecoder().decode(bytes.subarray(8, 8 + new DataView(bytes.buffer).getUint32(0, true)));
        const goesOn = await Autoencoder.load(bytes, options);
        await goesOn.fit(pixels, { initialEpoch: 2, epochs: 3, batchSize: 20 });
        return {
          whole: await bits(first),
          again: await bits(second),
          resumed: await bits(goesOn),
          float32: await bits(await trained(3, "float32")),
          dtypes: [...new Set(header.match(/"dtype":"\w+"/g))],
        };
      }, level);
      expect(again === whole).toBe(true);
      expect(resumed === whole).toBe(true);
      expect(float32 === whole).toBe(false);
      expect(dtypes).toEqual(['"dtype":"F32"']);
    },
  );

  it("predicts, encodes and decodes within some roundings of f16 of what float32 does", async () => {
    const largest = await context.page.evaluate(async () => {
      const { Autoencoder, PRESETS } = globalThis.isthmus;
      const gpu = await globalThis.harness.gpu();
      const pixels = Uint8Array.from({ length: 7 * 784 }, (_, index) => (index * 7919) % 256);
      const made = [];
      for (const precision of ["float32", "mixed"] as const) {
        const model = await Autoencoder.create({ ...PRESETS.deep(), gpu, precision });
        const codes = await model.encode(pixels);
        made.push([codes.data, (await model.decode(codes)).data, (await model.predict(pixels)).data]);
        model.dispose();
      }
      const [one = [], other = []] = made;
      return one.map((values, index) =>
        values.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[index]?.[at] ?? 0))), 0),
      );
    });
    for (const difference of largest) expect(difference).toBeGreaterThan(0);
    // Codes are about 1, outputs below it, each off by some of 2⁻¹¹ ≈ 5e-4 of the terms that it is the sum of.
    for (const difference of largest) expect(difference).toBeLessThan(5e-3);
  });
});
