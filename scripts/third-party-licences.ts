import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

/** A package in the bundle. */
interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The text of its licence. */
  readonly text: string;
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
        const sections = packages.map(
          ({ name, version, license, text }) => `## ${name} ${version} (${license})\n\n${text}`,
        );
        const head = "# Licences of the packages that this page is built with";
        this.emitFile({ type: "asset", fileName, source: `${[head, ...sections].join("\n\n")}\n` });
      },
    },
  };
}

/** @throws when the package has no licence that could go with it */
async function packageIn(folder: string): Promise<Package> {
  const { name, version, license = "unknown" } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file
    ? (await readFile(join(folder, file), "utf8")).trim()
    : `Licensed under ${license}; the package has no text.`;
  return { name, version, license, text };
}
