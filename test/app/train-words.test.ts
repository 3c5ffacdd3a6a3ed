import { expect, it } from "vitest";
import { NOTEBOOK, withModel } from "../../src/app/state/draft.js";
import { checkModel } from "../../src/app/state/model-check.js";
import { AS_FOUND } from "../../src/app/state/reading.js";
import { introSentence } from "../../src/app/views/intro.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import { snapshotOf } from "../../src/app/worker/snapshot.js";
import { type Autoencoder, describeModel, PRESETS } from "../../src/index.js";

const saidOf = (
  model: string,
  size: number,
  shape: readonly number[] = [28, 28],
  data?: Parameters<typeof introSentence>[2],
) => introSentence(checkModel(withModel(NOTEBOOK, model), shape), size, data);

async function table() {
  const text = `a,b,c,d\n${Array.from({ length: 12 }, (_, row) => `${row / 12},0.5,0.25,${row / 20}`).join("\n")}\n`;
  const file = new File([text], "four.csv");
  return (await dataFrom([{ file, path: file.name }], AS_FOUND, () => {})).info;
}

it("a place is called narrow where it is", async () => {
  expect(saidOf("notebook", 32)).toMatch(/a picture through a narrow place, .* has to draw the picture again/);
  expect(saidOf("denoising", 1568)).toMatch(
    /more numbers than the picture has values: it is no narrow place\..*noisy pictures/,
  );
  const four = await table();
  expect(saidOf("notebook", 32, four.shape, four)).toMatch(
    /more numbers than the sample has values.*may simply copy\. .*columns/,
  );
  expect(saidOf("notebook", 4, four.shape, four)).toMatch(/as many numbers as the sample has values/);
  expect(saidOf("notebook", 2, four.shape, four)).toMatch(/a sample through a narrow place, .* give the sample again/);
});

it("of a model that takes noise away, samples are shown with noise, as it is given them; of a table as they are", async () => {
  const asked: number[][] = [];
  const modelOf = (description: unknown) =>
    ({
      description,
      encode: async () => ({ shape: [2, 7, 7, 32], data: new Float32Array(2 * 1568) }),
      predict: async (values: Float32Array | Uint8Array) => {
        asked.push([...values]);
        return { data: Float32Array.from(values) };
      },
      getWeights: async () => ({}),
    }) as unknown as Autoencoder;
  const values = Uint8Array.from({ length: 2 * 784 }, (_, at) => (at % 5 === 0 ? 255 : 0));
  const info = {
    ...(await table()),
    mnist: true,
    own: undefined,
    shape: [28, 28],
    examples: { names: ["a", "b"], values },
  };
  const { own: _, columns: __, cloud: ___, ...pictures } = info;
  const denoising = await snapshotOf(modelOf(describeModel(PRESETS.denoising())), pictures);
  expect(denoising.codeShape).toEqual([7, 7, 32]);
  expect([...(denoising.given ?? [])]).toEqual(asked[0]);
  expect(denoising.given?.every((value) => value >= 0 && value <= 1)).toBe(true);
  // Half of what was white has become greyer, half of what was black lighter: the rest was clipped.
  expect(denoising.given?.filter((value) => value > 0 && value < 1).length).toBeGreaterThan(600);
  expect((await snapshotOf(modelOf(describeModel(PRESETS.notebook())), pictures)).given).toBeUndefined();
  expect(asked[1]).toEqual([...values]);
});
