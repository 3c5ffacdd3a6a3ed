import { describe, expect, it } from "vitest";
import type { LoadedData } from "../../src/app/worker/data.js";
import { allDataIn, type Place } from "../../src/app/worker/place.js";

const data = (count: number) => ({ info: { count } }) as LoadedData;
const place = (coming?: Promise<LoadedData>): Place & { coming: Promise<LoadedData> | undefined } => ({
  openGpu: () => Promise.reject(new Error("not here")),
  data: () => data(5000),
  coming,
});
const countIn = async (of: Place) => (await allDataIn(of)).info.count;

describe("all of the data in use", () => {
  it("is what is still on its way, where that comes", async () => {
    expect(await countIn(place())).toBe(5000);
    expect(await countIn(place(Promise.resolve(data(60_000))))).toBe(60_000);
    expect(await countIn(place(Promise.reject(new Error("404"))))).toBe(5000);
  });

  it("is what has been chosen meanwhile", async () => {
    let come = (_: LoadedData) => {};
    const one = place(
      new Promise((resolve) => {
        come = resolve;
      }),
    );
    const waiting = countIn(one);
    one.coming = undefined;
    come(data(60_000));
    expect(await waiting).toBe(5000);
  });
});
