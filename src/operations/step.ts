/** What changes from one step of a run to the next. Kernels read it as `struct Step` of `lib/step.wgsl`. */
export interface Step {
  /** The batch is `order[start …]`. */
  readonly start: number;
  /** Where the step's loss goes. */
  readonly slot: number;
  /** A number of the step's own, for its noise. */
  readonly random: number;
  /** With Adam's bias correction in it. */
  readonly learningRate: number;
  /** Of an optimizer whose ε depends on the step; no other kernel reads it. */
  readonly epsilon?: number;
  /** What decoupled weight decay takes of each weight, as a share. */
  readonly decay?: number;
}

type Field = readonly [name: string, type: "u32" | "f32", of: (step: Step) => number];

/** The fields of `struct Step`, four bytes each, in their order. */
export const STEP_FIELDS: readonly Field[] = [
  ["start", "u32", ({ start }) => start],
  ["slot", "u32", ({ slot }) => slot],
  ["random", "u32", ({ random }) => random],
  ["learning_rate", "f32", ({ learningRate }) => learningRate],
  ["epsilon", "f32", ({ epsilon = 0 }) => epsilon],
  ["decay", "f32", ({ decay = 0 }) => decay],
];

/** Writes a step as kernels read it, from byte `at`. */
export function writeStep(view: DataView, at: number, step: Step): void {
  for (const [index, [, type, of]] of STEP_FIELDS.entries()) {
    if (type === "f32") view.setFloat32(at + 4 * index, of(step), true);
    else view.setUint32(at + 4 * index, of(step), true);
  }
}
