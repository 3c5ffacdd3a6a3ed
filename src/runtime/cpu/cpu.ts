import { CpuDevice } from "./device.js";
import { twinsHost } from "./twins-host.js";

/** A new device in the memory of the CPU, and what computes in the place of its pipelines. */
export const cpu = () => ({ device: new CpuDevice() as unknown as GPUDevice, host: twinsHost });
