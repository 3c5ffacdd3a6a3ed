import { type AdapterInfo, type Gpu, GpuUnavailableError, requestCpu, requestGpu } from "../../index.js";

/**
 * What computes for this page: a GPU, or where there is none the CPU, by the same plans, some tens of times slower.
 * @param hadGpu whether there was one before: one that was lost comes back, and what it was doing is not the CPU's to go on with
 * @throws {GpuUnavailableError} where there was one and is none now
 */
export async function openProcessor(hadGpu = false): Promise<Gpu> {
  try {
    return await requestGpu();
  } catch (error) {
    if (hadGpu || !(error instanceof GpuUnavailableError)) throw error;
    return requestCpu();
  }
}

/** Whether it is the CPU: then the page says that it is slow, and trains on the first digits. */
export const isCpu = ({ device, software }: AdapterInfo): boolean => software && device === "CPU";
