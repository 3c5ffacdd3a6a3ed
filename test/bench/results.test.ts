import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reportTable, withTables } from "../../bench/markdown.js";
import { isRecorded, readResults, slugOf, writeResult } from "../../bench/results.js";
import { report, row, section } from "./report.js";

const adapter = (names: Partial<Record<"vendor" | "architecture" | "device" | "description", string>>) => {
  return { vendor: "", architecture: "", device: "", description: "", ...names };
};

describe("slugOf", () => {
  it.each([
    [{ vendor: "google", architecture: "swiftshader" }, "google-swiftshader"],
    [{ vendor: "NVIDIA", architecture: "Hopper (GH100)" }, "nvidia-hopper-gh100"],
    [{ description: "llvmpipe (LLVM 15)" }, "llvmpipe-llvm-15"],
    [{ device: "0x2330" }, "0x2330"],
    [{ vendor: "nvidia", device: "nvidia-h200" }, "nvidia-h200"],
    [{ vendor: "intel", device: "Arc" }, "intel-arc"],
    [{}, "unnamed"],
    [{ vendor: "../../etc" }, "etc"],
  ])("names a file after %j", (names, slug) => {
    expect(slugOf(adapter(names))).toBe(slug);
  });
});

describe("isRecorded", () => {
  const whole = { runtime: "chrome", rounds: 7, quick: false, matmul: false, peers: true } as const;

  it("takes whole runs only", () => {
    expect(isRecorded(whole)).toBe(true);
    expect(isRecorded({ ...whole, matmul: true })).toBe(true);
    expect(isRecorded({ ...whole, quick: true })).toBe(false);
    expect(isRecorded({ ...whole, peers: false })).toBe(false);
    expect(isRecorded({ ...whole, peers: false, runtime: "node" })).toBe(true);
    expect(isRecorded({ ...whole, only: ["isthmus"] })).toBe(false);
  });
});

describe("result files", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "isthmus-bench-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("come back as they were, products beside training, each in the place of the last one", async () => {
    const training = report([section([row("isthmus/tiled", 20)])]);
    const products = report([section([row("isthmus/tiled", 2)], { flops: 4e6 })], {
      settings: { ...training.settings, matmul: true },
    });
    const onDawn = report([], { settings: { ...training.settings, runtime: "node", peers: false } });
    expect(await writeResult(onDawn, folder)).toBe(`${folder}/google-swiftshader-node.json`);
    await writeResult(report([]), folder);
    expect(await writeResult(training, folder)).toBe(`${folder}/google-swiftshader.json`);
    expect(await writeResult(products, folder)).toBe(`${folder}/google-swiftshader-matmul.json`);
    expect(await readdir(folder)).toEqual([
      "google-swiftshader-matmul.json",
      "google-swiftshader-node.json",
      "google-swiftshader.json",
    ]);
    expect(await readResults(folder)).toEqual([products, onDawn, training]);
  });

  it("say where nothing can be written", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(writeResult(report([]), file)).rejects.toThrow(/Nothing can be written to the output folder/);
  });

  it("are none where there is no folder", async () => {
    expect(await readResults(join(folder, "missing"))).toEqual([]);
  });
});

describe("reportTable", () => {
  const sections = [
    section([row("isthmus/tiled", 20.04), row("tfjs/wasm", 40), row("reference", 1)]),
    section([row("isthmus/tiled", 500), row("tfjs/wasm", 50), row("reference", 1)], { title: "predict" }),
    section(
      [
        row("isthmus/tiled", 3),
        row("tfjs/wasm", 1, { outcome: "wrong", reason: "off" }),
        row("reference", undefined, { outcome: "not possible", reason: "no" }),
      ],
      { title: "start" },
    ),
  ];

  it("has a row a contender and a column a workload, the fastest in bold, the slower ones named", () => {
    expect(reportTable(report(sections))).toBe(
      [
        "**google swiftshader**, a software adapter (Abacus, 2 cores; Chromium 156; 2025-03-04), milliseconds:",
        "",
        "|  | notebook step | predict | start |",
        "| --- | ---: | ---: | ---: |",
        "| isthmus/tiled | **20.0** | 500 | **3.00** |",
        "| tfjs/wasm | 40.0 | **50.0** | 1.00 (WRONG) |",
        "| reference | 1.00 | 1.00 | not possible |",
        "",
        "Isthmus is slower than a peer at: predict (tfjs/wasm is 10.0× faster).",
      ].join("\n"),
    );
  });

  it("counts GFLOP/s in products", () => {
    const products = report([section([row("isthmus/tiled", 2)], { flops: 4e6 })], {
      settings: { runtime: "chrome", rounds: 7, quick: false, matmul: true, peers: true },
    });
    expect(reportTable(products)).toMatch(/GFLOP\/s:[\s\S]*\| isthmus\/tiled \| \*\*2\.00\*\* \|/);
  });
});

describe("withTables", () => {
  const readme =
    "# Title\n\n<!-- bench -->\nold\n<!-- /bench -->\n\nrest\n\n<!-- matmul -->\n<!-- /matmul -->\n\nend\n";

  it("replaces what is between the markers, training here and products there, and nothing else", () => {
    const training = report([section([row("isthmus/tiled", 20)])]);
    const products = report([section([row("isthmus/tiled", 2)], { flops: 4e6, title: "256 square" })], {
      settings: { ...training.settings, matmul: true },
    });
    const made = withTables(readme, [products, training]);
    expect(made).toBe(
      `# Title\n\n<!-- bench -->\n\n${reportTable(training)}\n\n<!-- /bench -->\n\nrest\n\n` +
        `<!-- matmul -->\n\n${reportTable(products)}\n\n<!-- /matmul -->\n\nend\n`,
    );
    expect(withTables(made, [products, training])).toBe(made);
  });

  it.each([
    ["# Title\n", "bench"],
    ["<!-- /bench --> <!-- bench -->", "bench"],
    ["<!-- bench -->", "bench"],
    ["<!-- bench --> <!-- /bench -->", "matmul"],
    ["<!-- bench --> <!-- /bench --> <!-- /matmul --> <!-- matmul -->", "matmul"],
  ])("refuses a README like %j", (text, marker) => {
    expect(() => withTables(text, [])).toThrow(`no "<!-- ${marker} -->" followed by a "<!-- /${marker} -->"`);
  });

  it("finds its places in the README", async () => {
    const text = await readFile("README.md", "utf8");
    expect(withTables(text, [])).toMatch(
      /<!-- bench -->\n\n<!-- \/bench -->[\s\S]*<!-- matmul -->\n\n<!-- \/matmul -->/,
    );
  });
});
