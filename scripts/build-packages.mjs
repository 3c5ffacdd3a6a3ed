/**
 * Puts what is published of what is built (dist/lib, dist/cli) into packages/isthmus and packages/isthmus-cli, beside their
 * package.json and README.md, and the command: `npm pack --workspace isthmus --workspace isthmus-cli` then gives the
 * tarballs. Source maps stay behind, declarations become one file an entry.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import { inShortLines } from "./short-lines.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LIB = join(ROOT, "dist", "lib");
const CLI = join(ROOT, "dist", "cli");
const ENTRIES = ["index", "data", "formats"];
const KEPT = ["package.json", "README.md", "isthmus.js"];

for (const [built, how] of [
  [join(LIB, "index.js"), "build:lib"],
  [join(CLI, "main.js"), "build:cli"],
])
  if (!existsSync(built)) throw new Error(`${built} is not there: run \`npm run ${how}\` first.`);

const library = emptied("isthmus");
for (const folder of ["", "parts"]) {
  mkdirSync(join(library, folder), { recursive: true });
  for (const name of readdirSync(join(LIB, folder)).filter((file) => file.endsWith(".js"))) {
    const code = readFileSync(join(LIB, folder, name), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
    writeFileSync(join(library, folder, name), inShortLines(code));
  }
}
cpSync(join(LIB, "THIRD-PARTY-LICENSES.md"), join(library, "THIRD-PARTY-LICENSES.md"));
await declarations(library);
// The changelog is of both; pages that load the library have no use for its kilobytes.
const cli = emptied("isthmus-cli");
cpSync(join(ROOT, "CHANGELOG.md"), join(cli, "CHANGELOG.md"));
cpSync(CLI, join(cli, "dist"), { recursive: true, filter: (path) => !path.endsWith(".map") });

/**
 * A package's folder, with what every package has.
 * @param {string} name
 */
function emptied(name) {
  const folder = join(ROOT, "packages", name);
  for (const entry of readdirSync(folder).filter((one) => !KEPT.includes(one)))
    rmSync(join(folder, entry), { recursive: true });
  cpSync(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
  return folder;
}

/**
 * The declarations of each entry in a file of its own, without what no entry names.
 * @param {string} folder
 */
async function declarations(folder) {
  const bundle = await rolldown({
    input: Object.fromEntries(ENTRIES.map((name) => [name, join(LIB, "types", "src", `${name}.d.ts`)])),
    plugins: dts({ dtsInput: true, tsconfig: false, emitDtsOnly: true, sourcemap: false }),
    // How long a plugin takes is no mistake, on a busy machine.
    checks: { pluginTimings: false },
    onLog(_, log) {
      throw new Error(log.message);
    },
  });
  const { output } = await bundle.generate({ entryFileNames: "[name].ts", chunkFileNames: "types/[name].ts" });
  await bundle.close();
  const platform = readFileSync(join(ROOT, "scripts", "platform.d.ts"), "utf8");
  const names = [...platform.matchAll(/^export type (\w+)/gm)].map(([, name = ""]) => name);
  mkdirSync(join(folder, "types"), { recursive: true });
  writeFileSync(join(folder, "types", "platform.d.ts"), platform);
  for (const file of output) {
    if (file.type !== "chunk") throw new Error(`${file.fileName} is no declaration.`);
    const text = file.code
      .replaceAll("Uint8Array<ArrayBuffer>", "OwnBytes")
      .replaceAll(/^\/\/#(?:end)?region.*\n/gm, "");
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
    const unknown = (code.match(/\bGPU[A-Z]\w*/g) ?? []).find((name) => !names.includes(name));
    if (unknown) throw new Error(`${file.fileName} speaks of ${unknown}, which scripts/platform.d.ts does not have.`);
    const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
    const from = file.fileName.includes("/") ? "./platform.js" : "./types/platform.js";
    const head = used.length === 0 ? "" : `import type { ${used.join(", ")} } from "${from}";\n`;
    writeFileSync(join(folder, file.fileName), `${head}${text}`);
  }
}
