import { describe, expect, it } from "vitest";
import { gpuAdvice, type Surroundings } from "../../src/app/state/gpu-advice.js";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
const SAFARI =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15";

const here: Surroundings = { secure: true, api: true, userAgent: CHROME, origin: "https://isthmus.example" };

describe("without a GPU, the page says", () => {
  it("that the address is not secure, before anything else", () => {
    const { why, steps } = gpuAdvice({ ...here, secure: false, api: false, origin: "http://isthmus.example" });
    expect(why).toMatch(/secure pages only.*http:\/\/isthmus\.example/);
    expect(steps.join()).toMatch(/https.*localhost/);
  });

  it.each([
    [CHROME, /Chrome and Edge.*113.*enable-unsafe-webgpu/s],
    [FIREFOX, /Firefox.*141.*about:config/s],
    [SAFARI, /Safari 26.*feature flags/s],
    ["Lynx/2.9", /Chrome or Edge 113, Safari 26 or Firefox 141/],
  ])("which browser to take, in %s", (userAgent, steps) => {
    const advice = gpuAdvice({ ...here, api: false, userAgent });
    expect(advice.why).toMatch(/no WebGPU/);
    expect(advice.steps.join()).toMatch(steps);
  });

  it.each([
    [CHROME, /chrome:\/\/gpu.*swiftshader/s],
    [FIREFOX, /about:support/],
    [SAFARI, /graphics driver/],
  ])("what blocks the adapter, in %s", (userAgent, steps) => {
    const advice = gpuAdvice({ ...here, userAgent });
    expect(advice.why).toMatch(/offers no adapter/);
    expect(advice.steps.join()).toMatch(steps);
  });

  it("the flags that Chrome needs on Linux, and nowhere else", () => {
    const stepsOf = (system: string) => {
      const userAgent = `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36`;
      return gpuAdvice({ ...here, userAgent }).steps.join();
    };
    expect(stepsOf("X11; Linux x86_64")).toMatch(/#enable-unsafe-webgpu and chrome:\/\/flags\/#enable-vulkan/);
    expect(stepsOf("Windows NT 10.0; Win64; x64")).not.toMatch(/enable-vulkan/);
    expect(stepsOf("Linux; Android 10; K")).not.toMatch(/enable-vulkan/);
  });
});
