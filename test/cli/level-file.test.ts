import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tunedPlanText } from "../../src/cli/commands/tuned-plan.js";
import { isTunedLevel, levelFile, levelText, readLevelFile, withoutUse } from "../../src/cli/level-file.js";
import { modelFor } from "../../src/cli/model.js";
import { parseCommandLine } from "../../src/cli/program.js";
import { readRunRecord } from "../../src/cli/run-record.js";
import { PRESETS, type TunedPlan } from "../../src/index.js";
import { type DescriptionOptions, describe as describeModel, networkOf } from "../../src/model/description.js";
import { planFor } from "../../src/plan/lower.js";
import { keyOf } from "../../src/plan/tuned-level.js";
import "../plan/loaded.js";
import { temporaryFolder } from "./run-cli.js";

const TUNED = { level: "tiled-64", operations: { "matmul k=4 m=2 n=8 w,x,z": "tiled-32" } } as const;

/** The first product of a training step, as level files name operations. */
function productIn(model: DescriptionOptions, rows: number): string {
  const keys: string[] = [];
  planFor(networkOf(describeModel(model)), { kind: "train", rows, level: "tiled", bytes: true }, ({ operations }) =>
    keys.splice(0, keys.length, ...operations.map(keyOf)),
  );
  return keys.find((key) => key.startsWith("matmul ")) ?? "";
}

const parse = (...args: string[]) => parseCommandLine(args, { out: () => undefined, err: () => undefined });

describe("a file that says which kernels to take", () => {
  it("is read as it was written, a level by its name as one without others", async () => {
    const path = join(await temporaryFolder(), "kernels.json");
    await writeFile(path, levelFile(TUNED));
    expect(readLevelFile(path)).toEqual(TUNED);
    await writeFile(path, levelFile("fused"));
    expect(readLevelFile(path)).toEqual({ level: "fused", operations: {} });
  });

  it.each([
    ["{", /JSON/],
    ["[]", /it must be \{"level"/],
    ['"tiled"', /it must be/],
    ['{"level":"tiled"}', /it must be/],
    ['{"level":"turbo","operations":{}}', /each level one of naive, tiled/],
    ['{"level":"tiled","operations":{"matmul":"turbo"}}', /each level one of/],
    ['{"level":"tiled","operations":[]}', /it must be/],
    ['{"level":"tiled","operations":{},"more":1}', /it must be/],
    [" ".repeat(2 ** 21 + 1), /it has 2097153 bytes/],
  ])("is refused, saying why: %.40s", async (text, why) => {
    const path = join(await temporaryFolder(), "kernels.json");
    await writeFile(path, text);
    expect(() => readLevelFile(path)).toThrow(why);
  });

  it("is what --level takes of every command that has one", async () => {
    const path = join(await temporaryFolder(), "kernels.json");
    await writeFile(path, levelFile(TUNED));
    expect(parse("train", "--level", path)).toMatchObject({ options: { run: { level: TUNED } } });
    for (const command of ["compare", "plan"]) {
      expect(parse(command, "--level", path)).toMatchObject({ options: { level: TUNED } });
      expect(() => parse(command, "--level", "fast")).toThrow(
        command === "plan"
          ? /Allowed choices are naive, .* or a file/
          : /Allowed choices are auto, naive, .* or a file/,
      );
      expect(() => parse(command, "--level", `${path}x.json`)).toThrow(/The file says no kernels: ENOENT/);
    }
  });

  it("is told to have nothing for a model or a batch size that it was not made for", async () => {
    // As commands have it, with the level in it.
    const model = modelFor({ model: "notebook", level: "tiled", precision: "float32" }, [28, 28]);
    const made = { level: "tiled", operations: { [productIn(PRESETS.notebook(), 256)]: "tiled-64" } } as const;
    expect(await withoutUse(model, made, 256)).toBeUndefined();
    expect(await withoutUse(model, made, 100)).toMatch(
      /^Of the 1 operation that the level's file has kernels for, this model has none at batch size 100: all kernels are those of level tiled\. `isthmus plan --tuned/,
    );
    expect(await withoutUse(PRESETS.deep(), made, 256)).toMatch(/has none at batch size 256/);
    for (const level of ["tiled", "auto", undefined, { level: "tiled", operations: {} }] as const) {
      expect(await withoutUse(model, level, 100)).toBeUndefined();
    }
  });

  it("goes on with a run", () => {
    const options = { data: "mnist", epochs: 1, batchSize: 1, shuffle: false, model: "notebook" };
    const record = (level: unknown) =>
      readRunRecord(JSON.stringify({ options: { ...options, level }, epochs: [], seconds: 0 }));
    expect(record(TUNED).options.level).toEqual(TUNED);
    expect(() => record({ ...TUNED, level: "turbo" })).toThrow(
      /run\.options\.level must be one of auto, naive, .*for each operation/,
    );
  });

  it("is told from everything else", () => {
    expect([TUNED, null, "tiled", {}, { level: "tiled", operations: null }].map(isTunedLevel)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("isthmus plan --tuned", () => {
  it("takes no level, and writes its choice only", () => {
    expect(parse("plan", "--tuned", "--runtime", "node", "--out", "a.json")).toMatchObject({
      options: { tuned: true, runtime: "node", out: "a.json", level: "tiled" },
    });
    expect(() => parse("plan", "--tuned", "--level", "tiled")).toThrow(/cannot be used with/);
  });

  it("shows the candidates of each call with their times, those of whole steps, and what was chosen", () => {
    const row = { shape: "2 × 4 × 8", workgroups: [1, 1, 1] as const, flops: 128, bytes: 64 };
    const value: TunedPlan = {
      level: TUNED,
      steps: { "tiled-64": 1.25, tiled: 0.5 },
      rows: [
        {
          ...row,
          call: "encoder.0/forward",
          kernel: "matmul-shared",
          level: "tiled-32",
          times: { "tiled-64": 0.0413, "tiled-32": 0.02 },
        },
        { ...row, call: "batch/gather", kernel: "gather-quads", level: "tiled-64" },
      ],
    };
    const text = tunedPlanText(value, false);
    expect(text).toMatch(
      /^encoder\.0\/forward +matmul-shared +2 × 4 × 8 .* tiled-32 +tiled-32 0\.02, tiled-64 0\.041/m,
    );
    expect(text).toMatch(/^batch\/gather .* tiled-64 +all have the same/m);
    expect(text).toContain(
      "ms a training step: tiled 0.5, tiled-64 1.3\n\nFastest: tiled-64, 1 operation with kernels of other levels.",
    );
    expect(text).not.toContain("software");
    expect(tunedPlanText(value, true)).toMatch(/A software adapter: training takes level tiled unasked/);
    expect(levelText("fused")).toBe("fused");
  });
});
