/** The scalar types of WGSL that cross between TypeScript and a kernel; all are four bytes. */
export type Scalar = "f32" | "u32" | "bool";

/** A storage buffer that a kernel reads or writes. */
export interface Binding {
  readonly access: "read" | "read_write";
  readonly scalar: "f32" | "u32";
}

/** Values by name: a call's uniforms or its override constants. */
export type Numbers<Name extends string = string> = Readonly<Record<Name, number>>;

/** What a kernel call amounts to, for floors and tables. */
export interface Cost {
  /** Floating-point operations; a multiply-add counts two, a transcendental function one. */
  readonly flops: number;
  /** Bytes that must cross to or from memory at least once. */
  readonly bytes: number;
}

/**
 * A kernel: its WGSL, and what TypeScript must know to call it. One file a kernel, of the same stem as the shader;
 * a test holds each definition against its WGSL.
 */
export interface Kernel<
  Bound extends string = string,
  Param extends string = string,
  Constant extends string = string,
> {
  /** The stem: `shaders/<name>.wgsl`. */
  readonly name: string;
  /** The operation whose float64 twin checks it: `src/reference/<twin>.ts`. Variants share one. */
  readonly twin: string;
  /** WGSL of `shaders/lib/` that it uses, then its own. */
  readonly wgsl: readonly string[];
  /** In the order of `@binding`. */
  readonly bindings: Readonly<Record<Bound, Binding>>;
  /** Fields of `struct Params`, the uniform after the bindings, in order. */
  readonly params: Readonly<Record<Param, "f32" | "u32">>;
  /** `override` constants. */
  readonly constants: Readonly<Record<Constant, Scalar>>;
  /**
   * Constants of a call that size an array or a workgroup, for which overrides are not supported everywhere: each replaces
   * the number in its line `const NAME = 8u;`.
   */
  readonly sizes?: readonly string[];
  /** What the adapter must have beyond WebGPU's core. */
  readonly feature?: "subgroups";
  /** Whether it binds the per-step uniform of `lib/step.wgsl`, last. */
  readonly step: boolean;
  /** How many workgroups cover the work; folded into two dimensions by `fold`. */
  workgroups(params: Numbers<Param>, constants: Numbers): number;
  /** @param tables contents of the constant buffers that the call binds, by binding */
  cost(params: Numbers<Param>, constants: Numbers<Constant>, tables: Readonly<Record<string, readonly number[]>>): Cost;
}

/** Keeps the literal names of a definition while checking it. */
export function kernel<Bound extends string, Param extends string, Constant extends string = never>(
  definition: Kernel<Bound, Param, Constant>,
): Kernel<Bound, Param, Constant> {
  return definition;
}

/** All of a kernel's WGSL as it is compiled for a call with these constants, its sizes written in. */
export function wgslOf({ feature, wgsl, sizes }: Pick<Kernel, "feature" | "wgsl" | "sizes">, constants: Numbers = {}) {
  const code = [...(feature ? [`enable ${feature};`] : []), ...wgsl].join("\n");
  return (sizes ?? []).reduce((text, name) => {
    const value = constants[name] ?? constantIn(text, name);
    return text.replace(`const ${name} = ${constantIn(text, name)}u;`, `const ${name} = ${value}u;`);
  }, code);
}

/** Of a call's constants, those that are overrides. */
export function overridesIn({ constants: names }: Pick<Kernel, "constants">, constants: Numbers): Numbers {
  return Object.fromEntries(Object.entries(constants).filter(([name]) => Object.hasOwn(names, name)));
}

/** Shorthands for bindings. */
export const read: Binding = { access: "read", scalar: "f32" };
export const readU32: Binding = { access: "read", scalar: "u32" };
export const readWrite: Binding = { access: "read_write", scalar: "f32" };

/**
 * The number in a line `const NAME = 16u;` of a shader: each number lives once, in the WGSL.
 * @throws when the line is missing
 */
export function constantIn(wgsl: string, name: string): number {
  const match = new RegExp(`^const ${name} = (\\d+)u;`, "m").exec(wgsl);
  if (!match) throw new Error(`No line "const ${name} = …u;" in the shader: it was renamed or removed.`);
  return Number(match[1]);
}
