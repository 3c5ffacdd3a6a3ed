import { type AdapterInfo, type Gpu, GpuUnavailableError, requestCpu, requestGpu } from "../../index.js";

/** What computes for this page. */
export interface Processor {
  readonly gpu: Gpu;
  /** Of the CPU: that there is an adapter, which gave no device. */
  readonly refusal?: string;
}

/**
 * What computes for this page: a GPU, or where there is none the CPU, by the same plans, some tens of times slower.
 * @param hadGpu whether there was one before: one that was lost comes back, and what it was doing is not the CPU's to go on with
 * @throws {GpuUnavailableError} where there was one and is none now
 */
export async function openProcessor(hadGpu = false): Promise<Processor> {
  try {
    return { gpu: await requestGpu() };
  } catch (error) {
    if (hadGpu || !(error instanceof GpuUnavailableError)) throw error;
    // A device that was refused has a cause; where there is no adapter, there is none to name.
    return { gpu: await requestCpu(), ...(error.cause !== undefined && { refusal: error.message }) };
  }
}

/** Whether it is the CPU: then the page says that it is slow, and trains on the first digits. */
export const isCpu = ({ device, software }: AdapterInfo): boolean => software && device === "CPU";
