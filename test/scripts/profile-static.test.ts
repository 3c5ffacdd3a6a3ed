import { describe, expect, it, test } from "vitest";
import { choiceOf } from "../../scripts/profile-static/choice.js";
import type { Profile } from "../../scripts/profile-static/compile.js";
import { faultsOf } from "../../scripts/profile-static/limits.js";
import { pipelinesOf } from "../../scripts/profile-static/pipelines.js";
import { markedWgsl, spirvIn } from "../../scripts/profile-static/spirv.js";
import { tablesOf, titleOf } from "../../scripts/profile-static/table.js";
import { profile } from "./run-profile.js";

/** A kernel that is as a GPU wants it, but for what is given. */
function profiled({ isForGpus = true, ...given }: Partial<Profile> & { isForGpus?: boolean }): Profile {
  const found = { models: new Set(["deep"]), levels: new Set(["tiled-32", "tiled-64"]), isForGpus };
  return {
    pipeline: { kernel: "softmax", code: "", overrides: {}, constants: "LANES 16", workgroups: [2, 9], ...found },
    workgroup: [16, 8, 1],
    wave: 64,
    registers: 48,
    spilled: 0,
    scratch: 0,
    shared: 512,
    waves: 16,
    loads: 3,
    arithmetic: 50,
    ...given,
  };
}

describe("the limits", () => {
  const faults = (given: Parameters<typeof profiled>[0], generation = "navi31") =>
    faultsOf(generation, [profiled(given)]).map((line) => line.replace(/^(\w+): softmax \(LANES 16\) /, ""));

  it("find nothing in what is as a GPU wants it", () => {
    expect(faults({ waves: 8 })).toEqual([]);
  });

  it.each([
    [{ spilled: 3 }, "spills 3 registers"],
    [{ scratch: 16 }, "uses 16 bytes of scratch memory a lane"],
    [{ waves: 7 }, "has 7 waves a SIMD, fewer than 8"],
    [{ workgroup: [2, 2, 1], wave: 32 }, "leaves 88 % of its lanes idle"],
    [{ workgroup: [96, 1, 1] }, "leaves 25 % of its lanes idle"],
  ])("name what is not: %o", (given, fault) => {
    expect(faults(given)).toEqual([`${fault}; deep at tiled-32, tiled-64`]);
    expect(faults({ ...given, isForGpus: false })).toEqual([]);
  });

  it("ask for so many waves on RDNA only: Vega has ten at most", () => {
    expect(faults({ waves: 5 }, "vega10")).toEqual([]);
    for (const generation of ["navi23", "navi10", "gfx1201"]) expect(faults({ waves: 5 }, generation)).toHaveLength(1);
  });
});

test("pipelines are listed once, with all places that have them, and forms for GPUs are told from others", async () => {
  const models = ["notebook", "convolutional"];
  const pipelines = await pipelinesOf({
    models,
    levels: ["tiled", "fused", "tiled-64"],
    batch: 128,
    precisions: ["float32"],
  });
  const named = (kernel: string) => pipelines.filter((pipeline) => pipeline.kernel === kernel);
  expect(named("gather-quads").map(({ models, levels }) => [[...models], [...levels]])).toEqual([
    [models, ["tiled", "tiled-64", "fused"]],
  ]);
  expect(named("dense-rows")).toHaveLength(1);
  const forGpus = new Set(pipelines.filter(({ isForGpus }) => isForGpus).map(({ kernel }) => kernel));
  for (const kernel of ["matmul-shared", "conv2d-shared", "dense-rows", "adadelta"]) expect(forGpus).toContain(kernel);
  for (const kernel of ["matmul-subgroups", "conv2d-subgroups", "conv2d-from-one"])
    expect(forGpus).not.toContain(kernel);
  expect(named("conv2d-subgroups").length).toBeGreaterThan(0);
  const [shared] = named("conv2d-kernel-gradient-shared");
  expect(shared?.constants).toContain("KERNEL_WIDTH 3");
});

test("what Dawn dumps is found by its mark, without what old assemblers do not know", () => {
  const dump = [0, 1]
    .flatMap((index) => [
      ...["info:", "// Dumped WGSL:", markedWgsl("fn main() {}", index), "info:", "/* Dumped SPIRV disassembly */"],
      ...[
        "; SPIR-V",
        '  OpExtension "SPV_KHR_maximal_reconvergence"',
        `  OpExecutionMode %1 LocalSize ${8 + index} 4 2`,
      ],
    ])
    .join("\n");
  expect(spirvIn(dump, 1)).toEqual({
    assembly: "; SPIR-V\n  OpExecutionMode %1 LocalSize 9 4 2",
    workgroup: [9, 4, 2],
  });
  expect(() => spirvIn(dump, 2)).toThrow("has no pipeline 2");
});

test("the table has GPU forms first, numbers to the right", () => {
  const text = tablesOf([profiled({}), profiled({ isForGpus: false, workgroup: [2, 2, 1], spilled: 180 })]);
  expect(text.split("\n").map((line) => line.slice(0, 59))).toEqual([
    "## Forms for GPUs",
    "",
    "| kernel  | workgroups | workgroup | wave | lanes | VGPRs |",
    "| ------- | ---------: | --------: | ---: | ----: | ----: |",
    "| softmax |        2…9 |      16×8 |   64 | 100 % |    48 |",
    "",
    "## Forms for software adapters",
    "",
    "| kernel  | workgroups | workgroup | wave | lanes | VGPRs |",
    "| ------- | ---------: | --------: | ---: | ----: | ----: |",
    "| softmax |        2…9 |       2×2 |   64 |   6 % |    48 |",
  ]);
  expect(text).toContain("| deep   | tiled-32, 64 | LANES 16  |");
  expect(titleOf("navi23", 128)).toBe("navi23 (RDNA 2), batch 128");
});

describe("the command line", () => {
  it("profiles every preset at the forms for GPUs on three generations, unless told otherwise", () => {
    expect(choiceOf([])).toMatchObject({ batch: 128, generations: ["navi31", "navi23", "vega10"], check: false });
    expect(choiceOf(["--model", "deep,a.json", "--level", "tiled-64", "--batch", "7", "--check"])).toMatchObject({
      models: ["deep", "a.json"],
      levels: ["tiled-64"],
      batch: 7,
      precisions: ["float32", "mixed"],
      check: true,
    });
    expect(choiceOf(["--precision", "mixed", "--check"])).toMatchObject({ precisions: ["mixed"] });
    expect(choiceOf(["--write"])).toMatchObject({ precisions: ["float32"] });
    expect(choiceOf(["--help"])).toBeUndefined();
  });

  it.each([
    [["--batch", "0"], "--batch must be a whole number of at least 1; got 0."],
    [["--level", "tiled-16"], 'There is no level "tiled-16"; there are naive, tiled, fused, tiled-32,'],
    [["--precision", "float16"], 'There is no precision "float16"; there are float32, mixed.'],
    [["--write", "--model", "deep"], "--write is for the tables of everything"],
    [["--fast"], "Usage: npm run profile:static"],
  ])("refuses %j", (args, message) => {
    expect(() => choiceOf(args)).toThrow(message);
  });

  it("says what to install where a tool is missing, with exit code 2", async () => {
    expect(await profile(["--check"], { PATH: "/nowhere" })).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^Not there: .*gcc, spirv-as.*\. Install .*apt-get install mesa-vulkan-drivers/),
    });
  });
});
