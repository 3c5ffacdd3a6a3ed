import * as ort from "onnxruntime-web";
import type { ExportedFile } from "../../src/exchange/saved-model.js";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

/**
 * What ONNX Runtime makes of samples, by the name of each output. It is its WebAssembly build, of the same kernels as for CPUs:
 * the package for Node fetches files from a third place when it is installed.
 * @param shape of a sample
 */
export async function runOnnx(
  [file]: readonly ExportedFile[],
  shape: readonly number[],
  samples: Float32Array,
): Promise<Record<string, ort.Tensor & { data: Float32Array }>> {
  const session = await ort.InferenceSession.create(file?.bytes ?? new Uint8Array(), { executionProviders: ["wasm"] });
  try {
    const rows = samples.length / shape.reduce((product, length) => product * length, 1);
    const [input = "x"] = session.inputNames;
    const outputs = await session.run({ [input]: new ort.Tensor("float32", samples, [rows, ...shape]) });
    return outputs as Record<string, ort.Tensor & { data: Float32Array }>;
  } finally {
    await session.release();
  }
}
