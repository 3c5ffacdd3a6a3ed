import { defineConfig } from "vitest/config";
import { kernelFacts } from "./scripts/kernel-facts.js";

/**
 * `npm run test:implementations`: the kernels, whole trainings and the page on implementations of WebGPU beside Chrome's
 * (Tint on SwiftShader, where all other tests run).
 */

/** For all of them. */
const SHARED = [
  "test/implementations/compare.test.ts",
  "test/implementations/halves.test.ts",
  "test/implementations/mixed.test.ts",
  "test/train/golden.test.ts",
];

/** Kernels that Firefox cannot compile, since it has no subgroups yet: compare.test.ts sees that no plan chooses them. */
const SUBGROUPS = "test/kernels/*-subgroups.test.ts";

const common = {
  fileParallelism: false,
  setupFiles: ["test/implementations/properties.ts"],
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [kernelFacts()],
        test: {
          ...common,
          name: "Dawn in Node",
          include: [...SHARED, "test/kernels/*.test.ts"],
          // Kernels run for moments here, and are compiled for seconds: lavapipe leaves out LLVM's optimizer.
          env: { ISTHMUS_TEST_IMPLEMENTATION: "node", GALLIVM_PERF: "nopt" },
          globalSetup: ["test/implementations/node-setup.ts"],
        },
      },
      {
        plugins: [kernelFacts()],
        test: {
          ...common,
          name: "Firefox",
          include: [...SHARED, "test/kernels/*.test.ts", "test/implementations/page.test.ts"],
          exclude: [SUBGROUPS],
          env: { ISTHMUS_TEST_IMPLEMENTATION: "firefox" },
          globalSetup: ["test/implementations/firefox-setup.ts"],
        },
      },
    ],
  },
});
