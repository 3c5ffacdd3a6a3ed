import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/harness/global-setup.ts"],
    // Kernels on a software adapter take all cores; two files at a time would only time each other out.
    fileParallelism: false,
    // Within a file, tests of processes of their own may run side by side.
    maxConcurrency: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
