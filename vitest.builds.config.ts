import { defineConfig } from "vitest/config";

/**
 * `npm run test:builds`: the packages as npm would bring them, in fresh projects of every bundler, runtime and TypeScript that they
 * promise to work with. Those are installed first (test/builds/tools.json), 700 MB, and kept in ~/.cache/isthmus-builds. With
 * `--mode quick` only those that are small: TypeScript, publint, arethetypeswrong, Node, Vite and esbuild.
 */
export default defineConfig(({ mode }) => {
  // The setup and the tests ask for it.
  process.env.ISTHMUS_BUILDS = mode === "quick" ? "quick" : "all";
  return {
    test: {
      include: ["test/builds/*.test.ts"],
      globalSetup: ["test/builds/setup.ts"],
      maxWorkers: 2,
      // Of no test is its time a part: these end what hangs, also with others at work on the machine.
      testTimeout: 900_000,
      hookTimeout: 900_000,
    },
  };
});
