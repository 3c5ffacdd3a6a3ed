import { runInThisContext } from "node:vm";
import type { TestPage } from "./browser.js";

/**
 * A stand-in for a page: this process, with Dawn (the npm package `webgpu`) as its `navigator.gpu`. Like a page it is given
 * the source of a function and a copy of its arguments, and hands back a copy of the result.
 */
export async function openNodePage(): Promise<TestPage> {
  const { create, globals } = (await import(/* @vite-ignore */ PACKAGE)) as WebgpuPackage;
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, "navigator", { value: { gpu: create([]) }, configurable: true });
  await import("./page.js");
  const evaluate = async (work: unknown, ...given: unknown[]): Promise<unknown> => {
    // In the global scope: nothing of the test's own can be reached.
    const made: unknown = runInThisContext(typeof work === "string" ? work : `(${work})`);
    return structuredClone(await (typeof made === "function" ? made(...structuredClone(given)) : made));
  };
  return { evaluate: evaluate as TestPage["evaluate"] };
}

/** Not a literal in the import: TypeScript would take in types that declare all of WebGPU once more. */
const PACKAGE: string = "webgpu";

interface WebgpuPackage {
  create(flags: string[]): GPU;
  /** `GPUBufferUsage` and the like. */
  readonly globals: object;
}
