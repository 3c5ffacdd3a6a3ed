import { constantIn } from "../kernels/kernel.js";
import type { Gpu } from "../runtime/gpu/device.js";
import { COMPUTE_STAGE, STORAGE } from "../runtime/gpu/usage.js";
import copyShader from "./shaders/copy.wgsl?raw";
import incrementShader from "./shaders/increment.wgsl?raw";
import matrixShader from "./shaders/multiply-add-matrix.wgsl?raw";
import vectorShader from "./shaders/multiply-add-vector.wgsl?raw";
import type { Stopwatch } from "./stopwatch.js";

/** What an adapter can do at most, as measured. */
export interface AdapterSpeed {
  /** Floating-point operations a second, a multiply-add counting two. */
  readonly flops: number;
  /** Bytes a second, read and written, of 8 MiB buffers (which caches may hold) and of 128 MiB ones. */
  readonly cachedBandwidth: number;
  readonly bandwidth: number;
  /** Seconds from one dispatch to the next, when neither needs the other and when each needs the one before. */
  readonly dispatch: number;
  readonly dependentDispatch: number;
  readonly clock: Stopwatch["clock"];
}

const MIB = 2 ** 20;

/** Measures it, within a few seconds. @throws {GpuError} where the adapter has no room for buffers of 128 MiB */
export async function measureAdapter(gpu: Gpu, stopwatch: Stopwatch): Promise<AdapterSpeed> {
  const bench = new AdapterBench(gpu, stopwatch);
  try {
    return {
      flops: Math.max(await bench.multiplyAdds(vectorShader, 64), await bench.multiplyAdds(matrixShader, 128)),
      cachedBandwidth: await bench.bandwidth(8 * MIB),
      bandwidth: await bench.bandwidth(128 * MIB),
      dispatch: await bench.latency(64),
      dependentDispatch: await bench.latency(1),
      clock: stopwatch.clock,
    };
  } finally {
    bench.dispose();
  }
}

class AdapterBench {
  private readonly buffers: GPUBuffer[] = [];

  constructor(
    private readonly gpu: Gpu,
    private readonly stopwatch: Stopwatch,
  ) {}

  /**
   * Operations a second.
   * @param flops of one invocation in one round
   */
  async multiplyAdds(shader: string, flops: number): Promise<number> {
    const invocations = constantIn(shader, "WORKGROUP");
    const work = invocations * constantIn(shader, "ROUNDS") * flops;
    const measure = async (workgroups: number) => {
      const kernel = await this.kernel(shader, [[this.buffer(16 * invocations * workgroups)]]);
      return this.stopwatch.time((encoder, repetitions) => kernel(encoder, repetitions, workgroups));
    };
    const few = await measure(256);
    // What is done so soon was too little to fill the machine.
    if (few > 1) return (work * 256) / (few / 1000);
    return (work * 16_384) / ((await measure(16_384)) / 1000);
  }

  /** Bytes a second, of buffers of so many bytes. */
  async bandwidth(bytes: number): Promise<number> {
    const kernel = await this.kernel(copyShader, [[this.buffer(bytes), this.buffer(bytes)]]);
    const workgroups = bytes / 16 / constantIn(copyShader, "WORKGROUP");
    const milliseconds = await this.stopwatch.time((encoder, repetitions) => kernel(encoder, repetitions, workgroups));
    return (2 * bytes) / (milliseconds / 1000);
  }

  /** Seconds a dispatch, on so many buffers in turn. */
  async latency(buffers: number): Promise<number> {
    const kernel = await this.kernel(
      incrementShader,
      Array.from({ length: buffers }, () => [this.buffer(4)]),
    );
    return (await this.stopwatch.time((encoder, repetitions) => kernel(encoder, repetitions, 1))) / 1000;
  }

  dispose(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }

  private buffer(bytes: number): GPUBuffer {
    const buffer = this.gpu.buffer("bench", bytes, STORAGE);
    this.buffers.push(buffer);
    return buffer;
  }

  /**
   * A kernel as a function that encodes it, repeatedly, in one pass.
   * @param bindings the buffers of each of its bind groups, which dispatches take in turn; the last one is written
   */
  private async kernel(code: string, bindings: readonly (readonly GPUBuffer[])[]) {
    const { device } = this.gpu;
    const { compiled, groups } = await this.gpu.scoped("Compiling the benchmark's kernels", () => {
      const entries = (bindings[0] ?? []).map((_, binding, all) => ({
        binding,
        visibility: COMPUTE_STAGE,
        buffer: { type: binding === all.length - 1 ? ("storage" as const) : ("read-only-storage" as const) },
      }));
      const layout = device.createBindGroupLayout({ entries });
      const compiled = device.createComputePipelineAsync({
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module: device.createShaderModule({ code }) },
      });
      compiled.catch(() => {}); // awaited below, where it is not "unhandled"
      const groups = bindings.map((buffers) =>
        device.createBindGroup({
          layout,
          entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
        }),
      );
      return { compiled, groups };
    });
    const pipeline = await this.gpu.settled(compiled);
    return (encoder: GPUCommandEncoder, repetitions: number, workgroups: number) => {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      for (let done = 0; done < repetitions; done++) {
        pass.setBindGroup(0, groups[done % groups.length] ?? null);
        pass.dispatchWorkgroups(workgroups);
      }
      pass.end();
    };
  }
}
