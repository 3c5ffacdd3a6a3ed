import { fold } from "../../src/kernels/grid.js";
import { type Kernel, overridesIn, wgslOf } from "../../src/kernels/kernel.js";
import type { Numbers } from "../../src/operations/operation.js";
import { STEP_FIELDS, writeStep } from "../../src/operations/step.js";
import type { TestPage } from "../harness/browser.js";
import { floatsOf, runWgsl, wordsOf } from "../harness/run-wgsl.js";

/** Values enough to see the end of a grid: a few invocations'. */
const TAIL = 20;

interface Given {
  readonly words?: readonly number[];
  readonly length: number;
}

/**
 * The last values of what a kernel makes of very long buffers, all of them ones before, for grids of more than 65,535
 * workgroups: `checkKernel`, which tries every kernel on a folded grid, would carry every value to Node and back.
 * @param output the binding to read
 * @param length of every buffer that `given` has no other for
 * @param given of buffers by binding: another length in words, and what they hold instead of ones
 */
export async function tailOf(
  page: TestPage,
  kernel: Kernel,
  output: string,
  length: number,
  {
    params,
    constants = {},
    given = {},
  }: { params: Numbers; constants?: Numbers; given?: Readonly<Record<string, Given>> },
): Promise<number[]> {
  const names = Object.keys(kernel.bindings);
  const words = Object.entries(kernel.params).flatMap(([name, type]) => {
    const value = params[name] ?? 0;
    return type === "f32" ? wordsOf([value]) : [value];
  });
  const step = new DataView(new ArrayBuffer(4 * STEP_FIELDS.length));
  writeStep(step, 0, { start: 0, slot: 0, random: 0, learningRate: 1 });
  const tails = await runWgsl(page, {
    code: wgslOf(kernel, constants),
    constants: overridesIn(kernel, constants),
    buffers: names.map((name) => ({ words: wordsOf([1]), length, ...given[name] })),
    uniforms: kernel.step ? [words, [...new Uint32Array(step.buffer)]] : [words],
    workgroups: fold(kernel.workgroups(params, constants)),
    tail: names.map((name) => (name === output ? TAIL : 1)),
  });
  return floatsOf(tails[names.indexOf(output)] ?? []);
}
