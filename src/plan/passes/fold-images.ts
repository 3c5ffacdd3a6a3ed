import { chosenFor } from "../../kernels/kernels.js";
import type { Target } from "../../kernels/target.js";
import type { ActivationGradient } from "../../operations/activation.js";
import type {
  Conv2d,
  Conv2dFoldedGradient,
  Conv2dKernelGradient,
  Conv2dMaxPool2d,
} from "../../operations/convolution.js";
import type { MaxPool2d, MaxPool2dGradient, UpSampling2d, UpSampling2dGradient } from "../../operations/images.js";
import type { View } from "../../operations/operation.js";
import type { Operation } from "../../operations/union.js";
import { isSame, layerOf, Reworked, viewsOf } from "../draft.js";
import type { Draft } from "../plan.js";

/**
 * Takes what lies between convolutions into them, for GPUs with many lanes: fewer dispatches, each of which waits for the one
 * before, and less traffic. Up-samplings are repeated as they are read, their gradients added up as they are written; of what goes
 * through a pool, only the largest values and their places are written, and read again for the gradients; these go through the
 * activations as they are written; and a kernel's gradient takes that of its bias along. What doesn't meet a fold's condition, or
 * what no kernel computes then, stays as it is.
 */
export function foldImages(draft: Draft, target: Target): Draft {
  const images = new Images(draft, target);
  for (const gradient of images.named("conv2d-kernel-gradient")) images.foldBias(gradient);
  for (const upSampling of images.named("up-sampling2d")) images.foldUpSampling(upSampling);
  for (const pool of images.named("max-pool2d")) images.foldPool(pool);
  for (const copies of images.named("up-sampling2d-gradient")) images.foldCopies(copies);
  for (const activation of images.named("activation-gradient")) images.foldActivation(activation);
  return images.done();
}

class Images extends Reworked {
  constructor(
    draft: Draft,
    private readonly target: Target,
  ) {
    super(draft);
  }

  /** Whether a kernel for GPUs computes an operation. */
  private computes(operation: Operation | undefined): boolean {
    const choice = operation && chosenFor(operation, this.target);
    return choice?.version.shared === true;
  }

  /** The gradient of the bias behind the same dz. */
  foldBias(gradient: Conv2dKernelGradient): void {
    const bias = this.named("bias-gradient").find(({ bindings }) => isSame(bindings.dz, gradient.bindings.dz));
    const whole = bias && {
      ...gradient,
      bindings: { ...gradient.bindings, db: bias.bindings.db },
      constants: { HAS_BIAS: 1 },
    };
    if (!bias || !whole || !this.computes(whole)) return;
    this.replace(gradient, whole);
    this.replace(bias);
  }

  /** Where convolutions, and their kernels' gradients, are all that reads what is repeated, as x. */
  foldUpSampling(upSampling: UpSampling2d): void {
    const { x, y } = upSampling.bindings;
    const { size_y, size_x } = upSampling.params;
    const readers = (this.others(y, upSampling) ?? []).map((reader) => {
      const isReader = reader.operation === "conv2d" || reader.operation === "conv2d-kernel-gradient";
      return isReader && this.computes(reader) && bindsAlone(reader, "x", y) ? reader : undefined;
    });
    if (readers.length === 0 || !readers.every((reader) => reader !== undefined)) return;
    for (const reader of readers) {
      const constants = { ...reader.constants, REPEAT_Y: size_y, REPEAT_X: size_x };
      this.replace(reader, { ...reader, bindings: { ...reader.bindings, x }, constants } as Operation);
    }
    this.replace(upSampling);
  }

  /**
   * Where the windows lie side by side without padding, a convolution makes what is pooled, and nothing else needs it but the
   * pool's gradient, the activation's, and what {@link scatteredReaders} gives.
   */
  foldPool(pool: MaxPool2d): void {
    const { x, y } = pool.bindings;
    const { rows, out_height, out_width, channels, pool_y, pool_x, stride_y, stride_x, pad_top, pad_left } =
      pool.params;
    if (stride_y !== pool_y || stride_x !== pool_x || pad_top + pad_left > 0 || pool_y * pool_x === 1) return;
    const maker = this.named("conv2d").find(({ bindings }) => isSame(bindings.z, x));
    if (!maker || !this.computes(maker)) return;
    const shape = [rows, out_height, out_width, channels];
    const places = { buffer: `${layerOf(pool)}.places` };
    const windows = { WINDOW_Y: pool_y, WINDOW_X: pool_x, POOLED_HEIGHT: out_height, POOLED_WIDTH: out_width };
    const { z: _, ...inputs } = maker.bindings;
    const pooled: Conv2dMaxPool2d = {
      ...maker,
      operation: "conv2d-max-pool2d",
      bindings: { ...inputs, y, places },
      constants: { ...maker.constants, ...windows },
    };
    if (!this.computes(pooled)) return;
    const back = this.named("max-pool2d-gradient").find(({ bindings }) => isSame(bindings.x, x));
    const activation =
      back && this.named("activation-gradient").find(({ bindings }) => isSame(bindings.dy, back.bindings.dx));
    if (this.others(x, maker, pool, back, activation)?.length !== 0) return;
    const readers = back ? this.scatteredReaders(back, activation) : [];
    if (!readers) return;

    this.buffer(places.buffer, shape);
    this.replace(maker, pooled);
    this.replace(pool);
    if (!back) return;
    const { dy, dx } = back.bindings;
    if (activation) {
      // Where the largest values are: elsewhere the gradient is 0 anyway.
      this.buffer(dx.buffer, shape);
      const count = shape.reduce((product, length) => product * length);
      this.replace(activation, { ...activation, bindings: { y, dy, dz: dx }, params: { count } });
    }
    this.replace(back);
    const dz = activation ? dx : dy;
    for (const reader of readers) {
      const scattered = reader.operation === "conv2d" ? asGradient(reader) : reader;
      const constants = { ...scattered.constants, ...windows };
      this.replace(reader, { ...scattered, bindings: { ...scattered.bindings, dz, places }, constants } as Operation);
    }
  }

