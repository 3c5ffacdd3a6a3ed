import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { filesIn, textOf } from "./sources.js";

/** What models are told in, of which layers and optimizers are made and which know neither. */
const BASICS = ["activations", "fields", "initializers", "losses", "metrics", "random", "tensor"].map(
  (stem) => `model/${stem}.js`,
);

/**
 * Imports run one way: `app, cli → experiments → train → runtime → plan → model → layers, optimizers → basics of models`, and
 * `plan → kernels → basics`. What a room may import, by the beginnings of paths in src; itself always.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  "version.ts": [],
  data: ["errors.js", "formats/", "model/random.js", "model/tensor.js"],
  formats: ["errors.js", "model/tensor.js"],
  basics: ["errors.js", "data/", ...BASICS],
  operations: ["data/dataset.js", ...BASICS],
  layers: ["errors.js", "data/", "operations/", ...BASICS],
  optimizers: ["errors.js", "data/known-options.js", "operations/", ...BASICS],
  model: ["errors.js", "data/", "layers/", "optimizers/"],
  kernels: ["operations/"],
  reference: ["operations/"],
  plan: ["errors.js", "data/", "layers/", "optimizers/", "model/", "operations/", "kernels/"],
  "runtime/gpu": ["errors.js", "data/", "model/", "operations/", "kernels/", "plan/"],
  "runtime/reference": ["errors.js", "data/", "model/", "operations/", "plan/", "reference/"],
  "runtime/cpu": ["plan/", "reference/", "runtime/gpu/", "runtime/reference/"],
  adapter: ["kernels/", "runtime/gpu/"],
  train: ["errors.js", "version.js", "data/", "formats/", "optimizers/", "model/", "operations/", "plan/", "runtime/"],
  exchange: [
    ...["errors.js", "data/", "formats/", "layers/", "optimizers/", "model/", "plan/"],
    // What training does next, in float64.
    ...["reference/random.js", "runtime/reference/", "train/model-file.js", "train/file-order.js", "train/shuffle.js"],
  ],
  experiments: ["errors.js", "data/", "formats/", "model/", "plan/", "runtime/", "train/", "index.js"],
  "index.ts": [
    "errors.js",
    "data/",
    "formats/",
    "layers/",
    "optimizers/",
    "model/",
    "plan/",
    "runtime/",
    "train/",
    "experiments/",
  ],
  "data.ts": ["data/", "model/"],
  "formats.ts": ["exchange/"],
  // What is said and shown of layers, and is no part of the library.
  cli: ["errors.js", "experiments/", "index.js", "data.js", "formats.js", "layers/layers.js"],
  app: [
    ...["experiments/", "index.js", "data.js", "formats.js", "adapter/", "layers/", "optimizers/"],
    // Several files to keep are one.
    "formats/zip-writer.js",
  ],
};

/** Rooms that run in any JavaScript, on nothing but the language: no package, nothing of Node. */
const WITHOUT_PACKAGES = [
  ...[
    "errors.ts",
    "formats",
    "operations",
    "kernels",
    "reference",
    "plan",
    "runtime/gpu",
    "runtime/reference",
    "runtime/cpu",
  ],
  "adapter",
];

const sources = filesIn("src").filter((file) => file.endsWith(".ts"));

/** The specifiers of a file's imports and re-exports, static and dynamic. */
function importsOf(text: string): string[] {
  const fixed = /^(?:import|export)\s(?:[^;"=(]*?\sfrom\s)?"([^"]+)"/gm;
  const dynamic = /\bimport\(\s*"([^"]+)"/g;
  return [fixed, dynamic].flatMap((pattern) => [...text.matchAll(pattern)].map(([, specifier = ""]) => specifier));
}

function roomOf(file: string): string {
  if (BASICS.includes(file.replace(/\.ts$/, ".js"))) return "basics";
  const room = Object.keys(MAY_IMPORT).find((name) => file === name || file.startsWith(`${name}/`));
  if (!room) throw new Error(`src/${file} is in no room that test/laws/imports.test.ts knows.`);
  return room;
}

/** Whether a file of `room` may import `target`, a path in src or, beginning with `../`, beside it. */
function isAllowed(room: string, target: string): boolean {
  if (target.startsWith("../")) {
    return (
      (room === "kernels" && /^\.\.\/shaders\/.*\.wgsl\?(kernel|raw)$/.test(target)) ||
      /^\.\.\/packages\/[\w-]+\/package\.json$/.test(target)
    );
  }
  return target.startsWith(`${room}/`) || (MAY_IMPORT[room] ?? []).some((begin) => target.startsWith(begin));
}

describe("importsOf", () => {
  it("finds every form of import, and nothing in comments or strings", () => {
    const text = [
      'import "./a.css";',
      'import b, { type B } from "./b.js";',
      "import {\n  c,\n  d,\n} from './not-ours';",
      'import {\n  c,\n  d,\n} from "./c.js";',
      'export { e } from "./e.js";',
      'export type * from "./f.js";',
      'export const from = "./not-this.js";',
      ' * import { x } from "./nor-this.js"',
      'const g = await import("./g.js");',
    ].join("\n");
    expect(importsOf(text)).toEqual(["./a.css", "./b.js", "./c.js", "./e.js", "./f.js", "./g.js"]);
  });
});

describe("imports", () => {
  it.each(sources)("of src/%s run one way", (file) => {
    const room = roomOf(file);
    const own = importsOf(textOf(`src/${file}`)).filter((specifier) => specifier.startsWith("."));
    const targets = own.map((specifier) => posix.join(posix.dirname(file), specifier));
    expect(targets.filter((target) => !isAllowed(room, target))).toEqual([]);
  });

  it.each(WITHOUT_PACKAGES)("of %s name no package", (room) => {
    const files = sources.filter((file) => roomOf(file) === room);
    const packages = files.flatMap((file) => importsOf(textOf(`src/${file}`))).filter((name) => !name.startsWith("."));
    expect(files.length).toBeGreaterThan(0);
    expect(packages).toEqual([]);
  });

  it("make no circle, not even of types alone", () => {
    const graph = new Map(
      sources.map((file) => {
        const own = importsOf(textOf(`src/${file}`)).filter((specifier) => specifier.startsWith("."));
        return [file, own.map((name) => posix.join(posix.dirname(file), name.replace(/\.js$/, ".ts")))];
      }),
    );
    expect(circleIn(graph)).toBeUndefined();
  });
});

/** A path of files of which each imports the next and the last one the first, if there is one. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
}

describe("files", () => {
  it("has no drawer for things without a place", () => {
    expect(sources.filter((file) => /(^|\/)(utils?|helpers?|misc|common|index)\.ts$/.test(file))).toEqual(["index.ts"]);
  });

  it("re-exports from the library's three entries only", () => {
    const barrels = sources.filter((file) => {
      const code = textOf(`src/${file}`).replaceAll(/\/\*[\s\S]*?\*\//g, "");
      return /^export [^;=(]*? from "/m.test(code);
    });
    expect(barrels).toEqual(["data.ts", "formats.ts", "index.ts"]);
  });

  it.each(sources)("src/%s can be read at one sitting", (file) => {
    expect(textOf(`src/${file}`).split("\n").length).toBeLessThanOrEqual(300);
  });
});
