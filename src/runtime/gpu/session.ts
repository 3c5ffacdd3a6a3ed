import { sizeOf } from "../../data/dataset.js";
import { fold } from "../../kernels/grid.js";
import type { Kernel } from "../../kernels/kernel.js";
import { loadKernels } from "../../kernels/kernels.js";
import type { View } from "../../operations/operation.js";
import { type Step, writeStep } from "../../operations/step.js";
import { bytesOf, type Call, kernelOf, type Plan } from "../../plan/plan.js";
import type { Gpu } from "./device.js";
import type { Host } from "./host.js";
import { Pipelines, STEP_STRIDE } from "./pipelines.js";
import { StagingRing } from "./readback.js";
import { STORAGE, USAGE } from "./usage.js";

/** Steps that one submit can carry: the length of the ring of step uniforms. */
export const MOST_STEPS = 1024;

/** Where each step of a submit lies in that ring, in bytes. */
const STEP_OFFSETS = Uint32Array.from({ length: MOST_STEPS }, (_, index) => index * STEP_STRIDE);

/** One step of a plan: a key of the session's plans, and the step's uniform. */
export interface PlannedStep extends Step {
  readonly plan: Plan;
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly grid: readonly [number, number, number];
  readonly takesStep: boolean;
}

/**
 * Plans compiled and bound to their buffers on a GPU, ready to run. A session owns the buffers of its activations;
 * arenas and external buffers belong to whoever opened it. After any call, any buffer can be read.
 */
export class GpuSession {
  private readonly owned: GPUBuffer[] = [];
  private readonly buffers: Map<string, GPUBuffer>;
  /** Bytes of a scalar of each buffer that the plans name. */
  private readonly scalars = new Map<string, number>();
  private readonly dispatches = new Map<Call, Dispatch>();
  private readonly steps: GPUBuffer;
  private readonly stepData = new ArrayBuffer(MOST_STEPS * STEP_STRIDE);
  readonly staging: StagingRing;
  private hosted: ReturnType<Host> | undefined;

  private constructor(
    private readonly gpu: Gpu,
    private readonly label: string,
    shared: ReadonlyMap<string, GPUBuffer>,
  ) {
    this.buffers = new Map(shared);
    this.staging = new StagingRing(gpu, label);
    this.steps = this.own("steps", this.stepData.byteLength, USAGE.UNIFORM | USAGE.COPY_DST);
  }

  /**
   * Allocates what the plans need beyond `shared`, and compiles all their kernels at once.
   * @param label begins the label of every GPU object: `autoencoder`
   * @param shared arenas and external buffers, by the plans' names
   * @throws {GpuError} when something does not fit or compile
   */
  static async open(
    gpu: Gpu,
    label: string,
    plans: readonly Plan[],
    shared: ReadonlyMap<string, GPUBuffer>,
  ): Promise<GpuSession> {
    gpu.check();
    const session = await gpu.scoped(`Allocating ${label}`, () => {
      const opened = new GpuSession(gpu, label, shared);
      try {
        opened.allocate(plans);
      } catch (cause) {
        opened.dispose();
        throw cause;
      }
      return opened;
    });
    try {
      await session.bind(plans);
    } catch (cause) {
      session.dispose();
      throw cause;
    }
    return session;
  }

  /**
   * Encodes steps, at most `MOST_STEPS`, in one compute pass.
   * @param calls limits each step to part of its plan
   * @param more of the pass: its timestamps
   */
  encode(
    encoder: GPUCommandEncoder,
    steps: readonly PlannedStep[],
    calls?: readonly Call[],
    more?: GPUComputePassDescriptor,
  ): void {
    if (this.hosted) {
      this.hosted(encoder, steps, calls);
      return;
    }
    this.writeSteps(steps);
    const pass = encoder.beginComputePass({ label: this.label, ...more });
    for (const [index, { plan }] of steps.entries()) {
      for (const call of calls ?? plan.calls) {
        const dispatch = this.dispatches.get(call);
        if (!dispatch) throw new Error(`${call.label} is not a call of this session's plans.`);
        pass.setPipeline(dispatch.pipeline);
        // Offsets in an array made once: steps of two dispatches are encoded no faster than a large GPU runs them.
        if (dispatch.takesStep) pass.setBindGroup(0, dispatch.bindGroup, STEP_OFFSETS, index, 1);
        else pass.setBindGroup(0, dispatch.bindGroup);
        pass.dispatchWorkgroups(...dispatch.grid);
      }
    }
    pass.end();
  }

  /** Runs steps now. Resolves when they are submitted and WebGPU accepted them, not when they are done. */
  async run(steps: readonly PlannedStep[], calls?: readonly Call[]): Promise<void> {
    await this.gpu.scoped(`Running ${this.label}`, () => {
      const encoder = this.gpu.device.createCommandEncoder({ label: this.label });
      this.encode(encoder, steps, calls);
      this.gpu.device.queue.submit([encoder.finish()]);
    });
  }

  buffer(name: string): GPUBuffer {
    const buffer = this.buffers.get(name);
    if (!buffer) throw new Error(`No buffer of ${this.label} is named "${name}".`);
    return buffer;
  }

