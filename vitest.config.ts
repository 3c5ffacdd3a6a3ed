import { configDefaults, defineConfig } from "vitest/config";

/**
 * Suites that take half a minute or more each, for what seldom breaks alone: `npm run test:heavy` runs these, `npm test` all
 * others, and `.ci/run` both.
 */
const HEAVY = [
  "test/app/experiments.test.ts",
  "test/app/faults.test.ts",
  "test/app/speed.test.ts",
  "test/bench/command.test.ts",
  "test/cli/dawn.test.ts",
  "test/cli/experiment.test.ts",
  "test/cli/train-job.test.ts",
  "test/cli/tuning-file.test.ts",
];

/** Suites of which a part is as long: `ISTHMUS_TEST_HEAVY` tells them which part is meant. */
const BOTH = ["test/train/golden.test.ts"];

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === "heavy" ? [...HEAVY, ...BOTH] : ["test/**/*.test.ts"],
    exclude: mode === "heavy" ? configDefaults.exclude : [...configDefaults.exclude, ...HEAVY],
    env: mode === "heavy" ? { ISTHMUS_TEST_HEAVY: "1" } : {},
    globalSetup: ["test/harness/global-setup.ts"],
    // Kernels on a software adapter take all cores; two files at a time would only time each other out.
    fileParallelism: false,
    // Within a file, tests of processes of their own may run side by side.
    maxConcurrency: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
}));
