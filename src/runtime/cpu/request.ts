import { Gpu } from "../gpu/device.js";

/**
 * A `Gpu` for where there is none: it computes on the CPU, with the float64 twin of every operation and with nothing but the language.
 * Models take it as they take any other; its `info` has the device `"CPU"`, and `software`. A step of the notebook's model took a tenth
 * of a second of one core, one of the blog's convolutional model 1.8 s.
 */
export async function requestCpu(): Promise<Gpu> {
  // Fetched by those who need it.
  const { cpu } = await import("./cpu.js");
  const { device, host } = cpu();
  return new Gpu(device, { device: "CPU", description: "CPU, without WebGPU", isFallbackAdapter: true }, true, host);
}
