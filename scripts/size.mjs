/**
 * Holds what users download against its limits: the library's core, and what the page loads before it shows anything.
 * Reads what is built, dist/lib and dist/app (or the same in another folder: `node scripts/size.mjs FOLDER`).
 * A file counts with all that it imports statically; what is imported when it is needed (charts, formats, peers) doesn't.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { parseAst } from "vite";

const KIB = 1024;
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const dist = process.argv[2] ?? join(ROOT, "dist");

const lib = join(dist, "lib", "index.js");
const page = join(dist, "app", "index.html");
if (existsSync(lib)) check("library core", [lib], 40 * KIB);
else fail(`${shown(lib)} is not there: build it first, with \`npm run build:lib\`.`);
if (existsSync(page)) check("page", [page, ...filesOf(page)], 120 * KIB);
else process.stdout.write(`${shown(page)} is not there: the page is not measured (npm run build:app).\n`);

/**
 * Prints the sizes of files and all that they import, and fails when they are past the limit.
 * @param {string} what
 * @param {string[]} entries
 * @param {number} limit gzipped bytes
 */
function check(what, entries, limit) {
  const files = new Set();
  for (const entry of entries) follow(entry, files);
  let [raw, packed] = [0, 0];
  const lines = [...files].map((file) => {
    const bytes = readFileSync(file);
    const gzipped = gzipSync(bytes, { level: 9 }).length;
    raw += bytes.length;
    packed += gzipped;
    return `  ${shown(file)}: ${size(bytes.length)}, gzipped ${size(gzipped)}`;
  });
  process.stdout.write(
    `${what}: ${size(raw)}, gzipped ${size(packed)} of ${size(limit)} (${Math.round((100 * packed) / limit)} %)\n` +
      `${lines.join("\n")}\n`,
  );
  if (packed <= limit) return;
  fail(
    `The ${what} has grown ${size(packed - limit)} past its limit. Import what only some need when they need it ` +
      "(import() of an entry of its own), or write it shorter.",
  );
}

/**
 * Adds a file, and all that it imports statically or runs as a worker.
 * @param {string} file
 * @param {Set<string>} files
 */
function follow(file, files) {
  if (files.has(file)) return;
  files.add(file);
  if (!file.endsWith(".js")) return;
  const code = readFileSync(file, "utf8");
  for (const node of parseAst(code).body) {
    const source = "source" in node ? node.source?.value : undefined;
    if (typeof source === "string" && source.startsWith(".")) follow(join(dirname(file), source), files);
  }
  // A worker's address is made by `new URL("worker.js", import.meta.url)`, once the bundler is done with it.
  for (const [, name = ""] of code.matchAll(/new URL\(\s*["'`]([^"'`]+\.js)["'`]/g)) {
    const worker = [join(dirname(file), name), join(dirname(file), basename(name))].find((path) => existsSync(path));
    if (worker) follow(worker, files);
  }
}

/**
 * Scripts and styles of a page, as its HTML names them.
 * @param {string} html
 */
function filesOf(html) {
  const names = [...readFileSync(html, "utf8").matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)];
  return names.map(([, name = ""]) => join(dirname(html), name)).filter((path) => existsSync(path));
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

/** @param {number} bytes */
function size(bytes) {
  return `${(bytes / KIB).toFixed(1)} KiB`;
}

/** @param {string} path */
function shown(path) {
  return relative(dirname(dist), path);
}
