import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defineConfig } from "vitest/config";
import { kernelFacts } from "./scripts/kernel-facts.js";

/**
 * The longest suites, whose parts are tested in short ones too: `npm run test:heavy` runs these, `npm test` all others, and
 * `.ci/run` both.
 */
const HEAVY = [
  ...[
    "choose",
    "compare",
    "deployment",
    "experiments",
    "explore",
    "faults",
    "hostile",
    "leaks",
    "house",
    "own-table",
    "speed",
    "stage-at-work",
    "story-at-work",
  ].map((name) => `app/${name}`),
  ...[
    "bench-pack",
    "dawn",
    "disk-faults",
    "doctor",
    "experiment",
    "hand-over",
    "kills",
    "losses",
    "train-job",
    "tuning-file",
    "use",
  ].map((name) => `cli/${name}`),
  ...[
    "bench/command",
    "docs/chrome",
    "docs/commands",
    "docs/site",
    "examples/examples",
    "experiments/pca",
    "kernels/clip-norm-parts",
    "kernels/conv2d-input-gradient-shared",
    "kernels/conv2d-kernel-gradient-shared",
    "kernels/conv2d-max-pool2d",
    "kernels/conv2d-shared",
    "kernels/matmul-shared",
    "plan/bisect",
    "reference/finite-differences",
    "reference/golden",
    "runtime/memory",
    "scripts/profile-compiler",
    "train/family",
    "train/tune",
    "train/weighted",
  ],
].map((name) => `test/${name}.test.ts`);

/** With configurations of their own: implementations of WebGPU beside Chrome's, and other frameworks. */
const OTHERS = ["test/builds/", "test/implementations/", "test/interop/"];

/** Suites of which a part is as long: `ISTHMUS_TEST_HEAVY` tells them which part, or how much, is meant. */
const BOTH = [
  "fuzz/fuzz",
  "kernels/conv2d-gradient-sums",
  "kernels/dense-gradients",
  "kernels/dense-rows",
  "kernels/dense-weights",
  "train/golden",
].map((name) => `test/${name}.test.ts`);

const ALL = readdirSync("test", { recursive: true, encoding: "utf8" })
  .map((path) => `test/${path.replaceAll("\\", "/")}`)
  .filter((path) => path.endsWith(".test.ts") && !OTHERS.some((folder) => path.startsWith(folder)));

/** Whether a test, or a file beside it that it imports, asks for what the global setup makes: a browser, a server, a build. */
function needsSetup(path: string): boolean {
  const text = readFileSync(path, "utf8");
  if (/\binject\(|\bdist\//.test(text)) return true;
  const imported = [...text.matchAll(/from "(\.[^"]+)\.js"/g)].map(([, to]) => join(dirname(path), `${to}.ts`));
  return imported.some((file) => file.startsWith("test") && existsSync(file) && needsSetup(file));
}

export default defineConfig(({ mode }) => {
  const heavy = mode === "heavy";
  // `npm run kills`: as the heavy suite has it, ten times as often.
  const kills = mode === "kills";
  const chosen = kills
    ? ["test/cli/kills.test.ts"]
    : ALL.filter((path) => BOTH.includes(path) || HEAVY.includes(path) === heavy);
  const common = {
    env: { ...(heavy && { ISTHMUS_TEST_HEAVY: "1" }), ...(kills && { ISTHMUS_KILLS: "100" }) },
    // Of no test is its time a part: these end what hangs, also with others at work on the machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  };
  return {
    test: {
      projects: [
        {
          plugins: [kernelFacts()],
          test: {
            ...common,
            name: "in Node",
            include: chosen.filter((path) => !needsSetup(path)),
            sequence: { groupOrder: 0 },
            maxWorkers: 2,
          },
        },
        {
          plugins: [kernelFacts()],
          test: {
            ...common,
            name: "in Chrome",
            include: chosen.filter(needsSetup),
            globalSetup: ["test/harness/global-setup.ts"],
            // Kernels on a software adapter take all cores; two files at a time would only time each other out.
            sequence: { groupOrder: 1 },
            fileParallelism: false,
            // Within a file, tests of processes of their own, or of kernels that take long to compile, may run side by side.
            maxConcurrency: 2,
          },
        },
      ],
    },
  };
});
