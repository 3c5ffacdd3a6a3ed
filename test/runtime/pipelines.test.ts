import { expect, it } from "vitest";
import { usePage } from "../harness/browser.js";

const context = usePage();

/** As text: Vitest would rewrite the imports, which are the page's. */
const COMPILES = `(async () => {
  const { Pipelines } = await import("/src/runtime/gpu/pipelines.ts");
  const { matmul } = await import("/src/kernels/matmul.ts");
  const { adam } = await import("/src/kernels/adam.ts");
  const bad = { ...matmul, name: "bad", wgsl: ["@compute @workgroup_size(1)\\nfn main() {\\n  let x = nothing;\\n}"] };
  const pipelines = Pipelines.of(await isthmus.requestGpu());
  const outcome = (kernel) =>
    pipelines.get(kernel, {}).then(({ label }) => label, ({ name, message }) => name + ": " + message);
  const together = await Promise.all([matmul, bad, adam, bad].map(outcome));
  return { together, later: [await outcome(bad), await outcome(matmul)] };
})()`;

it("a kernel that does not compile says in which line, and fails alone", async () => {
  const result = (await context.page.evaluate(COMPILES)) as { together: string[]; later: string[] };
  const refused = expect.stringMatching(
    /^GpuError: The kernel bad does not compile on this adapter: .*nothing.*\n {2}3 \| {3}let x = nothing;/s,
  );
  expect(result.together).toEqual(["matmul", refused, "adam", refused]);
  expect(result.later).toEqual([refused, "matmul"]);
});
