/** What to say where there is no GPU to be had. */

export function whyNoApi(): string {
  if (globalThis.isSecureContext === false) {
    return (
      "WebGPU is only available to secure pages, and this one is not: open it over https, or from localhost. " +
      `(It came from ${globalThis.location?.origin ?? "an insecure origin"}.)`
    );
  }
  if (!inBrowser()) {
    return (
      "There is no WebGPU here (no navigator.gpu). In Node, install the npm package webgpu and pass requestGpu() its " +
      "create([]) as the option api; in Deno, allow WebGPU."
    );
  }
  return (
    "This browser has no WebGPU. Use Chrome or Edge 113 or newer, Safari 26 or newer, or Firefox 141 or newer; " +
    "on Linux, Chrome may need the flag chrome://flags/#enable-unsafe-webgpu."
  );
}

export function whyNoAdapter(): string {
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
