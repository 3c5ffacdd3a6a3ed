import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import type { Plugin } from "vite";
import { readKernel } from "./kernel-facts.js";

/**
 * Gathers every `import()` of the library in one file, `parts/later.js`, and writes beside it `parts/later.static.js`, which has
 * the same parts at hand instead of fetching them. Package.json's field `browser` puts the second in the place of the first
 * for bundlers: what is reachable goes into the bundle, which then need not be split. Vite's workers, in its default format, can't
 * be. Without a bundler, in Node, Deno or a page with an import map, parts are fetched when they are needed.
 */

const SEAM = "isthmus:later";
const LATER = "parts/later.js";
const STATIC = "parts/later.static.js";

/** Parts that reach for Node, which a bundle for browsers does without. */
const NODE_ONLY = /data\/(?:mnist-package|wasm-decoders)\.ts$/;
const NOT_IN_BROWSERS =
  'Promise.reject(Error("This code was bundled for browsers, and runs without one. Bundle it for Node (--platform=node, target: \\"node\\")."))';

/** `import("./x.js")`; in TypeScript's types there is none with a call around it that this would take for one. */
const IMPORT = /(?<![\w.]|typeof )import\("([^"]+)"\)(?!\.)/g;
const SHADER = ".wgsl?kernel";
const FIXED = /^(?:import|export)\s(?!type\s)(?:[^;"=(]*?\sfrom\s)?"(\.[^"]+)"/gm;

/** The library's modules: what each imports, at once and later, by absolute paths without a query. */
export class Library {
  private readonly texts = new Map<string, string>();

  constructor(readonly source: string) {
    for (const path of readdirSync(source, { recursive: true, encoding: "utf8" })) {
      const name = path.split(sep).join("/");
      if (!/\.ts$/.test(name) || /^(?:app|cli|experiments|adapter)\/|\.d\.ts$/.test(name)) continue;
      this.texts.set(join(source, path), readFileSync(join(source, path), "utf8"));
    }
  }

  /** What all `import()`s name: a name for each, and its absolute specifier. */
  parts(): Map<string, string> {
    const found = [...this.texts].flatMap(([file, text]) =>
      [...text.matchAll(IMPORT)].map(([, specifier = ""]) => partOf(file, specifier, this.source)),
    );
    return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** All modules that a file needs to be there before it runs, itself included. */
  neededBy(file: string, found = new Set<string>()): Set<string> {
    const text = this.texts.get(file);
    if (text === undefined || found.has(file)) return found;
    found.add(file);
    for (const [, specifier = ""] of text.matchAll(FIXED))
      this.neededBy(join(dirname(file), specifier.replace(/\.js$/, ".ts")), found);
    return found;
  }

  /** The WGSL files that a file needs to be there before it runs, each with the library files it uses. */
  shadersOf(file: string): Set<string> {
    const shaders = [...this.neededBy(file)].flatMap((needed) =>
      [...(this.texts.get(needed) ?? "").matchAll(FIXED)]
        .map(([, specifier = ""]) => join(dirname(needed), specifier))
        .filter((path) => path.endsWith(SHADER))
        .flatMap((path) => readKernel(path.slice(0, -"?kernel".length)).files),
    );
    return new Set(shaders);
  }

  /** Whether a module, or one that it needs, fetches parts. */
  fetches(file: string): boolean {
    return [...this.neededBy(file)].some((needed) => (this.texts.get(needed) ?? "").search(IMPORT) >= 0);
  }
}

/** The name under which the seam has a part, and where it lies. */
function partOf(file: string, specifier: string, source: string): [string, string] {
  if (!specifier.startsWith(".")) return [wordOf(specifier), specifier];
  const path = posix.join(dirname(file).split(sep).join("/"), specifier);
  return [wordOf(relative(source, path).replace(/\.js$/, "")), path.replace(/\.js$/, ".ts")];
}

const wordOf = (text: string) => text.replaceAll(/\W+/g, "_").replace(/^_+/, "");

/** `import{a as b}from"./c.js";export{b as D};` as `export{a as D}from"./c.js";`: each name once. */
function passedOn(code: string): string {
  const pairs = (list: string) => list.split(",").map((one) => one.split(" as ") as [string, string?]);
  const [, exported = "", ...more] = /export\s*\{([^}]*)\};?\s*$/.exec(code) ?? [];
  const names = new Map(pairs(exported).map(([local, name = local]) => [local, name]));
  const lists = [...code.matchAll(/import\s*\{([^}]*)\}\s*from\s*("[^"]+");?/g)].map(([, list = "", from]) => {
    const known = pairs(list).map(([name, local = name]) => ({ name, as: names.get(local) }));
    const taken = known.map(({ name, as }) => (as === undefined ? undefined : name === as ? name : `${name} as ${as}`));
    return `export{${taken.filter(Boolean).join(",")}}from${from};`;
  });
  if (more.length > 0 || lists.length === 0)
    throw new Error("An entry that passes on what others have has more in it.");
  return lists.join("");
}

export function laterSeam(library: Library): Plugin {
  return {
    name: "isthmus:later-seam",
    enforce: "pre",
    resolveId: (id) => (id === SEAM ? `\0${SEAM}` : undefined),
    load(id) {
      if (id !== `\0${SEAM}`) return undefined;
      return [...library.parts()]
        .map(([name, path]) => `export const ${name} = () => import(${JSON.stringify(path)});`)
        .join("\n");
    },
    transform(code, id) {
      if (!id.startsWith(library.source) || !/\.ts$/.test(id)) return undefined;
      const used = new Set<string>();
      const changed = code.replaceAll(IMPORT, (_, specifier: string) => {
        const [name] = partOf(id, specifier, library.source);
        used.add(name);
        return `later_${name}()`;
      });
      if (used.size === 0) return undefined;
      const names = [...used].map((name) => `${name} as later_${name}`).join(", ");
      // On the first line, which moves no other: positions in it that a source map has are those of the import.
      return { code: `import { ${names} } from "${SEAM}"; ${changed}`, map: null };
    },
    generateBundle(_, bundle) {
      const seam = bundle[LATER];
      if (seam?.type !== "chunk") throw new Error(`The library was built without ${LATER}.`);
      const others = Object.entries(bundle).filter(([name, file]) => name !== LATER && file.type === "chunk");
      for (const [name, file] of others)
        if (file.type === "chunk" && /\bimport\(["'`]/.test(file.code))
          throw new Error(`${name} has an import() of its own.`);
      const index = bundle["index.js"];
      if (index?.type === "chunk") index.code = passedOn(index.code);
      const left = others.filter(
        ([, file]) => file.type === "chunk" && file.moduleIds.some((id) => NODE_ONLY.test(id)),
      );
      const parts: string[] = [];
      const code = seam.code.replaceAll(/import\((["'`])([^"'`]+)\1\)/g, (_all, _quote, file: string) => {
        if (left.some(([name]) => name === posix.join("parts", file))) return NOT_IN_BROWSERS;
        if (!parts.includes(file)) parts.push(file);
        return `Promise.resolve(part${parts.indexOf(file)})`;
      });
      const imports = parts.map((file, index) => `import*as part${index} from${JSON.stringify(file)};`);
      const source = `${imports.join("")}${code}`.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
      this.emitFile({ type: "asset", fileName: STATIC, source });
    },
  };
}
