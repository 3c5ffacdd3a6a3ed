import { describe, expect, it } from "vitest";
import { errorText, samples } from "../../src/app/components/format.js";
import { readShare } from "../../src/app/state/anomaly.js";
import { PCA } from "../../src/app/state/choice.js";
import { Comparison } from "../../src/app/state/comparison.js";
import { Denoising } from "../../src/app/state/denoising.js";
import { AS_FOUND } from "../../src/app/state/reading.js";
import type { Services } from "../../src/app/state/services.js";
import { Store } from "../../src/app/state/store.js";
import type { Lineup } from "../../src/app/worker/compare-protocol.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import type { Values } from "../../src/index.js";

describe("what is typed and told in the view Compare", () => {
  it.each([
    ["1", 0.01],
    [" 0,5 ", 0.005],
    ["0", 0],
    ["99.9", 0.999],
  ])("%s per cent is a share", (typed, share) => {
    expect(readShare(typed).share).toBeCloseTo(share, 12);
    expect(readShare(typed).error).toBeUndefined();
  });

  it.each(["abc", "-5", "100", "1e9", "NaN"])("%s is refused", (typed) => {
    expect(readShare(typed)).toEqual({ error: `A number from 0 to below 100, please; got “${typed}”.` });
  });

  it("nothing typed is nothing said", () => {
    expect(readShare(" ")).toEqual({});
  });

  it("one is one, and small errors have their digits", () => {
    expect([samples(1), samples(2), samples(4096)]).toEqual(["1 sample", "2 samples", "4,096 samples"]);
    expect([0.0123456, 0.00001234567, 0].map(errorText)).toEqual(["0.01235", "0.00001235", "0"]);
  });
});

it("PCA has as many components as what it stands beside has numbers, until they are typed", () => {
  const model = (id: number, codeSize: number) => ({ id, name: `${id}`, codeSize, mayHaveSeen: false });
  const lineup = { models: [model(1, 32), model(2, 8), model(3, 900)], mostComponents: 784 } as unknown as Lineup;
  const comparison = new Comparison(new Store(), {} as Services);
  const components = () => comparison.state.choices[1].components;
  comparison.choose(0, { which: "model 1", components: "32" }, lineup);
  comparison.choose(1, { which: PCA, components: "5" }, lineup);
  expect(components()).toBe("32");
  comparison.choose(0, { which: "model 2", components: "32" }, lineup);
  expect(components()).toBe("8");
  // There are no more than a sample has values.
  comparison.choose(0, { which: "model 3", components: "32" }, lineup);
  expect(components()).toBe("784");
  comparison.choose(1, { which: PCA, components: "20", typed: true }, lineup);
  comparison.choose(0, { which: "model 1", components: "32" }, lineup);
  expect(components()).toBe("20");
});

it("noise is put on what is known, and what is missing stays blank and out of the figures", async () => {
  const text = `a,b\n${Array.from({ length: 8 }, (_, row) => `${row === 3 ? "" : row / 8},${row / 10}`).join("\n")}\n`;
  const files = [{ file: new File([text], "t.csv"), path: "t.csv" }];
  const { info } = await dataFrom(files, { ...AS_FOUND, missing: "mask" }, () => {});
  const gap = info.examples.mask?.indexOf(0) ?? -1;
  expect(gap).toBe(6);
  let given: Values = new Float32Array();
  const worker = {
    reconstruct: async (_: unknown, values: Values) => {
      given = values;
      // Right everywhere but where nobody knows.
      return Float32Array.from(info.examples.values, (value, at) => (at === gap ? 1e6 : value));
    },
  };
  const denoising = new Denoising(new Store(), { worker, sameData: () => () => true } as unknown as Services);
  denoising.change({ choice: { which: PCA, components: "1" }, deviation: 0.2 });
  const lineup: Lineup = {
    models: [],
    others: 0,
    mostComponents: 2,
    judged: 1,
    keptAside: false,
    classes: [],
    usual: [],
  };
  await denoising.clean(lineup, info);
  const { result, failure } = denoising.state;
  expect(failure).toBeUndefined();
  expect(given[gap]).toBe(info.examples.values[gap]);
  expect(given[0]).not.toBe(info.examples.values[0]);
  expect([result?.noisy[gap], result?.cleaned[gap]]).toEqual([Number.NaN, Number.NaN]);
  expect(result?.cleaned[0]).toBe(info.examples.values[0]);
  expect(result?.before).toBeLessThan(40);
  expect(result?.after).toBe(Number.POSITIVE_INFINITY);
});
