import { expect, test } from "vitest";
import { GpuUnavailableError, requestGpu } from "../../src/index.js";

/** A WebGPU that has no adapter, and remembers what it was asked for. */
function withoutAdapter() {
  const asked: (GPURequestAdapterOptions | undefined)[] = [];
  const requestAdapter = async (options?: GPURequestAdapterOptions) => {
    asked.push(options);
    return null;
  };
  return { api: { requestAdapter } as unknown as GPU, asked };
}

test("asks the WebGPU it is given", async () => {
  const { api, asked } = withoutAdapter();
  await expect(requestGpu({ api })).rejects.toThrow(GpuUnavailableError);
  await expect(requestGpu({ api, powerPreference: "low-power", forceFallbackAdapter: true })).rejects.toThrow();
  expect(asked).toEqual([
    { powerPreference: "high-performance", forceFallbackAdapter: false },
    { powerPreference: "low-power", forceFallbackAdapter: true },
  ]);
});

test("in Node, no adapter is explained by drivers, and no WebGPU by the package that has it", async () => {
  await expect(requestGpu({ api: withoutAdapter().api })).rejects.toThrow(
    /WebGPU is here but offers no adapter: .*libvulkan\.so\.1.* VK_ICD_FILENAMES, such as the vk_swiftshader_icd\.json/,
  );
  await expect(requestGpu()).rejects.toThrow(
    "There is no WebGPU here (no navigator.gpu). In Node, install the npm package webgpu and pass requestGpu() its create([]) as the option api",
  );
});
