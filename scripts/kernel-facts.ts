import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Plugin } from "vite";
import {
  ResourceType,
  StructInfo,
  TemplateInfo,
  type TypeInfo,
  type VariableInfo,
  WgslReflect,
} from "wgsl_reflect/wgsl_reflect.module.js";
import type { Binding, Scalar, ShaderFacts } from "../src/kernels/kernel.js";

/**
 * What a kernel's shader says of itself, read where it is bundled, so that nothing need say it again:
 * `import shader from "…/adam.wgsl?kernel"` gives its {@link ShaderFacts}. Declarations are WGSL's own; what WGSL has no words
 * for, the header says, in these sentences: `Uses lib/grid, lib/step.`, in a library file `Needs lib/grid.`,
 * `The plan chooses LANES, WORKGROUP.` and `Needs WebGPU's feature "subgroups".`
 */

const QUERY = "?kernel";

/** For Vite, and whatever builds with it. */
export function kernelFacts(): Plugin {
  return {
    name: "isthmus:kernel-facts",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(`.wgsl${QUERY}`)) return undefined;
      const { files, facts } = readKernel(id.slice(0, -QUERY.length));
      for (const file of files) this.addWatchFile(file);
      // Texts are modules of their own: a library file that many kernels use is bundled once.
      const imports = files.map((file, index) => `import text${index} from ${JSON.stringify(`${file}?raw`)};\n`);
      const texts = files.map((_, index) => `text${index}`);
      return `${imports.join("")}export default { ...${JSON.stringify(facts)}, wgsl: [${texts.join(", ")}] };\n`;
    },
  };
}

/** The files of a kernel's WGSL in their order, its own last, and what they say. */
export function readKernel(file: string) {
  const files = withLibraries(file, []);
  const facts = factsOf(
    basename(file, ".wgsl"),
    files.map((path) => readFileSync(path, "utf8")),
  );
  return { files, facts };
}

/**
 * What a kernel's texts say, its own the last of them.
 * @throws when the runtime could not bind it so: buffers from 0 on in one group, then `params`, then perhaps `step`
 */
export function factsOf(name: string, texts: readonly string[]): Omit<ShaderFacts, "wgsl"> {
  const wgsl = reflect(texts);
  const [group = [], ...others] = wgsl.getBindGroups();
  const storage = group.filter((variable) => variable?.resourceType === ResourceType.Storage);
  const uniforms = group.slice(storage.length).map((variable) => variable?.name);
  const [params, step] = uniforms;
  if (
    others.length > 0 ||
    storage.some(({ binding }, index) => binding !== index) ||
    params !== "params" ||
    ![undefined, "step"].includes(step) ||
    uniforms.length > 2
  ) {
    throw new Error(
      `shaders/${name}.wgsl must bind, in group 0 and from 0 on, its buffers, then the uniform params, then, if it reads it, ` +
        "the uniform step, and nothing else.",
    );
  }
  const sentences = texts.map(sentencesOf);
  const [feature] = sentences.flatMap((text) => /Needs WebGPU's feature "([^"]+)"/.exec(text)?.[1] ?? []);
  if (feature !== undefined && feature !== "subgroups")
    throw new Error(`shaders/${name}.wgsl needs the feature "${feature}", which no session asks for.`);
  return {
    name,
    bindings: Object.fromEntries(storage.map((variable) => [variable.name, bindingOf(name, variable)])),
    params: Object.fromEntries(fieldsOf(name, group[storage.length])),
    constants: Object.fromEntries(
      wgsl.overrides.map((constant) => [constant.name, scalarOf(name, constant.name, constant.type, OVERRIDES)]),
    ),
    sizes: sentences.flatMap((text) => /The plan chooses ([^.]+)\./.exec(text)?.[1]?.split(/, | and /) ?? []),
    ...(feature === undefined ? {} : { feature }),
    step: step !== undefined,
  };
}

/** A file after all library files that it names and those name, none of them twice. */
function withLibraries(file: string, before: readonly string[]): readonly string[] {
  if (before.includes(file)) return before;
  if (!existsSync(file)) throw new Error(`There is no ${file}, which a shader's header names.`);
  const shaders = basename(dirname(file)) === "lib" ? dirname(dirname(file)) : dirname(file);
  const named = librariesIn(readFileSync(file, "utf8")).map((name) => join(shaders, `${name}.wgsl`));
  return [...named.reduce((files, library) => withLibraries(library, files), before), file];
}

/** The library files that a shader's header names, as `lib/grid`. */
export function librariesIn(text: string): string[] {
  const lists = sentencesOf(text).matchAll(/(?:Uses|Needs) (lib\/[^.]+)\./g);
  return [...lists].flatMap(([, list = ""]) => list.split(/, | and /));
}

/** A shader's header as running text. */
function sentencesOf(text: string): string {
  const header = text.slice(0, text.search(/^(?!\/\/)/m));
  return header.replaceAll(/^\/\/ ?/gm, "").replaceAll("\n", " ");
}

function reflect(texts: readonly string[]): WgslReflect {
  // Declarations are wanted, not what functions do: that takes most of the time. And there wgsl_reflect 1.6 takes the names
  // "block" and "workgroup" for keywords, as drafts of WGSL did.
  return new WgslReflect(texts.join("\n").replaceAll(/^(?:@compute .*\n)?fn [^{]*\{\n.*?^\}/gms, ""));
}

const NUMBERS = ["f32", "u32"] as const;
const OVERRIDES = [...NUMBERS, "bool"] as const;

function bindingOf(kernel: string, { name, access, format, type }: VariableInfo): Binding {
  if (access !== "read" && access !== "read_write")
    throw new Error(`shaders/${kernel}.wgsl binds ${name} as ${access}.`);
  const mistaken = `shaders/${kernel}.wgsl must bind ${name} as an array of one kind of number.`;
  if (!type.isArray) throw new Error(mistaken);
  // A table may be of structures.
  const elements = format instanceof StructInfo ? format.members.map((member) => member.type) : [format];
  const scalars = elements.map((element) => scalarOf(kernel, name, element, NUMBERS));
  const [scalar] = scalars;
  if (scalar === undefined || scalars.some((other) => other !== scalar)) throw new Error(mistaken);
  return { access, scalar };
}

function fieldsOf(kernel: string, params: VariableInfo | undefined) {
  return (params?.members ?? []).map(({ name, type }) => {
    if (type.size !== 4) throw new Error(`shaders/${kernel}.wgsl: params.${name} must be of four bytes.`);
    return [name, scalarOf(kernel, name, type, NUMBERS)] as const;
  });
}

/** The scalar that a type is made of. */
function scalarOf<Allowed extends Scalar>(
  kernel: string,
  name: string,
  type: TypeInfo | null,
  allowed: readonly Allowed[],
): Allowed {
  // Buffers of f32 may be read and written four at a time, as vec4f or as vec4<X>, where an alias says what X is.
  const element = type?.name === "vec4" && type instanceof TemplateInfo ? type.format : type;
  const word = element?.name === "vec4f" ? "f32" : element?.name;
  const scalar = allowed.find((one) => one === word);
  if (!scalar) throw new Error(`shaders/${kernel}.wgsl: ${name} is of ${word}; it must be ${allowed.join(" or ")}.`);
  return scalar;
}
