import type { Gpu } from "../gpu/device.js";

/**
 * A `Gpu` for where there is none: it computes on the CPU, by the float64 reference, some tens of times slower than a GPU and with
 * nothing but the language. Models take it as they take any other; it has `info.software`.
 */
export async function requestCpu(): Promise<Gpu> {
  // Fetched by those who need it.
  return (await import("./device.js")).cpu();
}
