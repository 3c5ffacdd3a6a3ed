import type { Host } from "../gpu/host.js";
import { ReferenceExecutor } from "../reference/executor.js";
import type { CpuBuffer } from "./buffer.js";

/** What a `GPUCommandEncoder` of the CPU's is: a list of what to do. */
export interface CpuEncoder {
  readonly commands: (() => void)[];
}

/** Computes plans with the float64 twin of every operation, on buffers of the CPU's. */
export const twinsHost: Host = (plans, buffers) => {
  const executor = new ReferenceExecutor();
  for (const { name, scalar } of plans.flatMap((plan) => [...plan.buffers.values()])) {
    const buffer = buffers.get(name) as unknown as CpuBuffer;
    executor.adopt(name, scalar === "u32" ? buffer.words() : buffer.reals(scalar));
  }
  return (encoder, steps, calls) => {
    const { commands } = encoder as unknown as CpuEncoder;
    for (const step of steps) {
      for (const call of calls ?? step.plan.calls) commands.push(() => executor.call(call, step));
    }
  };
};
