import { afterEach, expect, it, vi } from "vitest";
import { results } from "../../src/app/state/results.js";

const nothing = [] as unknown as Parameters<ReturnType<typeof results>>;
afterEach(() => {
  vi.unstubAllGlobals();
});

it("what makes a run's files is asked for again at its end; where it cannot be had then either, there are none, and the run has not failed", async () => {
  vi.stubGlobal("document", { baseURI: "https://page.example/" });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("There is no network.")));
  let asked = 0;
  vi.doMock("../../src/app/take-home/results.js", () => {
    if (++asked <= 3) throw new Error("It is not there.");
    return { resultsOf: async () => [{ name: "model.json" }] };
  });
  expect(await results()(...nothing)).toEqual([]);
  expect(asked).toBe(2);

  const resultsOf = results();
  await vi.waitFor(() => expect(asked).toBe(3));
  expect(await resultsOf(...nothing)).toEqual([{ name: "model.json" }]);
  expect(asked).toBe(4);
});
