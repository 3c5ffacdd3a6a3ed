import { defineConfig } from "vitest/config";

/** `npm run test:interop`: models are exchanged with the real Keras, PyTorch, ONNX Runtime … in Python, which `npm test` needs none of. */
export default defineConfig({
  test: {
    include: ["test/interop/**/*.test.ts"],
    globalSetup: ["test/interop/environment.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
