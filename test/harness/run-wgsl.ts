import type { TestPage } from "./browser.js";

/** A shader on its own, past the library: for what is no kernel, and for buffers too long to carry about. */
export interface WgslRun {
  readonly code: string;
  readonly constants?: Readonly<Record<string, number>>;
  /** Storage buffers in the order of their bindings: `length` words, given one by one, or one for all. */
  readonly buffers: readonly { readonly words: readonly number[]; readonly length: number }[];
  /** Words of the uniforms, bound after the buffers. */
  readonly uniforms?: readonly (readonly number[])[];
  readonly workgroups: readonly [number, number, number];
  /** How many words of each buffer, the last ones, to return. */
  readonly tail: readonly number[];
}

/**
 * Runs the entry point of a shader once, in the page.
 * @returns the last words of each buffer
 * @throws with WebGPU's message when something does not fit together
 */
export function runWgsl(page: TestPage, run: WgslRun): Promise<number[][]> {
  return page.evaluate(async ({ code, constants = {}, buffers, uniforms = [], workgroups, tail }) => {
    const { device } = await globalThis.harness.gpu();
    const { STORAGE, UNIFORM, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const made: GPUBuffer[] = [];
    const bufferOf = (size: number, usage: number) => {
      const buffer = device.createBuffer({ size, usage });
      made.push(buffer);
      return buffer;
    };
    const filled = (length: number, words: readonly number[], usage: number) => {
      const contents = new Uint32Array(length);
      contents.fill(words[0] ?? 0);
      if (words.length > 1) contents.set(words);
      const buffer = bufferOf(contents.byteLength, usage | COPY_SRC | COPY_DST);
      device.queue.writeBuffer(buffer, 0, contents);
      return buffer;
    };

    device.pushErrorScope("validation");
    const storage = buffers.map(({ words, length }) => filled(length, words, STORAGE));
    const bound = [...storage, ...uniforms.map((words) => filled(words.length, words, UNIFORM))];
    const compute = { module: device.createShaderModule({ code }), constants };
    const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute });
    const entries = bound.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(...workgroups);
    pass.end();
    const copies = storage.map((buffer, index) => {
      const size = 4 * (tail[index] ?? 0);
      const copy = bufferOf(size, COPY_DST | MAP_READ);
      encoder.copyBufferToBuffer(buffer, buffer.size - size, copy, 0, size);
      return copy;
    });
    device.queue.submit([encoder.finish()]);
    const error = await device.popErrorScope();
    if (error) throw new Error(error.message);

    const results = await Promise.all(
      copies.map(async (copy) => {
        await copy.mapAsync(GPUMapMode.READ);
        return [...new Uint32Array(copy.getMappedRange())];
      }),
    );
    for (const buffer of made) buffer.destroy();
    return results;
  }, run);
}

/** The bits of f32 numbers as words, and back. */
export const wordsOf = (floats: readonly number[]): number[] => [...new Uint32Array(Float32Array.from(floats).buffer)];
export const floatsOf = (words: readonly number[]): number[] => [...new Float32Array(Uint32Array.from(words).buffer)];
