import { describe, expect, it, vi } from "vitest";
import { FAMILIES, KERNELS, loadKernels } from "../../src/kernels/kernels.js";
import { filesIn } from "./sources.js";

/** Every kernel is either in the core or in the one family that its name belongs to. */

const inCore = [...KERNELS.keys()];
const stems = filesIn("shaders")
  .filter((file) => /^[^/]+\.wgsl$/.test(file))
  .map((file) => file.replace(".wgsl", ""))
  .sort();
const families = await Promise.all(
  FAMILIES.map(async ({ names, load }) => ({ names, kernels: (await load()).kernels.map(({ name }) => name) })),
);

describe.each(families.map((family) => [family.names, family.kernels] as const))(
  "the family of %s",
  (names, kernels) => {
    it("has all kernels of its names and no other", () => {
      expect([...kernels].sort()).toEqual(stems.filter((stem) => names.test(stem)));
      expect(kernels.length).toBeGreaterThan(0);
    });

    it("shares no name with another, nor with the core", () => {
      const others = families.filter((other) => other.names !== names).flatMap((other) => other.kernels);
      expect([...others, ...inCore].filter((name) => names.test(name))).toEqual([]);
    });
  },
);

/** `KERNELS` as they are before anything is loaded. */
async function untouched() {
  vi.resetModules();
  return import("../../src/kernels/kernels.js");
}

describe("loadKernels", () => {
  it("loads the families of the names it is given, and no others", async () => {
    const { KERNELS: loaded, loadKernels: load } = await untouched();
    await load(["matmul-quads", "conv2d", "no-such-kernel"]);
    expect([...loaded.keys()].filter((name) => !inCore.includes(name))).toEqual(families[0]?.kernels);
  });

  it("loads nothing for kernels of the core", async () => {
    const { KERNELS: loaded, loadKernels: load } = await untouched();
    await load(inCore);
    expect([...loaded.keys()]).toEqual(inCore);
  });

  it("loads all there are without names", async () => {
    await loadKernels();
    expect([...KERNELS.keys()].sort()).toEqual(stems);
  });
});
