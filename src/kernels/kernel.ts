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

/** What a kernel's shader says of itself: `import shader from "….wgsl?kernel"` (`scripts/kernel-facts.ts` reads it). */
export interface ShaderFacts {
  /** The stem: `shaders/<name>.wgsl`. */
  readonly name: string;
  /** WGSL of `shaders/lib/` that it uses, then its own. */
  readonly wgsl: readonly string[];
  /** In the order of `@binding`. */
  readonly bindings: Readonly<Record<string, Binding>>;
  /** Fields of `struct Params`, the uniform after the bindings, in order. */
  readonly params: Readonly<Record<string, "f32" | "u32">>;
  /** `override` constants. */
  readonly constants: Readonly<Record<string, Scalar>>;
  /**
   * Constants of a call that size an array or a workgroup, for which overrides are not supported everywhere: each replaces
   * the number in its line `const NAME = 8u;`.
   */
  readonly sizes: readonly string[];
  /** What the adapter must have beyond WebGPU's core. */
  readonly feature?: "subgroups";
  /** Whether it binds the per-step uniform of `lib/step.wgsl`, last. */
  readonly step: boolean;
}

/** What only TypeScript can know of a kernel. Its callbacks name, by type, the params and override constants that they read. */
export interface KernelUse<Param extends string = string, Constant extends string = string> {
  /** The operation whose float64 twin checks it: `src/reference/<twin>.ts`. Variants share one. */
  readonly twin: string;
  /** How many workgroups cover the work; folded into two dimensions by `fold`. */
  workgroups(params: Numbers<Param>, constants: Numbers): number;
  /** @param tables contents of the constant buffers that the call binds, by binding */
  cost(params: Numbers<Param>, constants: Numbers<Constant>, tables: Readonly<Record<string, readonly number[]>>): Cost;
}

/** A kernel: its WGSL, and what TypeScript must know to call it. One file a kernel, of the same stem as the shader. */
export interface Kernel<Param extends string = string, Constant extends string = string>
  extends ShaderFacts,
    KernelUse<Param, Constant> {}

/** A kernel by its shader. Of `use` it takes its own part only: a variant may hand over the kernel that it is like. */
export function kernel<Param extends string = never, Constant extends string = never>(
  shader: ShaderFacts,
  { twin, workgroups, cost }: KernelUse<Param, Constant>,
): Kernel<Param, Constant> {
  return { ...shader, twin, workgroups, cost };
}

/** All of a kernel's WGSL as it is compiled for a call with these constants, its sizes written in. */
export function wgslOf({ feature, wgsl, sizes }: Pick<Kernel, "feature" | "wgsl" | "sizes">, constants: Numbers = {}) {
  const code = [...(feature ? [`enable ${feature};`] : []), ...wgsl].join("\n");
  return sizes.reduce((text, name) => {
    const value = constants[name] ?? constantIn(text, name);
    return text.replace(`const ${name} = ${constantIn(text, name)}u;`, `const ${name} = ${value}u;`);
  }, code);
}

/** Of a call's constants, those that are overrides. */
export function overridesIn({ constants: names }: Pick<Kernel, "constants">, constants: Numbers): Numbers {
  return Object.fromEntries(Object.entries(constants).filter(([name]) => Object.hasOwn(names, name)));
}

/**
 * The number in a line `const NAME = 16u;` of a shader or of its text: each number lives once, in the WGSL.
 * @throws when the line is missing
 */
export function constantIn(shader: string | Pick<ShaderFacts, "wgsl">, name: string): number {
  const wgsl = typeof shader === "string" ? shader : shader.wgsl.join("\n");
  const match = new RegExp(`^const ${name} = (\\d+)u;`, "m").exec(wgsl);
  if (!match) throw new Error(`No line "const ${name} = …u;" in the shader: it was renamed or removed.`);
  return Number(match[1]);
}
