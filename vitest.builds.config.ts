import { defineConfig } from "vitest/config";

/**
 * `npm run test:builds`: the packages as npm would bring them, in fresh projects of every bundler, runtime and TypeScript that they
 * promise to work with. Those are installed first (test/builds/tools.json), 700 MB, and kept in ~/.cache/isthmus-builds.
 */
export default defineConfig({
  test: {
    include: ["test/builds/*.test.ts"],
    globalSetup: ["test/builds/setup.ts"],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
