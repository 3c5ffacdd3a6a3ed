/** What tests can reach in a page: the library, and single kernels. */
import * as library from "../../src/index.js";
import type { Numbers } from "../../src/kernels/kernel.js";
import type { BufferSpec, Call, Plan } from "../../src/plan/plan.js";
import type { Step } from "../../src/reference/twin.js";
import { type Gpu, requestGpu } from "../../src/runtime/gpu/device.js";
import { GpuSession } from "../../src/runtime/gpu/session.js";
import { STORAGE } from "../../src/runtime/gpu/usage.js";
import { decode, encode } from "./base64.js";

/** A kernel call with all its buffers, each the base64 of its bytes. */
export interface KernelRun {
  readonly kernel: string;
  readonly buffers: Readonly<Record<string, { readonly scalar: "f32" | "u32"; readonly base64: string }>>;
  readonly params: Numbers;
  readonly constants: Numbers;
  readonly step: Step;
}

let shared: Promise<Gpu> | undefined;

/** One device for all tests of a page. */
function gpu(): Promise<Gpu> {
  shared ??= requestGpu();
  return shared;
}

/** Runs one kernel call and returns what its buffers hold afterwards. */
async function runKernel({ kernel, buffers, params, constants, step }: KernelRun): Promise<Record<string, string>> {
  const device = await gpu();
  const specs = new Map<string, BufferSpec>();
  const contents = new Map<string, GPUBuffer>();
  for (const [name, { scalar, base64 }] of Object.entries(buffers)) {
    const bytes = decode(base64);
    specs.set(name, { name, role: "external", scalar, shape: [] });
    contents.set(name, device.buffer(name, bytes.byteLength, STORAGE, bytes));
  }
  const bindings = Object.fromEntries(Object.keys(buffers).map((name) => [name, { buffer: name }]));
  const call: Call = { label: `test/${kernel}`, kernel, bindings, params, constants };
  const plan: Plan = { kind: "train", level: "naive", rows: 1, buffers: specs, calls: [call], output: "" };
  const session = await GpuSession.open(device, "test", [plan], contents);
  try {
    await session.run([{ plan, ...step }]);
    const results: Record<string, string> = {};
    for (const name of contents.keys()) results[name] = encode(new Uint8Array(await session.read({ buffer: name })));
    return results;
  } finally {
    session.dispose();
    for (const buffer of contents.values()) buffer.destroy();
  }
}

/** The global `harness` of the test page. */
export const harnessApi = { gpu, runKernel, encode, decode };

declare global {
  var harness: typeof harnessApi;
  var isthmus: typeof library;
}

Object.assign(globalThis, { isthmus: library, harness: harnessApi });
