import { describe, expect, it, vi } from "vitest";
import { KERNELS, loadKernels, loadVersions, versionsOf } from "../../src/kernels/kernels.js";
import { OPERATIONS } from "../../src/operations/operations.js";
import { filesIn } from "./sources.js";

/** Every operation has kernels, every shader is one of them, and who trains dense layers fetches none for images. */

await loadKernels();

const stems = filesIn("shaders")
  .filter((file) => /^[^/]+\.wgsl$/.test(file))
  .map((file) => file.replace(".wgsl", ""))
  .sort();
const operations = Object.keys(OPERATIONS);
const all = operations.flatMap((operation) => versionsOf({ operation, label: "test" }));

describe("the kernels", () => {
  it("are the shaders, each of one operation", () => {
    expect(all.map(({ name }) => name).sort()).toEqual(stems);
    expect([...KERNELS.keys()].sort()).toEqual(stems);
  });

  it.each(operations)("of %s: the last computes all that comes before it, in any case", (operation) => {
    const versions = versionsOf({ operation, label: "test" });
    expect(versions.length).toBeGreaterThan(0);
    // Those that only a pass asks for have none for level naive.
    const plain = versions.map(({ plain = false }) => plain);
    expect(plain).toEqual([...plain].sort((a, b) => Number(a) - Number(b)));
  });
});

/** The kernels as they are before anything is loaded. */
async function untouched() {
  vi.resetModules();
  return import("../../src/kernels/kernels.js");
}

describe("what is loaded", () => {
  it("is the page of the operations asked for, and no other", async () => {
    const { loadVersions: load, versionsOf: of } = await untouched();
    await load(["matmul", "conv2d"]);
    expect(of({ operation: "conv2d-flip", label: "test" }).length).toBe(1);
    expect(() => of({ operation: "dropout", label: "encoder.0/dropout" })).toThrow(/encoder\.0\/dropout.*not loaded/);
  });

  it("is the shaders of the kernels asked for", async () => {
    const { KERNELS: loaded, loadKernels: load } = await untouched();
    await load(["matmul-quads", "matmul-shared", "no-such-kernel"]);
    expect([...loaded.keys()].sort()).toEqual(["matmul-quads", "matmul-shared"]);
  });

  it("is there once", async () => {
    const before = KERNELS.get("conv2d-shared");
    await loadVersions();
    await loadKernels(["conv2d-shared"]);
    expect(KERNELS.get("conv2d-shared")).toBe(before);
  });
});