  /** The convolutions and kernels' gradients that read a pool's gradient, behind the activation; nothing if others do. */
  private scatteredReaders(
    back: MaxPool2dGradient,
    activation: ActivationGradient | undefined,
  ): (Conv2d | Conv2dKernelGradient)[] | undefined {
    const { dx } = back.bindings;
    if (activation && !this.isBetween(dx, back, activation)) return undefined;
    const dz = activation?.bindings.dz ?? dx;
    const readers = (this.others(dz, back, activation) ?? [undefined]).map((reader) => {
      if (!reader || !this.computes(reader)) return undefined;
      if (reader.operation === "conv2d-kernel-gradient") return bindsAlone(reader, "dz", dz) ? reader : undefined;
      return reader.operation === "conv2d" && isSums(reader) && bindsAlone(reader, "x", dz) ? reader : undefined;
    });
    return readers.every((reader) => reader !== undefined) ? readers : undefined;
  }

  /** The convolution whose sums, without bias or activation, an operation alone is given as dy. */
  private gradientBefore(dy: View, reader: Operation): Conv2d | Conv2dFoldedGradient | undefined {
    const before =
      this.named("conv2d").find((given) => isSame(given.bindings.z, dy) && isSums(given) && this.computes(given)) ??
      this.named("conv2d-folded-gradient").find(
        (given) => isSame(given.bindings.dx, dy) && !given.constants.ACTIVATION,
      );
    return before && this.isBetween(dy, before, reader) ? before : undefined;
  }

  /** Where a convolution gives what is added up to this operation alone, and tiles of whole copies fit. */
  foldCopies(copies: UpSampling2dGradient): void {
    const { dy, dx } = copies.bindings;
    const before = this.gradientBefore(dy, copies);
    if (!before) return;
    const gradient = asGradient(before);
    const { size_y, size_x } = copies.params;
    // Behind another up-sampling, whose gradient is there already, these are copies of copies.
    const { COPIES_Y = 1, COPIES_X = 1 } = gradient.constants;
    const constants = { ...gradient.constants, COPIES_Y: COPIES_Y * size_y, COPIES_X: COPIES_X * size_x };
    const whole = { ...gradient, bindings: { ...gradient.bindings, dx }, constants };
    if (!this.computes(whole)) return;
    this.replace(before, whole);
    this.replace(copies);
  }

  /** Where a convolution gives the gradient of an activation's result to this operation alone. */
  foldActivation(activation: ActivationGradient): void {
    const { y, dy, dz } = activation.bindings;
    const before = this.gradientBefore(dy, activation);
    if (!before) return;
    const gradient = asGradient(before);
    const constants = { ...gradient.constants, ...activation.constants };
    this.replace(before, { ...gradient, bindings: { ...gradient.bindings, x: y, dx: dz }, constants });
    this.replace(activation);
  }
}

/** Whether a convolution gives its sums as they are, of images as they are. */
const isSums = ({ constants }: Conv2d) =>
  !(constants.HAS_BIAS || constants.ACTIVATION || constants.REPEAT_Y || constants.REPEAT_X);

/** Whether an operation binds a view to a name, and to no other. */
const bindsAlone = (operation: Operation, binding: string, view: View) =>
  viewsOf(operation).every(([name, { buffer }]) => (name === binding) === (buffer === view.buffer));

/** A convolution back, with places for what may be folded into it. */
function asGradient(before: Conv2d | Conv2dFoldedGradient): Conv2dFoldedGradient {
  if (before.operation !== "conv2d") return before;
  const { x, w, z } = before.bindings;
  const { FLIPPED = 0 } = before.constants;
  return { ...before, operation: "conv2d-folded-gradient", bindings: { dz: x, w, dx: z }, constants: { FLIPPED } };
}
