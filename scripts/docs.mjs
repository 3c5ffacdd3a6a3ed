/**
 * The documentation site: `npm run docs` builds it into dist/docs, `npm run docs -- dev` serves it while it is written.
 * The atlas, the API reference and the pages on speed are made from the sources first, into folders that git ignores.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const fileOf = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const docs = fileOf("../docs/");
const [command = "build"] = process.argv.slice(2);

const { module: facts } = await runnerImport(fileOf("kernel-facts.ts"), { configFile: false });
const { module: pages } = await runnerImport(fileOf("docs/pages.ts"), {
  configFile: false,
  plugins: [facts.kernelFacts()],
});
pages.writePages();
run("typedoc", "bin/typedoc");
pages.nameEntries();
run("vitepress", "bin/vitepress.js", command, docs);

/** Runs a program of a package that the docs have, wherever npm has put it; ends with its exit code when it fails. */
function run(/** @type {string} */ name, /** @type {string} */ program, /** @type {string[]} */ ...args) {
  const found = createRequire(join(docs, "package.json")).resolve(`${name}/package.json`);
  const { status } = spawnSync(process.execPath, [join(dirname(found), program), ...args], {
    cwd: docs,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
