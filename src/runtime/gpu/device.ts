import { checkOptions } from "../../data/known-options.js";
import { ArgumentError, DeviceLostError, GpuError, shown } from "../../errors.js";
import type { Host } from "./host.js";
import { USAGE } from "./usage.js";

/** What is known of an adapter. WebGPU may leave any text empty. */
export interface AdapterInfo {
  /** `nvidia`, `apple`, `google`. */
  readonly vendor: string;
  /** `ampere`, `swiftshader`. */
  readonly architecture: string;
  /** The model, where the implementation tells it. */
  readonly device: string;
  /** What the driver says of itself. */
  readonly description: string;
  /** Whether the "GPU" is a program on the CPU, such as SwiftShader: correct, but slow. */
  readonly software: boolean;
}

/** Limits worth raising above WebGPU's defaults where the adapter allows it. */
const RAISED_LIMITS = ["maxBufferSize", "maxStorageBufferBindingSize"] as const;

/** Optional features of WebGPU: some kernels are faster with the first, mixed precision needs the next, the tuner's clock the last. */
const WANTED_FEATURES = ["subgroups", "shader-f16", "timestamp-query"] as const;

/** Which adapter is asked for. */
export interface GpuOptions {
  /** Default `"high-performance"`. */
  readonly powerPreference?: GPUPowerPreference;
  /** Only a software adapter will do: slow, but the same everywhere. Default false. */
  readonly forceFallbackAdapter?: boolean;
  /** An implementation of WebGPU to ask, such as `create([])` of the npm package `webgpu`; default `navigator.gpu`. */
  readonly api?: GPU;
}

/** Dawn in Node frees itself, under all that still runs on it, once nothing refers to what its `create()` returned. */
const kept = new Set<GPU>();

/**
 * Asks for a GPU, with the adapter's own limits for the size of buffers.
 * @throws {GpuUnavailableError} saying why there is none and what to do
 */
export async function requestGpu(options: GpuOptions = {}): Promise<Gpu> {
  checkOptions("requestGpu", options, ["powerPreference", "forceFallbackAdapter", "api"]);
  const { powerPreference = "high-performance", forceFallbackAdapter = false } = options;
  const api = options.api ?? globalThis.navigator?.gpu;
  if (typeof api?.requestAdapter !== "function") throw (await whyNone()).whyNoApi(api);
  kept.add(api);
  const adapter = await api.requestAdapter({ powerPreference, forceFallbackAdapter });
  if (!adapter) throw (await whyNone()).whyNoAdapter();
  const requiredLimits = Object.fromEntries(RAISED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature));
  try {
    const device = await adapter.requestDevice({ label: "isthmus", requiredLimits, requiredFeatures });
    return new Gpu(device, adapter.info, true);
  } catch (cause) {
    throw (await whyNone()).whyNoDevice(adapter.info, cause);
  }
}

/** Why there is none, and what to do: fetched by those who need it. */
const whyNone = () => import("./why-none.js");

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp|software/i;

/** A `GPUDevice` with what Isthmus needs around it: sizes checked before allocation, errors caught, loss noticed. */
export class Gpu {
  /** What is known of the adapter. */
  readonly info: AdapterInfo;
  private loss: DeviceLostError | undefined;
  private stray: GPUError | undefined;

  /**
   * @param device any WebGPU device: of a browser, of Deno, of Dawn in Node
   * @param owned whether `dispose()` destroys it
   */
  constructor(
    readonly device: GPUDevice,
    info: Partial<GPUAdapterInfo> | undefined = device.adapterInfo,
    private readonly owned = false,
    /** What computes in the place of its pipelines, where it has none. */
    readonly host?: Host,
  ) {
    const {
      vendor = "",
      architecture = "",
      device: model = "",
      description = "",
      isFallbackAdapter = false,
    } = info ?? {};
    const software = isFallbackAdapter || SOFTWARE.test(`${vendor} ${architecture} ${model} ${description}`);
    this.info = { vendor, architecture, device: model, description, software };
    void device.lost.then(({ reason, message }) => {
      this.loss = lossError(reason, message);
    });
    if (owned) {
      device.addEventListener("uncapturederror", (event) => {
        event.preventDefault();
        this.stray ??= event.error;
      });
    }
  }

