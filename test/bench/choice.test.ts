import { describe, expect, it } from "vitest";
import { choose } from "../../bench/choice.js";
import { CONTENDERS, mannerOf } from "../../bench/contenders/names.js";
import { idOf, PRODUCTS } from "../../bench/product.js";
import { QUICK_WORKLOADS, WORKLOADS } from "../../bench/work.js";
import { LADDER, LEVELS, PRECISIONS } from "../../src/plan/plan.js";

describe("mannerOf", () => {
  it("reads every name of ours, at a level and a precision that there are", () => {
    const manners = CONTENDERS.filter(({ name }) => name.startsWith("isthmus/")).map(({ name }) => mannerOf(name));
    for (const { level, precision } of manners) {
      expect(LEVELS).toContain(level);
      expect(PRECISIONS).toContain(precision);
    }
    expect(manners.filter(({ precision }) => precision === "float32").map(({ level }) => level)).toEqual(LEVELS);
    expect(mannerOf("isthmus/tiled/mixed")).toEqual({ level: "tiled", precision: "mixed" });
  });
});

const choice = (settings: Partial<Parameters<typeof choose>[0]> = {}, software = true) => {
  const { entries, workloads, products } = choose({ peers: true, quick: false, matmul: false, ...settings }, software);
  return {
    names: entries.map(({ name }) => name),
    workloads: workloads.map(({ id }) => id),
    products: products.map(idOf),
  };
};

const everyone = CONTENDERS.filter(({ forGpus }) => !forGpus).map(({ name }) => name);
const everything = WORKLOADS.map(({ id }) => id);

describe("choose", () => {
  it("takes everyone and everything unless told otherwise", () => {
    expect(choice()).toEqual({ names: everyone, workloads: everything, products: [] });
    expect(choice({ quick: true }).workloads).toEqual(QUICK_WORKLOADS.map(({ id }) => id));
    expect(choice({ matmul: true })).toEqual({ names: everyone, workloads: [], products: PRODUCTS.map(idOf) });
    expect(choice({ matmul: true, quick: true }).products).toEqual(["product-256-256-256"]);
  });

  it("takes ours at every level and the reference without peers", () => {
    expect(choice({ peers: false }).names).toEqual([...LADDER.map((level) => `isthmus/${level}`), "reference"]);
  });

  it("takes what is made for GPUs where there is one, or by its name", () => {
    expect(choice({}, false).names).toEqual(CONTENDERS.map(({ name }) => name));
    expect(choice({ only: ["isthmus/tiled-32", "isthmus/n"] }).names).toEqual(["isthmus/naive", "isthmus/tiled-32"]);
    expect(choice({ only: ["isthmus/tiled/mixed"] }).names).toEqual(["isthmus/tiled/mixed"]);
  });

  it("takes contenders by the beginnings of their names", () => {
    const only = ["tfjs/w", "isthmus/tiled"];
    expect(choice({ only })).toEqual({
      names: ["isthmus/tiled", "tfjs/webgpu", "tfjs/wasm"],
      workloads: everything,
      products: [],
    });
  });

  it("takes workloads and products by the beginnings of theirs", () => {
    expect(choice({ only: ["convolutional"] })).toEqual({
      names: everyone,
      workloads: ["convolutional-128"],
      products: [],
    });
    expect(choice({ only: ["convolutional"], quick: true }).workloads).toEqual(["convolutional-8"]);
    expect(choice({ only: ["product-1", "product-2048"], matmul: true }).products).toEqual([
      "product-1024-1024-1024",
      "product-2048-2048-2048",
    ]);
  });

  it("takes some of both", () => {
    const { names, workloads } = choice({ only: ["jax-js", "notebook-3", "deep"] });
    expect(names).toEqual(["jax-js/webgpu", "jax-js/wasm"]);
    expect(workloads).toEqual(["deep-256", "notebook-32"]);
  });

  it.each([
    [
      { only: ["isthmus", "torch"] },
      /^Nothing here begins with "torch"\. The contenders are isthmus\/naive, .*reference; what/,
    ],
    [
      { only: ["convolutional"], matmul: true },
      /begins with "convolutional"\. .* what they do is product-256-256-256, .*\. Give/,
    ],
    [
      { only: ["deep"], quick: true },
      /begins with "deep"\. .* what they do is notebook-256, convolutional-8, predict, start\./,
    ],
    [{ only: ["tfjs"], peers: false }, /^Nobody is left with these options\. The contenders are .*tfjs\/webgpu/],
  ])("refuses %j", (settings, message) => {
    expect(() => choice(settings)).toThrow(message);
  });
});
