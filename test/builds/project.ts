import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connect } from "puppeteer-core";
import { inject } from "vitest";
import { serveFolder } from "../app/static-server.js";

const execute = promisify(execFile);

/** A fresh folder with these files and the packed library, as `npm install` puts it there. */
export async function project(name: string, files: Readonly<Record<string, string>>, manifest: object = {}) {
  const folder = await mkdtemp(join(inject("projects"), `${name}-`));
  const all = { "package.json": JSON.stringify({ name, private: true, type: "module", ...manifest }), ...files };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await run(folder, "npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", inject("library")]);
  return folder;
}

/** A program that uses all three entries, as a file of a project. */
export const program = () => readFile(fileURLToPath(new URL("program.js", import.meta.url)), "utf8");

/** Runs a command in a project; what it says on its standard output. @throws with all that it said, where it fails */
export async function run(folder: string, command: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_ENV: undefined, VITEST: undefined, NEXT_TELEMETRY_DISABLED: "1", CI: "1" };
  try {
    return (await execute(command, args, { cwd: folder, env, maxBuffer: 2 ** 26 })).stdout;
  } catch (cause) {
    const { stdout, stderr } = cause as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(" ")} failed.\n${stdout}\n${stderr}`, { cause });
  }
}

/** The path of a file in an installed tool. */
export const toolFile = (path: string) => join(inject("tools"), "node_modules", path);

/** Runs a tool in a project by Node. */
export const tool = (folder: string, path: string, args: readonly string[]) =>
  run(folder, process.execPath, [toolFile(path), ...args]);

/** What a page made of the program, once it has: its `globalThis.result`. Anything on its console is an error. */
export async function resultAt(address: string): Promise<unknown> {
  const browser = await connect({ browserWSEndpoint: inject("chrome"), protocolTimeout: 0 });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complaints.push(message.text());
  });
  try {
    await page.goto(address);
    await page.waitForFunction("globalThis.result", { timeout: 120_000 }).catch((error) => {
      throw new Error(`${address} has no result. ${complaints.join("\n")}`, { cause: error });
    });
    const result = await page.evaluate("globalThis.result");
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
    return result;
  } finally {
    await page.close();
    await browser.disconnect();
  }
}

/** What pages of a folder make of the program, by their names. */
export async function resultsOf(folder: string, pages: readonly string[] = ["index.html"]): Promise<unknown[]> {
  const server = await serveFolder(folder, "/");
  try {
    const results: unknown[] = [];
    for (const page of pages) results.push(await resultAt(`http://127.0.0.1:${server.port}/${page}`));
    return results;
  } finally {
    await server.close();
  }
}

/** A page that runs a script. */
export const htmlFor = (script: string, module = true) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script ${module ? 'type="module" ' : ""}src="${script}"></script></body>`;

/** A script that runs the program in the page, and one that has a worker do so. */
export const IN_PAGE = `import { use } from "./program.js";
use().then((result) => { globalThis.result = result; }, (error) => { globalThis.result = { error: String(error.stack) }; });
`;
export const IN_WORKER = `import { use } from "./program.js";
use().then((result) => postMessage(result), (error) => postMessage({ error: String(error.stack) }));
`;
export const STARTS_WORKER = `const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => { globalThis.result = data; };
worker.onerror = ({ message }) => { globalThis.result = { error: message ?? "The worker did not start." }; };
`;
