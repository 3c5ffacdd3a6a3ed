import { GpuError } from "../../errors.js";
import { type Kernel, type Numbers, overridesIn, wgslOf } from "../../kernels/kernel.js";
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
    const key = `${kernel.name} ${JSON.stringify(constants)}`;
    let pipeline = this.pipelines.get(key);
    if (!pipeline) {
      pipeline = this.compile(kernel, constants);
      this.pipelines.set(key, pipeline);
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
    return this.gpu.scoped(`Compiling ${kernel.name}`, async () => {
      const module = device.createShaderModule({ label: kernel.name, code });
      const { messages } = await this.gpu.settled(module.getCompilationInfo());
      const error = messages.find((message) => message.type === "error");
      if (error) throw new GpuError(compileMessage(kernel.name, code, error));
      return this.gpu.settled(
        device.createComputePipelineAsync({
          label: kernel.name,
          layout: device.createPipelineLayout({ label: kernel.name, bindGroupLayouts: [this.layout(kernel)] }),
          compute: { module, entryPoint: "main", constants: overridesIn(kernel, constants) },
        }),
      );
    });
  }
}

function compileMessage(name: string, code: string, { lineNum, linePos, message }: GPUCompilationMessage): string {
  const line = code.split("\n")[lineNum - 1] ?? "";
  return `The kernel ${name} does not compile on this adapter: ${message}\n  ${lineNum} | ${line}\n  ${" ".repeat(
    String(lineNum).length + 2 + Math.max(0, linePos),
  )}^`;
}
