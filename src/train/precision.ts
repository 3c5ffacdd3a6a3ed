import { ArgumentError, GpuUnavailableError, shown } from "../errors.js";
import { PRECISIONS, type Precision } from "../plan/plan.js";
import type { Gpu } from "../runtime/gpu/device.js";

/**
 * Why f16 is asked of the adapter, though every WebGPU can pack two of them into a word (`pack2x16float`): kernels that share what
 * they load read single values at any stride, and store single ones, where two of a word may be two invocations'.
 */
const FEATURE = "shader-f16";

/** @throws {ArgumentError} for what is no precision, {@link GpuUnavailableError} for one that the adapter, or its device, has not */
export function checkPrecision(precision: Precision, { device, info }: Gpu): void {
  if (!PRECISIONS.includes(precision)) {
    throw new ArgumentError(`Unknown precision ${shown(precision)}; known: ${PRECISIONS.join(", ")}.`);
  }
  if (device.features.has(FEATURE)) return;
  const name = [info.vendor, info.architecture].filter(Boolean).join(" ") || info.description || "without a name";
  throw new GpuUnavailableError(
    `Precision "mixed" stores values in f16, which needs WebGPU's feature "${FEATURE}", and the adapter ${name} has been opened without ` +
      'it. Use precision "float32"; or another adapter; or, for a GPUDevice of your own, ask for the feature in requestDevice(), if its ' +
      "adapter has it, as requestGpu() does.",
  );
}