  /** Takes a device as users give it. */
  static of(gpu: Gpu | GPUDevice): Gpu {
    if (gpu instanceof Gpu) return gpu;
    if (typeof gpu?.createComputePipelineAsync === "function") return new Gpu(gpu);
    throw new ArgumentError(`gpu must be a GPUDevice, or what requestGpu() returned; got ${shown(gpu)}.`);
  }

  /** Whether kernels may exchange values between the invocations of a subgroup. */
  get subgroups(): boolean {
    return this.device.features.has("subgroups");
  }

  /** Destroys the device, if it was Isthmus that opened it. */
  dispose(): void {
    if (this.owned) this.device.destroy();
  }

  /** @throws {DeviceLostError} when the device is gone, {@link GpuError} when an error was caught by no scope */
  check(): void {
    if (this.loss) throw this.loss;
    if (this.stray) throw new GpuError(`WebGPU reported: ${this.stray.message}`);
  }

  /** Awaits work on the GPU; a loss meanwhile becomes a `DeviceLostError` here. */
  async settled<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      this.check();
      return result;
    } catch (cause) {
      // A rejected map or pipeline is often the first sign of a loss; `device.lost` may resolve a moment later.
      await Promise.race([this.device.lost, new Promise((resolve) => setTimeout(resolve, 200))]);
      this.check();
      throw cause;
    }
  }

  /**
   * Calls `work` inside error scopes of its own. It cannot wait for anything in there: a device's scopes are a stack, and what
   * else runs meanwhile would meet the wrong ones.
   * @param what begins the message of an error: "Allocating the data set"
   * @throws {GpuError} with WebGPU's message
   */
  async scoped<T>(what: string, work: () => T): Promise<T> {
    const filters = ["validation", "out-of-memory", "internal"] as const;
    for (const filter of filters) this.device.pushErrorScope(filter);
    const pop = () => this.settled(Promise.all(filters.map(() => this.device.popErrorScope())));
    let result: T;
    try {
      result = work();
    } catch (cause) {
      await pop();
      throw cause;
    }
    const error = (await pop()).find((found) => found !== null);
    if (error) throw new GpuError(`${what}: ${error.message}`);
    return result;
  }

  /**
   * A buffer, its size held against the device's limits first: some implementations hand out a broken one instead.
   * @param bytes rounded up to whole words
   * @throws {GpuError} when it is too large
   */
  buffer(label: string, bytes: number, usage: GPUBufferUsageFlags, contents?: ArrayBufferView): GPUBuffer {
    const size = Math.max(4, Math.ceil(bytes / 4) * 4);
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    const limit = usage & USAGE.STORAGE ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
    if (size > limit) {
      throw new GpuError(
        `${label} needs ${megabytes(size)}, but this adapter allows ${megabytes(limit)} in one buffer. ` +
          "Use a smaller batch, a smaller model, or fewer samples.",
      );
    }
    const buffer = this.device.createBuffer({ label, size, usage, mappedAtCreation: contents !== undefined });
    if (contents) {
      const bytesOf = new Uint8Array(contents.buffer, contents.byteOffset, contents.byteLength);
      new Uint8Array(buffer.getMappedRange()).set(bytesOf);
      buffer.unmap();
    }
    return buffer;
  }
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toLocaleString("en", { maximumFractionDigits: 1 })} MiB`;

function lossError(reason: GPUDeviceLostReason, message: string): DeviceLostError {
  const text =
    reason === "destroyed"
      ? "The GPU device was destroyed. Create the model again on a new device."
      : `The GPU was lost (${message || "the driver gives no reason"}): it was reset, unplugged, or stopped by a watchdog. ` +
        "Request a new GPU and create the model again, with the weights that you saved last.";
  return new DeviceLostError(text, reason);
}
