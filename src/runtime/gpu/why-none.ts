import { ArgumentError, GpuUnavailableError, shown } from "../../errors.js";

// What to say where there is no GPU to be had.

/** @param api what was given as an implementation of WebGPU, if anything was */
export function whyNoApi(api: unknown): Error {
  if (!api) return new GpuUnavailableError(withoutApi());
  return new ArgumentError(
    `api must be an implementation of WebGPU, such as create([]) of the npm package webgpu; got ${shown(api)}.`,
  );
}

function withoutApi(): string {
  if (globalThis.isSecureContext === false) {
    return (
      "WebGPU is only available to secure pages, and this one is not: open it over https, or from localhost. " +
      `(It came from ${globalThis.location?.origin ?? "an insecure origin"}.)`
    );
  }
  if (!inBrowser()) {
    return (
      "There is no WebGPU here (no navigator.gpu). In Node, install the npm package webgpu and pass requestGpu() its " +
      "create([]) as the option api; in Deno, allow WebGPU. requestCpu() computes without a GPU."
    );
  }
  return (
    "This browser has no WebGPU. Use Chrome or Edge 113 or newer, Safari 26 or newer, or Firefox 141 or newer; " +
    "on Linux, Chrome may need the flag chrome://flags/#enable-unsafe-webgpu."
  );
}

export const whyNoAdapter = () => new GpuUnavailableError(withoutAdapter());

export function whyNoDevice({ vendor, architecture }: GPUAdapterInfo, cause: unknown): Error {
  const name = [vendor, architecture].filter(Boolean).join(" ") || "without a name";
  return new GpuUnavailableError(
    `The adapter ${name} refused to open a device. Close other pages that use the GPU, or restart the browser.`,
    { cause },
  );
}

function withoutAdapter(): string {
  if (!inBrowser()) {
    return (
      "WebGPU is here but offers no adapter: it found no graphics driver that it can use. On Linux it needs the Vulkan " +
      "loader (libvulkan.so.1) and a Vulkan driver. Without a GPU, name a software one in VK_ICD_FILENAMES, such as the " +
      "vk_swiftshader_icd.json in Chrome's folder."
    );
  }
  return (
    "This browser has WebGPU but offers no adapter for it: the graphics driver may be blocked, outdated or missing. " +
    "Update the driver, or look at the browser's GPU page (chrome://gpu); on Linux, Chrome may need the flags " +
    "chrome://flags/#enable-unsafe-webgpu and chrome://flags/#enable-vulkan. Without a GPU, Chrome can use its software " +
    "adapter: start it with --enable-unsafe-webgpu --use-webgpu-adapter=swiftshader."
  );
}

const inBrowser = () => "document" in globalThis || "WorkerGlobalScope" in globalThis;
