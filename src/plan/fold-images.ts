import { ACTIVATION_CODE } from "../kernels/activation.js";
import type { Convolution } from "../kernels/convolution.js";
import type { Numbers } from "../kernels/kernel.js";
import type { Pooling } from "../kernels/pooling.js";
import type { Window } from "../kernels/tiles.js";
import { forwardCut } from "./cut-images.js";
import { notScattered } from "./geometry.js";
import type { BufferSpec, Call, Plan, View } from "./plan.js";
import { buffered, layerOf, meets } from "./rewrite.js";

/**
 * Takes what lies between the convolutions of a plan for GPUs with many lanes into them: fewer calls, each of which waits for
 * the one before, and less traffic. Up-samplings are repeated as they are read, their gradients added up as they are written;
 * of what goes through a pool, only the largest values and their places are written, and read again for the gradients; these
 * go through the activations as they are written. What doesn't meet a fold's condition stays as it is.
 */
export function foldImages(plan: Plan): Plan {
  const draft = new Draft(plan);
  for (const { kernel, fold } of FOLDS) {
    for (const call of draft.calls.filter((given) => given.kernel === kernel)) fold(call, draft);
  }
  return { ...plan, calls: draft.calls, buffers: draft.buffers };
}

const FOLDS: readonly { kernel: string; fold: (call: Call, draft: Draft) => void }[] = [
  { kernel: "up-sampling2d", fold: foldUpSampling },
  { kernel: "max-pool2d", fold: foldPool },
  { kernel: "up-sampling2d-gradient", fold: foldCopies },
  { kernel: "activation-gradient", fold: foldActivation },
];

const FORWARD = "conv2d-shared";
const BACK = "conv2d-input-gradient-shared";
const KERNEL_GRADIENT = "conv2d-kernel-gradient-shared";

/** A plan that is being changed. */
class Draft {
  calls: Call[];
  readonly buffers: Map<string, BufferSpec>;
  private readonly output: string;

  constructor({ calls, buffers, output }: Plan) {
    this.calls = [...calls];
    this.buffers = new Map(buffers);
    this.output = output;
  }

  /** Puts calls into the place of one. */
  replace(old: Call, ...calls: readonly Call[]): void {
    this.calls.splice(this.calls.indexOf(old), 1, ...calls);
  }

  /** The calls that bind a buffer beside those given; nothing where it is the plan's result as well. */
  others({ buffer }: View, ...known: readonly (Call | undefined)[]): Call[] | undefined {
    if (buffer === this.output) return undefined;
    const users = this.calls.filter(({ bindings }) => Object.values(bindings).some((view) => view.buffer === buffer));
    return users.filter((call) => !known.includes(call));
  }

  /** The convolution whose sums, without bias or activation, `call` alone is given as dy. */
  gradientBefore(call: Call): Call | undefined {
    const { dy } = call.bindings as Record<"dy", View>;
    const before = this.calls.find((given) => {
      const { HAS_BIAS = 0, ACTIVATION } = given.constants;
      const gives = meets(given, given.kernel === FORWARD ? "z" : "dx", call, "dy");
      return [FORWARD, BACK].includes(given.kernel) && gives && HAS_BIAS === 0 && ACTIVATION === ACTIVATION_CODE.linear;
    });
    return this.others(dy, before, call)?.length === 0 ? before : undefined;
  }
}

/** Where convolutions, and their kernels' gradients, are all that reads what is repeated, as x. */
function foldUpSampling(call: Call, draft: Draft): void {
  const { x, y } = call.bindings as Record<"x" | "y", View>;
  const readers = draft.others(y, call) ?? [];
  if (readers.length === 0 || !readers.every((reader) => reads(reader, "x", y, [FORWARD, KERNEL_GRADIENT]))) return;
  const repeat = { REPEAT_Y: call.params.size_y ?? 1, REPEAT_X: call.params.size_x ?? 1 };
  for (const reader of readers) draft.replace(reader, changed(reader, { x }, repeat));
  draft.replace(call);
}

/** Whether one of those kernels reads a view through one binding, and through no other. */
function reads(call: Call, binding: string, view: View, kernels: readonly string[]): boolean {
  const others = Object.entries(call.bindings).filter(([name]) => name !== binding && name !== "places");
  return (
    kernels.includes(call.kernel) &&
    call.bindings[binding]?.buffer === view.buffer &&
    others.every(([, { buffer }]) => buffer !== view.buffer)
  );
}

const changed = (call: Call, bindings: Call["bindings"], constants: Numbers): Call => ({
  ...call,
  bindings: { ...call.bindings, ...bindings },
  constants: { ...call.constants, ...constants },
});

/**
 * Where the windows lie side by side without padding, a convolution makes what is pooled, and nothing else needs it but the
 * pool's gradient, the activation's, and what {@link scatteredReaders} gives.
 */
