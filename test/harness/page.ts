/** What tests can reach in a page: the library, and single kernels. */

import * as library from "../../src/index.js";
import type { Numbers } from "../../src/operations/operation.js";
import type { Step } from "../../src/operations/step.js";
import { type BufferSpec, type Call, kernelOf, type Plan } from "../../src/plan/plan.js";
import { type Gpu, requestGpu } from "../../src/runtime/gpu/device.js";
import { GpuSession } from "../../src/runtime/gpu/session.js";
import { STORAGE } from "../../src/runtime/gpu/usage.js";
import { decode, encode } from "./base64.js";
import { kernelNamed } from "./kernel-named.js";

/** A kernel call with all its buffers, each the base64 of its bytes. */
export interface KernelRun {
  readonly kernel: string;
  readonly buffers: Readonly<Record<string, { readonly scalar: BufferSpec["scalar"]; readonly base64: string }>>;
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

/** What a grid is folded into to see whether its kernel minds: any number above 1 will do. */
const ROWS = 3;

/**
 * Runs one kernel call and returns what the buffers that it may write hold afterwards. A grid of several workgroups runs once
 * more folded into rows, as those of more than 65,535 workgroups are.
 * @throws when a bit is then another
 */
async function runKernel({ kernel, buffers, params, constants, step }: KernelRun): Promise<Record<string, string>> {
  const device = await gpu();
  const specs = new Map<string, BufferSpec>();
  const before = new Map<string, Uint8Array<ArrayBuffer>>();
  const contents = new Map<string, GPUBuffer>();
  for (const [name, { scalar, base64 }] of Object.entries(buffers)) {
    const bytes = decode(base64);
    specs.set(name, { name, role: "external", scalar, shape: [] });
    before.set(name, bytes);
    contents.set(name, device.buffer(name, bytes.byteLength, STORAGE, bytes));
  }
  const { operation } = await kernelNamed(kernel);
  const bindings = Object.fromEntries(Object.keys(buffers).map((name) => [name, { buffer: name }]));
  const call: Call = { label: `test/${kernel}`, operation, kernel, bindings, params, constants };
  const plan: Plan = { kind: "train", level: "naive", rows: 1, buffers: specs, calls: [call], output: "" };
  const session = await GpuSession.open(device, "test", [plan], contents);
  try {
    await session.run([{ plan, ...step }]);
    const results = await outputs();
    if (kernelOf(call).workgroups(params, constants) === 1) return results;
    for (const [name, bytes] of before) device.device.queue.writeBuffer(session.buffer(name), 0, bytes);
    const encoder = device.device.createCommandEncoder();
    dispatchInRows(encoder);
    session.encode(encoder, [{ plan, ...step }]);
    device.device.queue.submit([encoder.finish()]);
    const folded = await outputs();
    const other = Object.keys(results).find((name) => results[name] !== folded[name]);
    if (other === undefined) return results;
    const numbers = `params ${JSON.stringify(params)}, constants ${JSON.stringify(constants)}`;
    throw new Error(`${kernel}: ${other} is another on a grid of ${ROWS} rows; ${numbers}`);
  } finally {
    session.dispose();
    for (const buffer of contents.values()) buffer.destroy();
  }

  /** What the kernel may have written. */
  async function outputs(): Promise<Record<string, string>> {
    const written = Object.entries(kernelOf(call).bindings).filter(([, { access }]) => access === "read_write");
    const read = async (name: string) => [name, encode(new Uint8Array(await session.read({ buffer: name })))] as const;
    return Object.fromEntries(await Promise.all(written.map(([name]) => read(name))));
  }
}

/** Folds every grid that the encoder's compute passes dispatch. */
function dispatchInRows(encoder: GPUCommandEncoder): void {
  const begin = encoder.beginComputePass.bind(encoder);
  encoder.beginComputePass = (descriptor) => {
    const pass = begin(descriptor);
    const dispatch = pass.dispatchWorkgroups.bind(pass);
    pass.dispatchWorkgroups = (x, y = 1) => dispatch(Math.ceil((x * y) / ROWS), ROWS);
    return pass;
  };
}

/** Modules that tests look into past the library's surface: the page's own, as it has them. */
const modules = {
  description: () => import("../../src/model/description.js"),
  images: () => import("../../src/data/images.js"),
  kernels: () => import("./kernel-named.js"),
  model: () => import("../../src/train/model.js"),
  pictures: () => import("../../src/data/pictures.js"),
  pipelines: () => import("../../src/runtime/gpu/pipelines.js"),
  tune: () => import("../../src/train/tune.js"),
  tunings: () => import("../../src/train/tunings.js"),
};

/** The global `harness` of the test page. */
export const harnessApi = { gpu, runKernel, modules, encode, decode };

declare global {
  var harness: typeof harnessApi;
  var isthmus: typeof library;
}

Object.assign(globalThis, { isthmus: library, harness: harnessApi });
