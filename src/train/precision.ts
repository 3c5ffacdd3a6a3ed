import type { Values } from "../data/dataset.js";
import { checkWord } from "../data/known-options.js";
import { DataError, GpuUnavailableError } from "../errors.js";
import { PRECISIONS, type Precision } from "../plan/plan.js";
import type { Gpu } from "../runtime/gpu/device.js";

/**
 * Why f16 is asked of the adapter, though every WebGPU can pack two of them into a word (`pack2x16float`): kernels that share what
 * they load read single values at any stride, and store single ones, where two of a word may be two invocations'.
 */
const FEATURE = "shader-f16";

/** @throws {ArgumentError} for what is no precision, {@link GpuUnavailableError} for one that the adapter, or its device, has not */
export function checkPrecision(precision: Precision, { device, info }: Gpu): void {
  checkWord("Unknown precision", precision, PRECISIONS);
  if (device.features.has(FEATURE)) return;
  const name = [info.vendor, info.architecture].filter(Boolean).join(" ") || info.description || "without a name";
  throw new GpuUnavailableError(
    `Precision "mixed" stores values in f16, which needs WebGPU's feature "${FEATURE}", and the adapter ${name} has been opened without ` +
      'it. Use precision "float32"; or another adapter; or, for a GPUDevice of your own, ask for the feature in requestDevice(), if its ' +
      "adapter has it, as requestGpu() does.",
  );
}

/** The largest f16. */
const LARGEST_HALF = 65_504;

/**
 * Holds the samples of a model in mixed precision against what f16 can say.
 * @throws {DataError} that names a value which is too large
 */
export function checkSamples(data: Values, count: number): void {
  const bad = data.findIndex((value) => Math.abs(value) > LARGEST_HALF);
  if (bad < 0) return;
  const size = data.length / count;
  throw new DataError(
    `The data has ${data[bad]} in sample ${Math.floor(bad / size)}, value ${bad % size}, but precision "mixed" stores samples in f16, up to ` +
      '65,504. Scale the data, or use precision "float32".',
  );
}
