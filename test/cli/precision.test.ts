import { describe, expect, it, vi } from "vitest";
import { plan } from "../../src/cli/commands/plan.js";
import { settingFacts } from "../../src/cli/facts.js";
import { modelFor } from "../../src/cli/model.js";
import { parseCommandLine } from "../../src/cli/program.js";
import { RunLog } from "../../src/cli/run-log.js";
import { readRunRecord } from "../../src/cli/run-record.js";
import { datasetOf, describePlan, PRESETS } from "../../src/index.js";

const parse = (...args: string[]) => parseCommandLine(args, { out: () => undefined, err: () => undefined });

describe("--precision", () => {
  it("is float32 unless it is said, of every command that trains or plans", () => {
    expect(parse("train")).toMatchObject({ options: { run: { precision: "float32" } } });
    expect(parse("train", "--precision", "mixed")).toMatchObject({ options: { run: { precision: "mixed" } } });
    for (const command of ["compare", "plan"]) {
      expect(parse(command)).toMatchObject({ options: { precision: "float32" } });
      expect(parse(command, "--precision", "mixed")).toMatchObject({ options: { precision: "mixed" } });
      expect(() => parse(command, "--precision", "float16")).toThrow(/Allowed choices are float32, mixed/);
    }
  });

  it("belongs to a run that goes on, as its level does, and can be changed there", () => {
    expect(parse("train", "--resume", "runs/a")).toMatchObject({ options: { changes: {} } });
    expect(parse("train", "--resume", "runs/a")).not.toHaveProperty("options.changes.precision");
    expect(parse("train", "--resume", "runs/a", "--precision", "mixed")).toMatchObject({
      options: { changes: { precision: "mixed" } },
    });
    const options = { data: "mnist", epochs: 1, batchSize: 1, shuffle: false, model: "notebook", level: "tiled" };
    const record = (more: object) =>
      readRunRecord(JSON.stringify({ options: { ...options, ...more }, epochs: [], seconds: 0 })).options.precision;
    expect(record({ precision: "mixed" })).toBe("mixed");
    expect(record({})).toBeUndefined(); // a run of before there was a choice
    expect(() => record({ precision: "half" })).toThrow(/run\.options\.precision must be one of float32, mixed/);
  });

  it("goes with the model to where the GPU is, and into the report", () => {
    const spec = modelFor({ model: "notebook", level: "tiled", precision: "mixed" }, [28, 28]);
    expect(spec.precision).toBe("mixed");
    const run = { model: "notebook", data: "mnist", epochs: 3, batchSize: 2, shuffle: true };
    const train = datasetOf(new Uint8Array(784), [28, 28]);
    const data = { train, size: 784, image: [28, 28], summaries: [] } as unknown as Parameters<typeof settingFacts>[3];
    expect(settingFacts(run, spec, "tiled", data).Precision).toMatch(/^mixed/);
    expect(settingFacts(run, PRESETS.notebook(), "tiled", data)).not.toHaveProperty("Precision");
  });

  it("is told when training begins", () => {
    const told: string[] = [];
    const [out, err] = ["stdout", "stderr"].map((name) =>
      vi.spyOn(process[name as "stdout"], "write").mockImplementation((text) => told.push(String(text)) > 0),
    );
    const sizes = { epochs: 1, initialEpoch: 0, steps: 2, batchSize: 3, samples: 6, validationSamples: 0 };
    new RunLog(true).handle({ type: "begin", ...sizes, level: "tiled", precision: "mixed" });
    new RunLog(false).handle({ type: "begin", ...sizes, level: "tiled", precision: "mixed" });
    out?.mockRestore();
    err?.mockRestore();
    expect(told.join("\n")).toMatch(/"level":"tiled","precision":"mixed"/);
    expect(told.join("\n")).toMatch(/kernels tiled, precision mixed/);
  });

  it("shows in a plan's calls and in what they move", async () => {
    const settings = { kind: "train", batchSize: 256, level: "tiled" } as const;
    const moved = async (precision: "float32" | "mixed") =>
      (await describePlan(PRESETS.convolutional(), { ...settings, precision })).reduce(
        (sum, { bytes }) => sum + bytes,
        0,
      );
    expect((await moved("mixed")) / (await moved("float32"))).toBeLessThan(0.8);
    const told: string[] = [];
    const out = vi.spyOn(process.stdout, "write").mockImplementation((text) => told.push(String(text)) > 0);
    const place = { runtime: "node", software: false, json: false, tuned: false } as const;
    await plan({ ...settings, ...place, model: "notebook", precision: "mixed" });
    out.mockRestore();
    expect(told.join("")).toMatch(/batch\/cast-weights +cast/);
  });
});
