import type { Kernel } from "../../src/kernels/kernel.js";
import type { Numbers } from "../../src/operations/operation.js";
import { decode, encode } from "../harness/base64.js";
import type { TestPage } from "../harness/browser.js";

/**
 * What a kernel's f32 output holds after a call, bit for bit, for what no bound can say: NaN, infinities, exact zeros.
 * Everything else belongs in `checkKernel`.
 * @param output the binding to read
 */
export async function runKernel(
  page: TestPage,
  kernel: Kernel,
  output: string,
  buffers: Readonly<Record<string, Float32Array>>,
  { params, constants = {} }: { params: Numbers; constants?: Numbers },
): Promise<number[]> {
  const run = {
    kernel: kernel.name,
    buffers: Object.fromEntries(
      Object.entries(buffers).map(([name, values]) => [name, { scalar: "f32" as const, base64: encode(values) }]),
    ),
    params,
    constants,
    step: { start: 0, slot: 0, random: 0, learningRate: 1 },
  };
  const after = await page.evaluate((given) => globalThis.harness.runKernel(given), run);
  return [...new Float32Array(decode(after[output] ?? "").buffer)];
}
