import { defineConfig } from "vitest/config";
import { kernelFacts } from "./scripts/kernel-facts.js";

/**
 * `npm run test:implementations`: the kernels, whole trainings and the page on implementations of WebGPU beside Chrome's
 * (Tint on SwiftShader, where all other tests run). With `-- --mode quick`, as in `.ci/run`, fewer cases of each.
 */

/** For all of them, beside whole trainings. */
const KERNELS = [
  "test/implementations/compare.test.ts",
  "test/implementations/halves.test.ts",
  "test/implementations/mixed.test.ts",
  "test/kernels/*.test.ts",
];
const TRAININGS = "test/train/golden.test.ts";

/** Kernels that Firefox cannot compile, since it has no subgroups yet: compare.test.ts sees that no plan chooses them. */
const SUBGROUPS = "test/kernels/*-subgroups.test.ts";

const common = {
  fileParallelism: false,
  setupFiles: ["test/implementations/properties.ts"],
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

export default defineConfig(({ mode }) => {
  const quick = { ...(mode === "quick" && { ISTHMUS_TEST_QUICK: "1" }) };
  const dawn = { ...common, globalSetup: ["test/implementations/node-setup.ts"] };
  const inNode = { ...quick, ISTHMUS_TEST_IMPLEMENTATION: "node" };
  return {
    test: {
      projects: [
        {
          plugins: [kernelFacts()],
          test: {
            ...dawn,
            name: "Dawn in Node",
            include: KERNELS,
            // Kernels run for moments here, and are compiled for seconds: lavapipe leaves out LLVM's optimizer.
            env: { ...inNode, GALLIVM_PERF: "nopt" },
            sequence: { groupOrder: 0 },
          },
        },
        {
          plugins: [kernelFacts()],
          test: {
            ...dawn,
            name: "Dawn in Node, trainings",
            include: [TRAININGS],
            env: inNode,
            sequence: { groupOrder: 1 },
          },
        },
        {
          plugins: [kernelFacts()],
          test: {
            ...common,
            name: "Firefox",
            include: [...KERNELS, TRAININGS, "test/implementations/page.test.ts"],
            exclude: [SUBGROUPS],
            env: { ...quick, ISTHMUS_TEST_IMPLEMENTATION: "firefox" },
            globalSetup: ["test/implementations/firefox-setup.ts"],
            // One worker for all files: Firefox takes one session at a time, and may not have given one back when the next file asks.
            isolate: false,
            maxWorkers: 1,
            sequence: { groupOrder: 2 },
          },
        },
      ],
    },
  };
});
