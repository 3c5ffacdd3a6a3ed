import { expect, it } from "vitest";
import { usePage } from "../harness/browser.js";

const context = usePage();

it("a kernel that does not compile says in which line, and fails alone", async () => {
  const result = await context.page.evaluate(async () => {
    const { isthmus, harness } = globalThis;
    const { Pipelines } = await harness.modules.pipelines();
    const { kernelNamed } = await harness.modules.kernels();
    const [matmul, adam] = [await kernelNamed("matmul"), await kernelNamed("adam")];
    const bad = { ...matmul, name: "bad", wgsl: ["@compute @workgroup_size(1)\nfn main() {\n  let x = nothing;\n}"] };
    const pipelines = Pipelines.of(await isthmus.requestGpu());
    const outcome = (kernel: typeof matmul) =>
      pipelines.get(kernel, {}).then(
        ({ label }) => label,
        ({ name, message }) => `${name}: ${message}`,
      );
    const together = await Promise.all([matmul, bad, adam, bad].map(outcome));
    return { together, later: [await outcome(bad), await outcome(matmul)] };
  });
  const refused = expect.stringMatching(
    /^GpuError: The kernel bad does not compile on this adapter: .*nothing.*\n {2}3 \| {3}let x = nothing;/s,
  );
  expect(result.together).toEqual(["matmul", refused, "adam", refused]);
  expect(result.later).toEqual([refused, "matmul"]);
});
