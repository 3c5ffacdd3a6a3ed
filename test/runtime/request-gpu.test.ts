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

/** A WebGPU whose adapter has these features, and remembers what devices it was asked for. */
function withFeatures(...features: GPUFeatureName[]) {
  const asked: (GPUDeviceDescriptor | undefined)[] = [];
  const limits = { maxBufferSize: 4e9, maxStorageBufferBindingSize: 2e9, maxBindGroups: 8 };
  const device = { lost: new Promise(() => undefined), addEventListener: () => undefined };
  const requestDevice = async (descriptor?: GPUDeviceDescriptor) => {
    asked.push(descriptor);
    return device;
  };
  const adapter = { features: new Set(features), limits, info: { vendor: "acme" }, requestDevice };
  return { api: { requestAdapter: async () => adapter } as unknown as GPU, asked };
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

test("asks the adapter for larger buffers, and for the features wanted of those it has", async () => {
  const requiredLimits = { maxBufferSize: 4e9, maxStorageBufferBindingSize: 2e9 };
  const able = withFeatures("subgroups", "timestamp-query", "shader-f16", "texture-compression-bc");
  expect((await requestGpu({ api: able.api })).info.vendor).toBe("acme");
  expect(able.asked).toEqual([
    { label: "isthmus", requiredLimits, requiredFeatures: ["subgroups", "shader-f16", "timestamp-query"] },
  ]);
  const plain = withFeatures();
  await requestGpu({ api: plain.api });
  expect(plain.asked).toEqual([{ label: "isthmus", requiredLimits, requiredFeatures: [] }]);
});
