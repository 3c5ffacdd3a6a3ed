import { GpuError, IsthmusError } from "../../errors.js";
import { compiledFor, type Kernel, overridesIn, wgslOf } from "../../kernels/kernel.js";
import type { Numbers } from "../../operations/operation.js";
import type { Gpu } from "./device.js";
import { COMPUTE_STAGE } from "./usage.js";

/** Bytes from one step's uniform to the next: WebGPU's alignment for dynamic offsets. */
export const STEP_STRIDE = 256;

/** Compiled kernels of one device, by kernel and constants. */
export class Pipelines {
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();
  private static readonly ofDevice = new WeakMap<GPUDevice, Pipelines>();

  private constructor(private readonly gpu: Gpu) {}

  /** One set a device, shared by all models on it. */
  static of(gpu: Gpu): Pipelines {
    let pipelines = Pipelines.ofDevice.get(gpu.device);
    if (!pipelines) {
      pipelines = new Pipelines(gpu);
      Pipelines.ofDevice.set(gpu.device, pipelines);
    }
    return pipelines;
  }

  /**
   * The kernel with these constants, compiled once and without blocking.
   * @throws {GpuError} with the line of WGSL that does not compile
   */
  get(kernel: Kernel, constants: Numbers): Promise<GPUComputePipeline> {
    const key = `${kernel.name} ${JSON.stringify(compiledFor(kernel, constants))}`;
    let pipeline = this.pipelines.get(key);
    if (!pipeline) {
      pipeline = this.compile(kernel, constants);
      this.pipelines.set(key, pipeline);
      // Another time it may succeed: what failed is not kept.
      pipeline.catch(() => this.pipelines.delete(key));
    }
    return pipeline;
  }

  /** The bind group layout of a kernel: its storage buffers, its params, then the step where it takes one. */
  layout(kernel: Kernel): GPUBindGroupLayout {
    let layout = this.layouts.get(kernel.name);
    if (!layout) {
      const types: GPUBufferBindingLayout[] = [
        ...Object.values(kernel.bindings).map(({ access }) => ({
          type: access === "read" ? ("read-only-storage" as const) : ("storage" as const),
        })),
        { type: "uniform" },
        ...(kernel.step ? [{ type: "uniform" as const, hasDynamicOffset: true }] : []),
      ];
      layout = this.gpu.device.createBindGroupLayout({
        label: kernel.name,
        entries: types.map((buffer, binding) => ({ binding, visibility: COMPUTE_STAGE, buffer })),
      });
      this.layouts.set(kernel.name, layout);
    }
    return layout;
  }

  private async compile(kernel: Kernel, constants: Numbers): Promise<GPUComputePipeline> {
    const { device } = this.gpu;
    const code = wgslOf(kernel, constants);
    const label = kernel.name;
    const asked: { info?: Promise<GPUCompilationInfo>; pipeline?: Promise<GPUComputePipeline> } = {};
    const accepted = this.gpu.scoped(`Compiling ${label}`, () => {
      const module = device.createShaderModule({ label, code });
      const layout = device.createPipelineLayout({ label, bindGroupLayouts: [this.layout(kernel)] });
      const compute = { module, entryPoint: "main", constants: overridesIn(kernel, constants) };
      asked.info = this.gpu.settled(module.getCompilationInfo());
      asked.pipeline = this.gpu.settled(device.createComputePipelineAsync({ label, layout, compute }));
    });
    // Each is awaited below, unless one before it says more; until then a failure is not "unhandled".
    for (const promise of [accepted, asked.pipeline]) promise?.catch(() => {});
    const error = (await asked.info)?.messages.find((message) => message.type === "error");
    if (error) throw new GpuError(compileMessage(label, code, error));
    await accepted;
    try {
      return (await asked.pipeline) as GPUComputePipeline;
    } catch (cause) {
      if (cause instanceof IsthmusError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new GpuError(`The kernel ${label} cannot be made ready on this adapter: ${why}`, { cause });
    }
  }
}

function compileMessage(name: string, code: string, { lineNum, linePos, message }: GPUCompilationMessage): string {
  const line = code.split("\n")[lineNum - 1] ?? "";
  return `The kernel ${name} does not compile on this adapter: ${message}\n  ${lineNum} | ${line}\n  ${" ".repeat(
    String(lineNum).length + 2 + Math.max(0, linePos),
  )}^`;
}
