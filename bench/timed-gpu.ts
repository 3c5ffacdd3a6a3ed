import { GpuUnavailableError } from "../src/errors.js";
import { Gpu, type GpuOptions } from "../src/runtime/gpu/device.js";

/** Those that `requestGpu()` asks for, and timestamps. */
const FEATURES = ["subgroups", "timestamp-query"] as const;

/** As `requestGpu()`, but with timestamps where the adapter has them. */
export async function openTimedGpu({
  api,
  forceFallbackAdapter = false,
}: GpuOptions & { readonly api: GPU }): Promise<Gpu> {
  const adapter = await api.requestAdapter({ powerPreference: "high-performance", forceFallbackAdapter });
  if (!adapter) throw new GpuUnavailableError("The adapter that was there has gone. Run the benchmark again.");
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const device = await adapter.requestDevice({
    label: "bench",
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
  });
  return new Gpu(device, adapter.info, true);
}
