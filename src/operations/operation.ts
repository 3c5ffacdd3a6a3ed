/** Part of a buffer, in scalars; without offset and length, all of it. */
export interface View {
  readonly buffer: string;
  readonly offset?: number;
  readonly length?: number;
}

/** Values by name: a call's uniforms or its override constants. */
export type Numbers<Name extends string = string> = Readonly<Record<Name, number>>;

/**
 * One thing to compute, whichever kernel does: plain data. Its page says what the names mean, in the words of the shaders:
 * buffers by their mathematical role, sizes and settings as `params`, choices that a kernel is compiled for as `constants`.
 */
export interface OperationOf<
  Name extends string,
  Bound extends string,
  Param extends string,
  Constant extends string = never,
  Optional extends string = never,
> {
  /** `encoder.0/matmul`: the layer (or `batch`, `loss`, `optimizer`), then what is done. */
  readonly label: string;
  readonly operation: Name;
  readonly bindings: Readonly<Record<Bound, View>> & Readonly<Partial<Record<Optional, View>>>;
  readonly params: Numbers<Param>;
  /** What is left out is 0. */
  readonly constants: Readonly<Partial<Record<Constant, number>>>;
}

/** Any operation, for what asks nothing of its kind. */
export interface AnyOperation {
  readonly label: string;
  readonly operation: string;
  readonly bindings: Readonly<Record<string, View>>;
  readonly params: Numbers;
  readonly constants: Numbers;
}

/** What an operation amounts to, for floors and tables. */
export interface Cost {
  /** Floating-point operations; a multiply-add counts two, a transcendental function one. */
  readonly flops: number;
  /** Bytes that must cross to or from memory at least once. */
  readonly bytes: number;
}

/** Contents of the constant buffers that an operation binds, by binding. */
export type Tables = Readonly<Record<string, readonly number[]>>;

/** What all operations of a kind have in common. */
export interface Definition<O extends Shaped> {
  /** What it gives a value, whatever was there. */
  readonly writes: readonly Operand<O>[];
  /** What it reads and changes. */
  readonly updates?: readonly Operand<O>[];
  /**
   * How many scalars it reads or writes of each operand, as a shape; bytes that come four to a scalar count a quarter.
   * Of what it does not touch, or what depends on the data alone, nothing.
   */
  shapes(
    params: O["params"],
    constants: Numbers<ConstantOf<O>>,
    tables: Tables,
  ): Partial<Record<Operand<O>, readonly number[]>>;
  flops(params: O["params"], constants: Numbers<ConstantOf<O>>, tables: Tables): number;
  /** Operands that all its kernels also take as f16, where the constant {@link halfOf} them says so; default: none. */
  readonly halves?: readonly Operand<O>[];
}

/** The constant that says whether an operand is stored in f16: `HALF_X` of x. */
export const halfOf = (operand: string) => `${HALF}${operand.toUpperCase()}`;
const HALF = "HALF_";

/** Whether a constant is one of those. */
export const isHalf = (constant: string) => constant.startsWith(HALF);

/** What {@link Definition} asks of an operation's type. */
interface Shaped {
  readonly bindings: Readonly<Record<string, View>> | object;
  readonly params: object;
  readonly constants: object;
}

type Operand<O extends Shaped> = Extract<keyof O["bindings"], string>;
type ConstantOf<O extends Shaped> = Extract<keyof O["constants"], string>;
