/** What of the visitor's surroundings decides whether there is WebGPU. */
export interface Surroundings {
  /** `isSecureContext` */
  readonly secure: boolean;
  /** Whether there is a `navigator.gpu`. */
  readonly api: boolean;
  readonly userAgent: string;
  readonly origin: string;
  /** What an adapter said that gave no device. */
  readonly refusal?: string | undefined;
}

/** Why nothing can be trained here, and what to do about it. */
export interface GpuAdvice {
  readonly why: string;
  readonly steps: readonly string[];
}

const CHROME_GPU = "Look at chrome://gpu: the lines “WebGPU” and “Problems Detected” say what is blocked.";

/** Advice for a page whose worker found no GPU. */
export function gpuAdvice({ secure, api, userAgent, origin, refusal }: Surroundings): GpuAdvice {
  if (!secure) {
    return {
      why: `Browsers give WebGPU to secure pages only, and ${origin} is not one: it came over http.`,
      steps: ["Open this page over https, or from localhost."],
    };
  }
  if (!api) return { why: "This browser has no WebGPU (no navigator.gpu).", steps: stepsToApi(userAgent) };
  // Its message ends with what to do.
  if (refusal !== undefined) return { why: refusal, steps: stepsToAdapter(userAgent) };
  return {
    why: "This browser has WebGPU, but offers no adapter: the graphics driver is blocked, too old, or missing.",
    steps: stepsToAdapter(userAgent),
  };
}

/** The same, with what can be seen of this page's surroundings. */
export function adviceHere(refusal: string | undefined): GpuAdvice {
  const { isSecureContext: secure, origin } = globalThis;
  return gpuAdvice({ secure, api: "gpu" in navigator, userAgent: navigator.userAgent, origin, refusal });
}

function stepsToApi(userAgent: string): string[] {
  if (/Firefox\//.test(userAgent)) {
    return [
      "Update Firefox: it has WebGPU from 141, first on Windows.",
      "Elsewhere, set dom.webgpu.enabled to true in about:config (Firefox Nightly), or take Chrome or Edge.",
    ];
  }
  if (/Chrome\//.test(userAgent)) {
    const flag = "On Linux, turn on chrome://flags/#enable-unsafe-webgpu and restart.";
    return ["Update the browser: Chrome and Edge have WebGPU from 113, on Android from 121.", flag];
  }
  if (/Safari\//.test(userAgent)) {
    return [
      "Update to Safari 26 (macOS, iOS or iPadOS 26).",
      "Before that, turn on WebGPU among Safari's feature flags in its settings.",
    ];
  }
  return ["Take Chrome or Edge 113, Safari 26 or Firefox 141, or anything newer."];
}

function stepsToAdapter(userAgent: string): string[] {
  if (/Firefox\//.test(userAgent)) {
    return [
      "Update the graphics driver.",
      "Look at about:support, section Graphics: the line “WebGPU” says what is blocked.",
    ];
  }
  if (!/Chrome\//.test(userAgent)) return ["Update the system and its graphics driver, then restart the browser."];
  // Chrome on Linux has the API everywhere, but by default an adapter on few drivers: on NVIDIA's none.
  const linux = /Linux/.test(userAgent) && !/Android/.test(userAgent);
  return [
    ...(linux
      ? ["On Linux, turn on chrome://flags/#enable-unsafe-webgpu and chrome://flags/#enable-vulkan, and restart."]
      : []),
    "Update the graphics driver and restart; see that “Use graphics acceleration” is on in the browser's settings.",
    CHROME_GPU,
    "Without a GPU, Chrome has a software adapter: start it with --enable-unsafe-webgpu --use-webgpu-adapter=swiftshader.",
  ];
}
