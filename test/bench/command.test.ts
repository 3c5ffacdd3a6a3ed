import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createBuilder } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import type { BenchEvent, BenchReport } from "../../bench/report.js";
import { parseCommandLine } from "../../src/cli/program.js";
import { runCli, temporaryFolder } from "../cli/run-cli.js";
import { filesIn, textOf } from "../laws/sources.js";

const parse = (...args: string[]) => parseCommandLine(args, { out: () => undefined, err: () => undefined });

describe("the command line of bench", () => {
  it("measures everything and everyone unless told otherwise", () => {
    expect(parse("bench")).toEqual({
      command: "bench",
      options: { rounds: 7, peers: true, matmul: false, quick: false, runtime: "chrome", software: false, json: false },
    });
  });

  it("takes everything", () => {
    const line =
      "bench --rounds 3 --only isthmus,tfjs/wasm --no-peers --matmul --quick --software --json --runtime node";
    expect(parse(...line.split(" "))).toEqual({
      command: "bench",
      options: {
        rounds: 3,
        only: ["isthmus", "tfjs/wasm"],
        peers: false,
        matmul: true,
        quick: true,
        runtime: "node",
        software: true,
        json: true,
      },
    });
  });

  it.each([
    [["--rounds", "0"], /whole number from 1/],
    [["--only", "isthmus,"], /names, with commas between/],
    [["--faster"], /unknown option/],
  ])("refuses %j", (args, message) => {
    expect(() => parse("bench", ...args)).toThrow(message);
  });
});

describe("the peers", () => {
  it("are known to the benchmark, and to the view of the page that loads them at a click, only", () => {
    const known = /@tensorflow|@jax-js/;
    const files = ["src", "shaders"].flatMap((folder) => filesIn(folder).map((file) => `${folder}/${file}`));
    const configs = ["vite.config.ts", "vite.cli.config.ts", "vite.lib.config.ts"];
    const elsewhere = [...files, ...configs].filter((file) => !file.startsWith("src/app/speed/"));
    expect(elsewhere.filter((file) => known.test(textOf(file)))).toEqual([]);
  });
});

describe("isthmus bench", () => {
  beforeAll(async () => {
    const configFile = fileURLToPath(new URL("../../vite.bench.config.ts", import.meta.url));
    await (await createBuilder({ configFile, logLevel: "warn" })).buildApp();
  });

  it("measures ours beside peers that train the same model, and what the adapter can do", async () => {
    const folder = await temporaryFolder();
    const adapter = process.env.ISTHMUS_TEST_GPU === undefined ? ["--software"] : [];
    const only = ["--only", "isthmus/tiled,tfjs/cpu,jax-js/wasm"];
    const { code, stdout, stderr } = await runCli(["bench", "--quick", "--json", ...only, ...adapter], folder);
    expect(code, stderr).toBe(0);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { event: BenchEvent["type"] | "done" } & Record<string, unknown>);
    expect(new Set(events.map(({ event }) => event))).toEqual(
      new Set(["adapter", "progress", "section", "floors", "done"]),
    );
    const { sections, floors } = events.at(-1) as unknown as BenchReport;

    expect(sections.map(({ id }) => id)).toEqual(["notebook-256", "convolutional-8", "predict", "start"]);
    for (const { rows } of sections) {
      expect(rows.map(({ contender }) => contender)).toEqual(["isthmus/tiled", "tfjs/cpu", "jax-js/wasm"]);
      for (const row of rows) {
        expect(row, stderr).toMatchObject({ outcome: "measured" });
        expect(row.agreement?.difference).toBeLessThanOrEqual(1e-4);
        expect(row.time?.low).toBeGreaterThan(0);
      }
    }

    expect(floors?.levels.map(({ title, level }) => [title, level])).toEqual([
      ["notebook step, batch 256", "tiled"],
      ["convolutional step, batch 8", "tiled"],
    ]);
    const [tiled] = floors?.levels ?? [];
    expect(tiled?.calls.length).toBeGreaterThan(5);
    for (const floor of [...(tiled?.calls ?? []), tiled?.step]) {
      expect(floor?.time).toBeGreaterThan(0);
      expect(floor?.share).toBeGreaterThan(0);
      // No upper limit: on a machine that is busy with other things a kernel may seem faster than the floor.
    }
    expect(floors?.adapter.flops).toBeGreaterThan(1e8);
    expect(floors?.adapter.dependentDispatch).toBeGreaterThan(0);
    expect(await readdir(folder), "what is not a whole run is not written").toEqual([]);
  }, 300_000);

  it("says who there is when nobody is left", async () => {
    const { code, stderr } = await runCli(["bench", "--only", "nobody"], await temporaryFolder());
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^ArgumentError: Nothing here begins with "nobody".*isthmus\/naive.*tfjs\/webgpu.*reference/,
    );
  });
});
