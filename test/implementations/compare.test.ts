import { describe, expect, it } from "vitest";
import type { Level } from "../../src/index.js";
import { loadKernels } from "../../src/kernels/kernels.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS, type Preset } from "../../src/model/presets.js";
import { planFor } from "../../src/plan/lower.js";
import { kernelOf, LEVELS, outputsOf } from "../../src/plan/plan.js";
import { HAS_HALVES, HAS_SUBGROUPS, QUICK, usePage } from "../harness/browser.js";
import "../plan/loaded.js";

/** Whole tiles and rests of them; most of the time is the float64 reference's, which is JavaScript. */
const ROWS = 20;
const STEPS = 2;

const context = usePage();

await loadKernels();

function planOf(preset: Preset, level: Level) {
  const network = networkOf(describeModel(PRESETS[preset]()));
  return planFor(network, { kind: "train", rows: ROWS, level, bytes: true, subgroups: HAS_SUBGROUPS });
}

/** Quickly, models beside the notebook's at these: between them they have every kernel of theirs for processors and for GPUs. */
const QUICKLY: readonly Level[] = ["tiled", "tiled-64-split"];

/** The levels at which a model is compared. */
function given(preset: Preset): readonly Level[] {
  if (!QUICK || preset === "notebook") return LEVELS;
  // Its convolutions are those of `convolutional`.
  return preset === "denoising" ? ["tiled"] : QUICKLY;
}

/** Those levels of a model whose plans are no other's. */
function levelsOf(preset: Preset): Level[] {
  const levels = given(preset);
  const calls = levels.map((level) => JSON.stringify(planOf(preset, level).calls));
  return levels.filter((_, index) => calls.indexOf(calls[index] ?? "") === index);
}

it("has the features that these plans are made for, and no kernel that needs others", async () => {
  const has = await context.page.evaluate(async () => {
    const { device, subgroups, info } = await globalThis.harness.gpu();
    return { subgroups, halves: device.features.has("shader-f16"), software: info.software };
  });
  expect(has).toEqual({ subgroups: HAS_SUBGROUPS, halves: HAS_HALVES, software: true });
  const presets = Object.keys(PRESETS) as Preset[];
  const calls = presets.flatMap((preset) => LEVELS.flatMap((level) => planOf(preset, level).calls));
  const features = new Set(calls.flatMap((call) => kernelOf(call).feature ?? []));
  expect([...features]).toEqual(HAS_SUBGROUPS ? ["subgroups"] : []);
});

describe.each(Object.keys(PRESETS) as Preset[])("every buffer after every call, model %s", (preset) => {
  it.each(levelsOf(preset))("level %s", async (level) => {
    const { rows, losses, passed } = await context.page.evaluate(
      async (given) => {
        const { compare, PRESETS } = globalThis.isthmus;
        const pixels = Uint8Array.from({ length: given.rows * 784 }, (_, index) => (index * 7919) % 256);
        const model = { ...PRESETS[given.preset](), level: given.level, gpu: await globalThis.harness.gpu() };
        return compare(model, pixels, { steps: given.steps, batchSize: given.rows });
      },
      { preset, level, rows: ROWS, steps: STEPS },
    );
    expect(rows.filter(({ boundShare }) => !(boundShare >= 0 && boundShare <= 1))).toEqual([]);
    expect(rows.filter(({ maxError }) => maxError > 0).length).toBeGreaterThan(rows.length / 3);
    expect(passed).toBe(true);
    for (const { relativeError } of losses) expect(relativeError).toBeLessThan(1e-5);
    // The plan that ran is the one that was meant.
    const planned = planOf(preset, level).calls.flatMap((call) => outputsOf(call).map(() => call.kernel));
    expect(rows.map(({ kernel }) => kernel)).toEqual(Array(STEPS).fill(planned).flat());
  });
});

describe.each(["tiled", "fused", "tiled-64-split"] as const)("two trainings from one seed, level %s", (level) => {
  it.each(["notebook", "variational", "convolutional"] as const)("%s: the same bits", async (preset) => {
    const [one, same, other] = await context.page.evaluate(
      async (given) => {
        const { Autoencoder, PRESETS } = globalThis.isthmus;
        const gpu = await globalThis.harness.gpu();
        const pixels = Uint8Array.from({ length: 50 * 784 }, (_, index) => (index * 7919) % 256);
        const bits = async (seed: number) => {
          const model = await Autoencoder.create({ ...PRESETS[given.preset](), level: given.level, gpu, seed });
          await model.fit(pixels, { epochs: 2, batchSize: 20 });
          const weights = Object.values(await model.getWeights());
          model.dispose();
          return weights.map(({ data }) => globalThis.harness.encode(data)).join();
        };
        return [await bits(7), await bits(7), await bits(8)];
      },
      { preset, level },
    );
    expect(same === one).toBe(true);
    expect(other === one).toBe(false);
  });
});
