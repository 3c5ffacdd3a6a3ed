/** What of the documentation is made from the sources: the kernel atlas, how speed is measured, and sections of the README. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Kernel } from "../../src/kernels/kernel.js";
import { KERNELS, loadKernels } from "../../src/kernels/kernels.js";
import { librariesIn } from "../kernel-facts.js";
import { linked } from "./links.js";
import { profileOf } from "./profiles.js";

// While this is imported: Vite's runner imports nothing any more once that is over.
await loadKernels();

/** Writes them all, beside those that are written by hand. */
export function writePages(docs = "docs"): void {
  const pages = { ...atlas([...KERNELS.values()]), ...measured(), ...parts() };
  for (const folder of ["atlas", "measured", "parts"]) rmSync(join(docs, folder), { recursive: true, force: true });
  for (const [path, text] of Object.entries(pages)) {
    const file = join(docs, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

const textOf = (path: string) => readFileSync(path, "utf8");

/** By file: an index, a page a kernel, and a page a library file. */
export function atlas(kernels: readonly Kernel[]): Record<string, string> {
  const libraries = readdirSync("shaders/lib").map((file) => file.replace(".wgsl", ""));
  const pages: Record<string, string> = { "atlas/index.md": linked(textOf("shaders/README.md"), "shaders/README.md") };
  for (const kernel of kernels) pages[`atlas/${kernel.name}.md`] = kernelPage(kernel);
  for (const name of libraries) {
    const wgsl = textOf(`shaders/lib/${name}.wgsl`);
    const users = kernels
      .filter((kernel) => kernel.wgsl.includes(wgsl))
      .map((kernel) => `[${kernel.name}](/atlas/${kernel.name})`);
    pages[`atlas/lib/${name}.md`] =
      `# lib/${name}\n\n${prose(headerOf(wgsl))}\n\nUsed by ${users.join(", ")}.\n\n## WGSL\n\n${fenced("wgsl", codeOf(wgsl))}\n`;
  }
  return pages;
}

function kernelPage(kernel: Kernel): string {
  const { name, operation, bindings, params, constants, sizes, feature } = kernel;
  const wgsl = textOf(`shaders/${name}.wgsl`);
  const header = headerOf(wgsl);
  const [, twin = ""] = /Twin: (src\/reference\/[a-z0-9-]+\.ts)/.exec(header) ?? [];
  const libraries = librariesIn(wgsl).map((library) => `[${library}](/atlas/${library})`);
  const facts = [
    ["Operation", `\`${operation}\``],
    [
      "Buffers",
      listOf(
        Object.entries(bindings).map(
          ([key, { access, scalar }]) => `${key} (${scalar}, ${access === "read" ? "read" : "written"})`,
        ),
      ),
    ],
    ["Params", listOf(Object.entries(params).map(([key, scalar]) => `${key}: ${scalar}`))],
    ["Compiled for", listOf(Object.entries(constants).map(([key, scalar]) => `${key}: ${scalar}`))],
    ["Sizes that a plan chooses", listOf(sizes)],
    ["Needs", feature ? `WebGPU's feature \`${feature}\`` : ""],
    ["Shared functions", libraries.join(", ")],
  ].filter(([, value]) => value !== "");
  return `# ${name}

${prose(header.replace(/^Uses lib.*$\n?/m, "").replace(/Twin: \S+/, ""))}

| | |
|---|---|
${facts.map(([key, value]) => `| ${key} | ${value} |`).join("\n")}

${profileOf(name)}## WGSL

\`shaders/${name}.wgsl\`

${fenced("wgsl", codeOf(wgsl))}

## Its twin, and the bound

\`${twin}\`: the same in float64, plain loops, and how far each element of a result may be off. U is 2⁻²⁴, half of float32's step at 1; TINY is
for what is flushed to zero. The kernel's test holds every element of what the GPU gives against it.

${fenced("ts", textOf(twin).trimEnd())}
`;
}

const listOf = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(", ");

/** A shader's first comment, without its slashes. */
function headerOf(wgsl: string): string {
  return wgsl
    .slice(0, wgsl.search(/^(?!\/\/)/m))
    .replaceAll(/^\/\/ ?/gm, "")
    .trim();
}

/** What stands below it. */
function codeOf(wgsl: string): string {
  return wgsl.slice(wgsl.search(/^(?!\/\/)/m)).trim();
}

/** Paragraphs as text; what is indented (formulas, operands) stays as it stands. */
function prose(header: string): string {
  return header
    .split(/\n\s*\n/)
    .map((paragraph) => {
      const lines = paragraph.split("\n");
      return lines.every((line) => line.startsWith(" "))
        ? fenced("text", lines.map((line) => line.slice(2)).join("\n"))
        : escaped(paragraph);
    })
    .join("\n\n");
}

/** As text that Markdown takes for nothing else. */
const escaped = (text: string) => text.replace(/[<>{}*_[\]|`\\]/g, (mark) => `&#${mark.charCodeAt(0)};`);

const fenced = (language: string, text: string) => `\`\`\`\`${language}\n${text}\n\`\`\`\``;

/** The benchmark's own account, and its results. */
export function measured(): Record<string, string> {
  const results = readdirSync("bench/results").filter((file) => file.endsWith(".md"));
  const list = results.map(
    (file) => `- [${titleOf(textOf(`bench/results/${file}`))}](/measured/${file.replace(".md", "")})`,
  );
  const readme = linked(textOf("bench/README.md"), "bench/README.md").replace(/^# .*$/m, "# How it is measured");
  return {
    "measured/index.md": `${readme}\n## Results\n\n${list.join("\n")}\n\n${benchTables()}`,
    ...Object.fromEntries(
      results.map((file) => [`measured/${file}`, linked(textOf(`bench/results/${file}`), `bench/results/${file}`)]),
    ),
  };
}

const titleOf = (markdown: string) => /^# (.+)$/m.exec(markdown)?.[1] ?? "results";

/** The tables that the benchmark writes into the README. */
function benchTables(): string {
  const readme = textOf("README.md");
  const tables = [...readme.matchAll(/<!-- (bench|matmul) -->\n(.*?)<!-- \/\1 -->/gs)].map(([, , table]) => table);
  return `${tables.join("\n")}\n`;
}

/** Sections of the README that pages include, without their headings. */
export function parts(): Record<string, string> {
  const sections = textOf("README.md").split(/^## /m).slice(1);
  const titled = (title: string) => {
    const found = sections.find((section) => section.startsWith(`${title}\n`));
    if (found === undefined) throw new Error(`README.md has no section "${title}", which the documentation includes.`);
    return linked(found.slice(title.length).trim(), "README.md");
  };
  return { "parts/out-and-in.md": titled("Out and in"), "parts/verified.md": titled("How it is verified") };
}

/** The entries by their names in imports, where TypeDoc has those of their files. */
export function nameEntries(docs = "docs"): void {
  const names = { index: "isthmus", data: "isthmus/data", formats: "isthmus/formats" };
  for (const [file, name] of Object.entries(names)) {
    const path = join(docs, "api", file, "index.md");
    writeFileSync(path, textOf(path).replace(/^# .*$/m, `# ${name}`));
  }
  const list = Object.entries(names).map(([file, name]) => `- [\`${name}\`](/api/${file}/)`);
  const text =
    "Made from the docstrings, entry by entry. Errors are classes of `isthmus`, whichever entry throws them.";
  writeFileSync(join(docs, "api/index.md"), `# API reference\n\n${text}\n\n${list.join("\n")}\n`);
}
