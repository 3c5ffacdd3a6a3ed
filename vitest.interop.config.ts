import { defineConfig } from "vitest/config";
import { kernelFacts } from "./scripts/kernel-facts.js";

/** `npm run test:interop`: models are exchanged with the real Keras, PyTorch, ONNX Runtime … in Python, which `npm test` needs none of. */
export default defineConfig({
  plugins: [kernelFacts()],
  test: {
    include: ["test/interop/**/*.test.ts"],
    globalSetup: ["test/interop/environment.ts"],
    // A framework computes in one thread, as it is asked to.
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
