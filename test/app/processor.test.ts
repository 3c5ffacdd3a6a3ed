import { afterEach, expect, it, vi } from "vitest";
import { gpuAdvice } from "../../src/app/state/gpu-advice.js";
import { isCpu, openProcessor } from "../../src/app/worker/processor.js";
import { Autoencoder, dense, GpuUnavailableError } from "../../src/index.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

const refusing = { gpu: { requestAdapter: async () => null } };

it("is the CPU where there is no GPU, and trains", async () => {
  for (const navigator of [{}, refusing]) {
    vi.stubGlobal("navigator", navigator);
    const { gpu, refusal } = await openProcessor();
    expect([isCpu(gpu.info), refusal]).toEqual([true, undefined]);
    const model = await Autoencoder.create({
      input: 3,
      encoder: [dense(2)],
      decoder: [dense(3)],
      loss: "meanSquaredError",
      gpu,
    });
    const { history } = await model.fit(
      Float32Array.from({ length: 30 }, (_, at) => at % 3),
      { epochs: 2 },
    );
    expect(history.loss[1]).toBeLessThan(history.loss[0] ?? 0);
  }
});

it("says of an adapter that gave no device that it refused, not that there is none", async () => {
  const adapter = {
    limits: {},
    features: new Set(),
    info: { vendor: "acme", architecture: "seven" },
    requestDevice: async () => {
      throw new DOMException("no more devices", "OperationError");
    },
  };
  vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => adapter } });
  const { gpu, refusal } = await openProcessor();
  expect(isCpu(gpu.info)).toBe(true);
  const { why } = gpuAdvice({ secure: true, api: true, userAgent: "Chrome/156", origin: "", refusal });
  expect(why).toMatch(/^The adapter acme seven refused to open a device\. Close other pages/);
});

it("is not the CPU after a GPU, which comes back", async () => {
  vi.stubGlobal("navigator", refusing);
  await expect(openProcessor(true)).rejects.toThrow(GpuUnavailableError);
});

it("hides no other failure", async () => {
  vi.stubGlobal("navigator", {
    gpu: {
      requestAdapter: () => {
        throw new TypeError("broken");
      },
    },
  });
  await expect(openProcessor()).rejects.toThrow("broken");
});

it("calls no GPU the CPU, nor a software adapter", () => {
  const info = { vendor: "google", architecture: "swiftshader", device: "", description: "", software: true };
  expect(isCpu(info)).toBe(false);
  expect(isCpu({ ...info, device: "CPU", software: false })).toBe(false);
});