function foldPool(pool: Call, draft: Draft): void {
  const { x, y } = pool.bindings as Record<"x" | "y", View>;
  const { rows, out_height, out_width, channels, pool_y, pool_x, stride_y, stride_x, pad_top, pad_left } =
    pool.params as Pooling;
  const maker = draft.calls.find((call) => call.kernel === FORWARD && meets(call, "z", pool, "x"));
  const cut = maker && forwardCut(maker.params as Convolution, [pool_y, pool_x]);
  if (!cut || stride_y !== pool_y || stride_x !== pool_x || pad_top + pad_left > 0 || pool_y * pool_x === 1) return;
  const back = draft.calls.find((call) => call.kernel === "max-pool2d-gradient" && meets(call, "x", pool, "x"));
  const activation =
    back && draft.calls.find((call) => call.kernel === "activation-gradient" && meets(call, "dy", back, "dx"));
  if (draft.others(x, maker, pool, back, activation)?.length !== 0) return;
  const readers = back ? scatteredReaders(back, activation, draft) : [];
  if (!readers) return;

  const shape = [rows, out_height, out_width, channels];
  const places = { buffer: `${layerOf(pool)}.places` };
  draft.buffers.set(places.buffer, buffered(places.buffer, shape));
  const windows = { WINDOW_Y: pool_y, WINDOW_X: pool_x, POOLED_HEIGHT: out_height, POOLED_WIDTH: out_width };
  const { z: _, ...inputs } = maker.bindings as Record<string, View>;
  const bindings = { ...inputs, y, places };
  const constants = { ...maker.constants, ...cut, ...windows };
  draft.replace(maker, { ...maker, kernel: "conv2d-max-pool2d", bindings, constants });
  draft.replace(pool);
  if (!back) return;
  // Through the activation where the largest values are: elsewhere the gradient is 0 anyway.
  const { dy, dx } = back.bindings as Record<"dy" | "dx", View>;
  const dz = activation ? dx : dy;
  if (activation) {
    draft.buffers.set(dx.buffer, buffered(dx.buffer, shape));
    const count = shape.reduce((product, length) => product * length);
    draft.replace(activation, { ...activation, bindings: { y, dy, dz }, params: { count } });
  }
  draft.replace(back);
  for (const reader of readers) {
    const call = reader.kernel === FORWARD ? asGradient(reader) : reader;
    draft.replace(reader, changed(call, { dz, places }, windows));
  }
}

/** The convolutions and kernels' gradients that read a pool's gradient, behind the activation, as dz; nothing if others do. */
function scatteredReaders(back: Call, activation: Call | undefined, draft: Draft): Call[] | undefined {
  const { dx } = back.bindings as Record<"dx", View>;
  const dz = activation?.bindings.dz ?? dx;
  if (activation && draft.others(dx, back, activation)?.length !== 0) return undefined;
  const readers = draft.others(dz, back, activation);
  return readers?.every((call) => reads(call, "x", dz, [FORWARD]) || reads(call, "dz", dz, [KERNEL_GRADIENT]))
    ? readers
    : undefined;
}

/** A convolution back, with places for what may be folded into it. */
function asGradient(call: Call): Call {
  if (call.kernel === BACK) return call;
  const { x, w, z } = call.bindings as Record<"x" | "w" | "z", View>;
  const { HAS_BIAS, REPEAT_Y, REPEAT_X, ...constants } = call.constants;
  const { in_height, in_width } = call.params as Convolution;
  return {
    ...call,
    kernel: BACK,
    // Any buffers stand in for places and x, which are not read so far.
    bindings: { dz: x, places: x, w, x: w, dx: z },
    constants: { ...constants, ...notScattered(in_height, in_width), COPIES_Y: 1, COPIES_X: 1 },
  };
}

/** Where a convolution gives what is added up to this call alone, and tiles of whole copies fit. */
function foldCopies(call: Call, draft: Draft): void {
  const before = draft.gradientBefore(call);
  const { size_y = 1, size_x = 1 } = call.params;
  const copies: Window = [size_y, size_x];
  const cut = before && forwardCut(before.params as Convolution, copies);
  if (!cut) return;
  const { dx } = call.bindings as Record<"dx", View>;
  draft.replace(before, changed(asGradient(before), { dx }, { ...cut, COPIES_Y: size_y, COPIES_X: size_x }));
  draft.replace(call);
}

/** Where a convolution gives the gradient of an activation's result to this call alone. */
function foldActivation(call: Call, draft: Draft): void {
  const before = draft.gradientBefore(call);
  if (!before) return;
  const { y, dz } = call.bindings as Record<"y" | "dz", View>;
  draft.replace(before, changed(asGradient(before), { x: y, dx: dz }, call.constants));
  draft.replace(call);
}
