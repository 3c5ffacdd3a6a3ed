/** Checks of the kernels that take a whole stack of dense layers: the same for those that go in fours. */
import type { Kernel } from "../../src/kernels/kernel.js";
import type { DescriptionOptions } from "../../src/model/description.js";
import { adam } from "../../src/optimizers/adam.js";
import type { TestPage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { fusedCall } from "./fused-call.js";
import { targets } from "./targets.js";

/**
 * How many models to try. Each is compiled by itself, which takes a software adapter half a second: a few belong to every run,
 * many to `npm run test:heavy`.
 */
export const MODELS = process.env.ISTHMUS_TEST_HEAVY === undefined ? 12 : 60;

/** A batch of samples, in reversed order from `start`. */
export interface Batch {
  readonly kind?: "train" | "evaluate";
  readonly rows: number;
  readonly bytes?: boolean;
  readonly start?: number;
}

/** What goes row by row. */
export function checkRows(page: TestPage, kernel: Kernel, model: DescriptionOptions, batch: Batch) {
  const { kind = "train", rows, bytes = false, start = 0 } = batch;
  const call = fusedCall(model, { kernel: kernel.name, kind, rows, bytes });
  const { y, dz, loss, ...inputs } = call.inputs;
  const count = start + rows;
  const values = count * (call.params.size ?? 0);
  return checkKernel(page, kernel, {
    ...call,
    inputs: {
      ...inputs,
      ...(inputs.w && { fours: inputs.w }), // one buffer, read in two ways
      data: bytes ? randomBytes(values) : new Uint32Array(targets(values, 7).buffer),
      order: Uint32Array.from({ length: count }, (_, index) => count - 1 - index),
    },
    outputs: { y: y?.length ?? 0, dz: dz?.length ?? 0, loss: loss?.length ?? 0 },
    step: { start },
  });
}

/** Bytes packed into words. */
function randomBytes(length: number): Uint32Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  new Uint8Array(words.buffer).set(randomFloats(length, 7, 0, 256));
  return words;
}

/** How large gradients are, at what rate weights learn from them, and where the batch's loss goes. */
export interface Update {
  readonly slot?: number;
  readonly learningRate?: number;
  readonly scale?: number;
}

/** Gradients and updates, weight by weight: every element of the arenas is compared, their padding and other slots too. */
export function checkWeights(
  page: TestPage,
  kernel: Kernel,
  model: DescriptionOptions,
  rows: number,
  update: Update = {},
) {
  const { slot = 0, learningRate = 1, scale = 1 } = update;
  const call = fusedCall(model, { kernel: kernel.name, kind: "train", rows, bytes: false });
  const { y, dz, a, d, ...others } = call.inputs;
  return checkKernel(page, kernel, {
    ...call,
    inputs: {
      ...others,
      y: times(y, 1),
      dz: times(dz, scale),
      // Running means of squares are not negative.
      a: times(squares(a), scale * scale),
      d: times(squares(d), 1e-6),
      losses: randomFloats(6, 9),
    },
    step: { slot, learningRate },
  });
}

/** Gradients alone, for Adam. */
export function checkGradients(
  page: TestPage,
  kernel: Kernel,
  model: DescriptionOptions,
  rows: number,
  update: Update = {},
) {
  const { slot = 0, scale = 1 } = update;
  const settings = { kernel: kernel.name, kind: "train", rows, bytes: false } as const;
  const call = fusedCall({ ...model, optimizer: adam() }, settings);
  const { dz, ...others } = call.inputs;
  return checkKernel(page, kernel, {
    ...call,
    inputs: { ...others, dz: times(dz, scale), losses: randomFloats(6, 9) },
    step: { slot },
  });
}

const times = (values: ArrayLike<number> | undefined, factor: number) =>
  Float32Array.from(values ?? [], (value) => value * factor);
const squares = (values: ArrayLike<number> | undefined) => Float32Array.from(values ?? [], (value) => value * value);
