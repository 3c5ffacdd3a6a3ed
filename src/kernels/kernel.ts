import { type AnyOperation, halfOf, isHalf, type Numbers } from "../operations/operation.js";
import type { Target } from "./target.js";

/** The scalar types of WGSL that cross between TypeScript and a kernel; all are four bytes. */
export type Scalar = "f32" | "u32" | "bool";

/** A storage buffer that a kernel reads or writes. */
export interface Binding {
  readonly access: "read" | "read_write";
  readonly scalar: "f32" | "u32";
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

/** What a kernel is called with beyond what the operation says, or in its place. */
export interface Chosen extends Partial<Pick<AnyOperation, "bindings" | "params" | "constants">> {
  /** In how many parts it leaves its sums, one behind the other; default 1. */
  readonly parts?: number;
}

/** The number of a name: what a call has chosen for it, or what stands in the shader's line `const NAME = 8u;`. */
export type SizeOf = (name: string) => number;

/** One of the kernels that compute an operation. */
export interface Version<O extends { readonly params: object } = AnyOperation> {
  /** The stem of its shader. */
  readonly name: string;
  /** Its shader, or where that is fetched when a plan first needs it. */
  readonly shader: ShaderFacts | (() => Promise<{ readonly default: ShaderFacts }>);
  /** Whether it is the operation's one thought, without a second for speed: what level naive takes. */
  readonly plain?: boolean;
  /** Whether the lanes of a workgroup share what they load, as suits GPUs. */
  readonly shared?: boolean;
  /**
   * What it is called with to compute this operation for such a target; nothing when it does not, or not fast. Default: it
   * computes every one, as it stands.
   */
  when?(operation: O, target: Target): Chosen | undefined;
  /** How many workgroups cover the work; folded into two dimensions by `fold`. */
  workgroups(params: O["params"], sizeOf: SizeOf): number;
}

/** A kernel, its shader at hand, for a plan's calls. */
export interface Kernel extends ShaderFacts {
  /** The operation that it computes; its float64 twin checks it. */
  readonly operation: string;
  workgroups(params: Numbers, constants: Numbers): number;
}

/** A version of an operation with its shader. */
export function kernelFrom(operation: string, { workgroups }: Version, shader: ShaderFacts): Kernel {
  const read = new Map<string, number>();
  const inShader = (name: string) => {
    const number = read.get(name) ?? constantIn(shader, name);
    read.set(name, number);
    return number;
  };
  return {
    ...shader,
    operation,
    workgroups: (params, constants) => workgroups(params, (name) => constants[name] || inShader(name)),
  };
}

/**
 * All of a kernel's WGSL as it is compiled for a call with these constants: its sizes written in, and f16 in the place of f32 in the
 * line `alias X = f32;` where `HALF_X` says that x is stored so.
 * @throws when there is no such line
 */
export function wgslOf({ feature, wgsl, sizes }: Pick<Kernel, "feature" | "wgsl" | "sizes">, constants: Numbers = {}) {
  const halves = halvesIn(constants);
  const features = [feature, halves.length > 0 && "f16"].filter(Boolean);
  const code = [...features.map((name) => `enable ${name};`), ...wgsl].join("\n");
  const sized = sizes.reduce((text, name) => {
    const value = constants[name] ?? constantIn(text, name);
    return text.replace(`const ${name} = ${constantIn(text, name)}u;`, `const ${name} = ${value}u;`);
  }, code);
  return halves.reduce((text, name) => {
    const line = `alias ${name.slice(halfOf("").length)} = f`;
    if (!text.includes(`\n${line}32;`)) throw new Error(`No line "${line}32;" in the shader, for ${name}.`);
    return text.replace(`\n${line}32;`, `\n${line}16;`);
  }, sized);
}

/** The constants of a call that say so. */
const halvesIn = (constants: Numbers) => Object.keys(constants).filter((name) => isHalf(name) && constants[name]);

/** A kernel's overrides by a call's constants; what is left out is 0. */
export function overridesIn({ constants: names }: Pick<Kernel, "constants">, constants: Numbers): Numbers {
  return Object.fromEntries(Object.keys(names).map((name) => [name, constants[name] ?? 0]));
}

/** Of a call's constants, those that a kernel is compiled for: the others are built into it. */
export function compiledFor(kernel: Pick<Kernel, "constants" | "sizes">, constants: Numbers): Numbers {
  const sizes = kernel.sizes.filter((name) => constants[name] !== undefined);
  return {
    ...overridesIn(kernel, constants),
    ...Object.fromEntries([...sizes, ...halvesIn(constants)].map((name) => [name, constants[name] ?? 0])),
  };
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
