import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

/** A package in the bundle. */
interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The text of its licence, where it comes with one. */
  readonly text: string | undefined;
}

/**
 * Writes the licences of all packages in a page and its workers, which want to go with them. Vite's own `build.license` does
 * not see the workers.
 * @returns a plugin for the page, which writes the file, and one for its workers
 */
export function thirdPartyLicences(fileName: string): { page: Plugin; workers: Plugin } {
  const folders = new Set<string>();
  const collect: Plugin["generateBundle"] = (_, bundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk") continue;
      for (const module of file.moduleIds) {
        const [folder] = /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(module.replaceAll("\\", "/")) ?? [];
        if (folder) folders.add(folder);
      }
    }
  };
  return {
    workers: { name: "isthmus:licences-of-workers", apply: "build", generateBundle: collect },
    page: {
      name: "isthmus:licences",
      apply: "build",
      async generateBundle(options, bundle, isWrite) {
        collect.call(this, options, bundle, isWrite);
        const packages = await Promise.all([...folders].sort().map(packageIn));
        const sections = packages.map((one) => sectionOf(one, packages));
        const head = "# Licences of the packages that this page is built with";
        this.emitFile({ type: "asset", fileName, source: `${[head, ...sections].join("\n\n")}\n` });
      },
    },
  };
}

/** @throws when the package does not name its licence */
async function packageIn(folder: string): Promise<Package> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  if (typeof license !== "string") throw new Error(`${name} names no licence: it cannot be part of the page.`);
  const files = await readdir(folder);
  const file = files.find((entry) => /^licen[cs]e/i.test(entry));
  if (file) return { name, version, license, text: (await readFile(join(folder, file), "utf8")).trim() };
  const readme = files.includes("README.md") ? await readFile(join(folder, "README.md"), "utf8") : "";
  return {
    name,
    version,
    license,
    text: /^#* *licen[cs]e\b[^\n]*\n-*\n*(.*copyright.*)$/ims.exec(readme)?.[1]?.trim(),
  };
}

/** A package's section. @throws when neither it nor another one of its licence has the text */
function sectionOf({ name, version, license, text }: Package, all: readonly Package[]): string {
  const like = all.find((other) => other.text !== undefined && license.startsWith(other.license));
  if (text === undefined && !like) throw new Error(`${name} comes without the text of its licence, ${license}.`);
  return `## ${name} ${version} (${license})\n\n${text ?? `The text of its licence stands under ${like?.name}.`}`;
}
