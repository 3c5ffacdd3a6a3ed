import { describe, expect, it } from "vitest";
import { librariesIn } from "../../scripts/kernel-facts.js";
import { KERNELS, loadKernels } from "../../src/kernels/kernels.js";
import { OPERATIONS } from "../../src/operations/operations.js";
import { TWINS } from "../../src/reference/twins.js";
import { filesIn, textOf } from "./sources.js";

/**
 * A law of rooms: `shaders/adadelta.wgsl`, a version in `src/kernels/optimizer.ts`, the twin of its operation in
 * `src/reference/adadelta.ts`, `test/kernels/adadelta.test.ts`. Kernels of one operation share one twin.
 */

await loadKernels();

const files = filesIn("shaders");
const stems = stemsOf(
  files.filter((file) => !file.includes("/")),
  ".wgsl",
);
const libraries = files.filter((file) => file.startsWith("lib/"));
const readme = textOf("shaders/README.md");

describe.each(stems)("%s", (stem) => {
  const wgsl = textOf(`shaders/${stem}.wgsl`);
  const header = wgsl.slice(0, wgsl.search(/^(?!\/\/)/m));
  const kernel = KERNELS.get(stem);

  it("is a version of an operation, listed under its name", () => {
    expect(kernel?.name).toBe(stem);
    expect(kernel?.wgsl.at(-1)).toBe(wgsl);
  });

  it("has a twin, listed and named in its header", () => {
    expect(TWINS.has(kernel?.operation ?? "")).toBe(true);
    const [, twin = ""] = /Twin: src\/reference\/([a-z0-9-]+\.ts)/.exec(header) ?? [];
    expect(filesIn("src/reference")).toContain(twin);
  });

  it("has a test", () => {
    expect(filesIn("test/kernels")).toContain(`${stem}.test.ts`);
    expect(textOf(`test/kernels/${stem}.test.ts`)).toContain(`kernelNamed("${stem}")`);
  });

  it("has a header that says what it binds and how it works", () => {
    for (const name of Object.keys(kernel?.bindings ?? {}))
      expect(header).toMatch(new RegExp(`^// {3}${name} +\\S`, "m"));
    expect(/^\/\/ {3}step {2}/m.test(header)).toBe(kernel?.step);
    expect(header).toMatch(/invocation/);
    expect(header).toMatch(/workgroup/i);
  });

  it("names the library files whose functions it calls, and none in vain", () => {
    const named = librariesIn(wgsl).map((name) => `${name}.wgsl`);
    const bound = libraries.filter((file) => kernel?.wgsl.includes(textOf(`shaders/${file}`)));
    expect(bound.length + 1).toBe(kernel?.wgsl.length);
    const words = new Set(wordsOf(wgsl));
    const called = bound.filter((file) => namesOf(textOf(`shaders/${file}`), "fn").some((name) => words.has(name)));
    expect(called.filter((file) => !named.includes(file))).toEqual([]);
    for (const file of named) {
      const library = textOf(`shaders/${file}`);
      const rest = new Set(kernel?.wgsl.filter((text) => text !== library).flatMap(wordsOf));
      expect(
        namesOf(library).some((name) => rest.has(name)),
        file,
      ).toBe(true);
    }
  });

  it("stands in shaders/README.md", () => {
    expect(readme).toContain(`[\`${stem}\`](${stem}.wgsl)`);
  });
});

// WGSL has such a variable begin at zero in every turn of a loop; Chromium 156 leaves in it what the turn before did.
it.each(files.filter((file) => file.endsWith(".wgsl")))(
  "%s gives every variable of a block its first value",
  (file) => {
    expect(textOf(`shaders/${file}`)).not.toMatch(/^ {4,}var \w+: [^=;]+;/m);
  },
);

describe("the rooms", () => {
  it("hold nothing that has no shader", () => {
    expect([...KERNELS.keys()].sort()).toEqual(stems);
    expect([...TWINS.keys()].sort()).toEqual(Object.keys(OPERATIONS).sort());
    expect(stemsOf(filesIn("test/kernels"), ".test.ts")).toEqual(stems);
  });

  it("lists the library files in shaders/README.md", () => {
    for (const file of libraries) expect(readme).toContain(`[\`${file.replace(".wgsl", "")}\`](${file})`);
  });
});

/** The words of a shader's code. */
const wordsOf = (wgsl: string): string[] => wgsl.replaceAll(/\/\/.*/g, "").match(/\b[A-Za-z_]\w*/g) ?? [];

/** What a shader declares for itself and others, of a kind or of all. */
const namesOf = (wgsl: string, kind = "fn|struct|alias|const|override|var<workgroup>"): string[] =>
  [...wgsl.matchAll(new RegExp(`^(?:${kind}) (\\w+)`, "gm"))].map(([, name = ""]) => name);

/** The names, without it, of the files that end with `ending`. */
function stemsOf(names: readonly string[], ending: string): string[] {
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
}
