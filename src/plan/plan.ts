import type { Kernel } from "../kernels/kernel.js";
import { KERNELS } from "../kernels/kernels.js";
import type { AnyOperation, Tables, View } from "../operations/operation.js";
import type { Operation } from "../operations/union.js";

/** What a plan computes: a training step, the loss of a batch, outputs, codes, or outputs from codes. */
export type PlanKind = (typeof PLAN_KINDS)[number];
export const PLAN_KINDS = ["train", "evaluate", "predict", "encode", "decode"] as const;

/**
 * The ladder of how far a plan is rewritten for speed: `naive` has one thought a kernel, `tiled` register-tiled products with
 * their epilogues, `fused` as few dispatches as the data flow allows.
 */
export const LADDER = ["naive", "tiled", "fused"] as const;
/** The name of a level that is on the ladder. */
export type Rung = (typeof LADDER)[number];

/**
 * Levels that do what `tiled` does on GPUs with many lanes: a workgroup's invocations share what they load for a square of 32 × 32 or
 * 64 × 64 results (128 × 128 where a product has many); `split` takes long sums in parts, where there are too few squares to keep the GPU
 * busy.
 */
export const GPU_LEVELS = ["tiled-32", "tiled-32-split", "tiled-64", "tiled-64-split"] as const;

/** Every level at which a plan can be made. */
export const LEVELS = [...LADDER, ...GPU_LEVELS] as const;
/** The name of a level. */
export type Level = (typeof LEVELS)[number];

/** What a plan must know of the data. */
export interface DataTraits {
  /** Whether they are bytes, to be scaled by 1/255, or floats. */
  readonly bytes: boolean;
  /** Where the output should be something else than the samples: whether that is bytes. */
  readonly targetBytes?: boolean;
  /** Whether each sample has a weight in the loss. */
  readonly weighted?: boolean;
  /** Whether some values of what the output should be are missing. */
  readonly masked?: boolean;
}

/**
 * What a buffer is for. `parameter`, `gradient` and `slot` buffers are arenas of one layout that live as long as the
 * model; `activation` buffers hold the values of one batch; `constant` ones come with their contents; `external` ones (the
 * data set, its order, the losses) are given by whoever runs the plan, in any length.
 */
export type BufferRole = "parameter" | "gradient" | "slot" | "activation" | "constant" | "external";

/** The arenas of weights and gradients, and the buffers that a plan is given. */
export const ARENAS = { weights: "weights", gradients: "gradients" } as const;
export const EXTERNAL = {
  data: "data",
  order: "order",
  labels: "labels",
  targets: "targets",
  sampleWeight: "sampleWeight",
  mask: "mask",
  losses: "losses",
} as const;

/** The arena of an optimizer's slot. */
export const slotArena = (slot: string) => `slot.${slot}`;

/** The buffer that takes a metric's value for every step. */
export const metricBuffer = (metric: string) => `metric.${metric}`;

/**
 * How a plan stores what products read and write: all in f32, or (`mixed`, as Keras's `mixed_float16`) activations and copies of
 * the weights in f16. Sums, losses, gradients, weights themselves and their updates are f32 either way.
 */
export const PRECISIONS = ["float32", "mixed"] as const;
/** The name of a precision. */
export type Precision = (typeof PRECISIONS)[number];

/** A named buffer of scalars: of four bytes each, or, in f16, of two. */
export interface BufferSpec {
  readonly name: string;
  readonly role: BufferRole;
  readonly scalar: "f32" | "u32" | "f16";
  /** Row-major; empty for `external` buffers, whose length the plan does not know. */
  readonly shape: readonly number[];
  /** Contents of a `constant` buffer; those of one name have the same in all plans. */
  readonly values?: readonly number[];
}

/** Bytes of a scalar. */
export const bytesOf = (scalar: BufferSpec["scalar"]) => (scalar === "f16" ? 2 : 4);

/** A kernel's call: the operation that it computes, with all that the kernel needs to know. */
export interface Call extends AnyOperation {
  /** The stem of its shader. */
  readonly kernel: string;
}

/** Named buffers and an ordered list of kernel calls over them: all that an executor needs. Plain data. */
export interface Plan {
  readonly kind: PlanKind;
  readonly level: Level;
  /** Samples in the batch. */
  readonly rows: number;
  readonly buffers: ReadonlyMap<string, BufferSpec>;
  readonly calls: readonly Call[];
  /** The buffer with the result: `[rows, …]` for predict, encode and decode, the losses otherwise. */
  readonly output: string;
}

/** A plan before kernels are chosen: what is to be computed, in order. */
export interface Draft extends Omit<Plan, "calls" | "level"> {
  readonly operations: readonly Operation[];
}

/** The kernel of a call; it must have been loaded (`loadKernels`), as opening a session does. */
export function kernelOf(call: Call): Kernel {
  const kernel = KERNELS.get(call.kernel);
  if (!kernel) throw new Error(`${call.label}: no kernel named "${call.kernel}" is loaded.`);
  return kernel;
}

/** Contents of the constant buffers that a call binds, by binding. */
export function tablesOf({ buffers }: Pick<Plan, "buffers">, { bindings }: AnyOperation): Tables {
  const tables: Record<string, readonly number[]> = {};
  for (const [binding, { buffer }] of Object.entries(bindings)) {
    const values = buffers.get(buffer)?.values;
    if (values) tables[binding] = values;
  }
  return tables;
}

/** The buffers that a call writes, by binding. */
export function outputsOf(call: Call): [binding: string, view: View][] {
  const { bindings } = kernelOf(call);
  return Object.entries(call.bindings).filter(([name]) => bindings[name]?.access === "read_write");
}