  /** Copies a buffer's contents, or part of them, to the CPU, after all work submitted so far: in whole words. */
  async read(view: View): Promise<ArrayBuffer> {
    const { buffer: name } = view;
    const buffer = this.buffer(name);
    const encoder = this.gpu.device.createCommandEncoder({ label: `${this.label}/read ${name}` });
    const { offset, size } = this.placeOf(view);
    const copy = this.staging.copy(encoder, buffer, offset, size ?? buffer.size - offset);
    this.gpu.device.queue.submit([encoder.finish()]);
    return (await copy.values()).buffer as ArrayBuffer;
  }

  dispose(): void {
    for (const buffer of this.owned) buffer.destroy();
    this.staging.dispose();
    this.dispatches.clear();
  }

  private writeSteps(steps: readonly Step[]): void {
    const view = new DataView(this.stepData);
    for (const [index, step] of steps.entries()) writeStep(view, index * STEP_STRIDE, step);
    this.gpu.device.queue.writeBuffer(this.steps, 0, this.stepData, 0, steps.length * STEP_STRIDE);
  }

  /** Buffers of one name in several plans are one buffer, as long as the longest. */
  private allocate(plans: readonly Plan[]): void {
    const sizes = new Map<string, number>();
    for (const { name, role, scalar, shape, values = [] } of plans.flatMap((plan) => [...plan.buffers.values()])) {
      this.scalars.set(name, bytesOf(scalar));
      if (role === "activation") {
        sizes.set(name, Math.max(sizes.get(name) ?? 0, bytesOf(scalar) * sizeOf(shape)));
      } else if (role === "constant") {
        this.buffers.set(name, this.own(name, 4 * values.length, STORAGE, Uint32Array.from(values)));
      } else if (!this.buffers.has(name)) {
        throw new Error(`The plan's ${role} buffer "${name}" was not given.`);
      }
    }
    for (const [name, size] of sizes) this.buffers.set(name, this.own(name, size, STORAGE));
  }

  /** A view in bytes, in whole words; all that is behind its offset, where it has no length. */
  private placeOf({ buffer, offset = 0, length }: View): { offset: number; size?: number } {
    const bytes = this.scalars.get(buffer) ?? 4;
    return { offset: bytes * offset, ...(length !== undefined && { size: 4 * Math.ceil((bytes * length) / 4) }) };
  }

  private async bind(plans: readonly Plan[]): Promise<void> {
    this.hosted = this.gpu.host?.(plans, this.buffers);
    if (this.hosted) return;
    const calls = plans.flatMap((plan) => plan.calls);
    const pipelines = Pipelines.of(this.gpu);
    await loadKernels(calls.map(({ kernel }) => kernel));
    const compiled = await Promise.all(calls.map((call) => pipelines.get(kernelOf(call), call.constants)));
    await this.gpu.scoped(`Binding ${this.label}`, () => {
      const params = this.writeParams(calls);
      for (const [index, call] of calls.entries()) {
        const kernel = kernelOf(call);
        const pipeline = compiled[index] as GPUComputePipeline;
        const bindGroup = this.bindGroup(call, kernel, pipelines.layout(kernel), params, index * STEP_STRIDE);
        const grid = fold(kernel.workgroups(call.params, call.constants));
        this.dispatches.set(call, { pipeline, bindGroup, grid, takesStep: kernel.step });
      }
    });
  }

  /** The params of every call, in one uniform buffer. */
  private writeParams(calls: readonly Call[]): GPUBuffer {
    const data = new DataView(new ArrayBuffer(calls.length * STEP_STRIDE));
    for (const [index, call] of calls.entries()) {
      for (const [field, [name, scalar]] of Object.entries(kernelOf(call).params).entries()) {
        const value = call.params[name];
        if (value === undefined) throw new Error(`${call.label} has no value for its param "${name}".`);
        const at = index * STEP_STRIDE + 4 * field;
        if (scalar === "f32") data.setFloat32(at, value, true);
        else data.setUint32(at, value, true);
      }
    }
    return this.own("params", data.byteLength, USAGE.UNIFORM, data);
  }

  private bindGroup(call: Call, kernel: Kernel, layout: GPUBindGroupLayout, params: GPUBuffer, offset: number) {
    const names = Object.keys(kernel.bindings);
    const standIn = call.bindings[names.find((name) => call.bindings[name]) ?? ""] as View;
    const resources: GPUBufferBinding[] = names.map((name) => {
      // What an operation does without, its kernel must bind all the same, though it does not read it.
      const view = call.bindings[name] ?? standIn;
      return { buffer: this.buffer(view.buffer), ...this.placeOf(view) };
    });
    resources.push({ buffer: params, offset, size: STEP_STRIDE });
    if (kernel.step) resources.push({ buffer: this.steps, size: STEP_STRIDE });
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    return this.gpu.device.createBindGroup({ label: `${this.label}/${call.label}`, layout, entries });
  }

  private own(name: string, bytes: number, usage: GPUBufferUsageFlags, contents?: ArrayBufferView): GPUBuffer {
    const buffer = this.gpu.buffer(`${this.label}/${name}`, bytes, usage, contents);
    this.owned.push(buffer);
    return buffer;
  }
}
