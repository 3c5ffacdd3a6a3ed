import { configDefaults, defineConfig } from "vitest/config";

/**
 * Suites that take half a minute or more each, for what seldom breaks alone: `npm run test:heavy` runs these, `npm test` all
 * others, and `.ci/run` both.
 */
const HEAVY = [
  "test/app/experiments.test.ts",
  "test/app/faults.test.ts",
  "test/bench/command.test.ts",
  "test/cli/dawn.test.ts",
  "test/cli/experiment.test.ts",
  "test/cli/train-job.test.ts",
  "test/cli/tuning-file.test.ts",
];

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === "heavy" ? HEAVY : ["test/**/*.test.ts"],
    exclude: mode === "heavy" ? configDefaults.exclude : [...configDefaults.exclude, ...HEAVY],
    globalSetup: ["test/harness/global-setup.ts"],
    // Kernels on a software adapter take all cores; two files at a time would only time each other out.
    fileParallelism: false,
    // Within a file, tests of processes of their own may run side by side.
    maxConcurrency: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
}));
