import { configDefaults, defineConfig } from "vitest/config";

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
    "house",
    "own-table",
    "speed",
  ].map((name) => `app/${name}`),
  ...["bench-pack", "dawn", "disk-faults", "experiment", "train-job", "tuning-file", "use"].map(
    (name) => `cli/${name}`,
  ),
  ...[
    "bench/command",
    "experiments/pca",
    "kernels/conv2d-input-gradient-shared",
    "kernels/conv2d-kernel-gradient-shared",
    "kernels/conv2d-max-pool2d",
    "kernels/conv2d-shared",
    "plan/bisect",
    "reference/golden",
    "runtime/memory",
    "scripts/profile-compiler",
    "train/family",
    "train/tune",
  ],
].map((name) => `test/${name}.test.ts`);

/** With configurations of their own: implementations of WebGPU beside Chrome's, and other frameworks. */
const OTHERS = ["test/implementations/**", "test/interop/**"];

/** Suites of which a part is as long: `ISTHMUS_TEST_HEAVY` tells them which part is meant. */
const BOTH = ["test/train/golden.test.ts"];

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === "heavy" ? [...HEAVY, ...BOTH] : ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...OTHERS, ...(mode === "heavy" ? [] : HEAVY)],
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
