import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { findOrInstallChrome, launchChrome } from "../../src/cli/chrome.js";
import { IS_QUICK } from "./quick.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** A folder whose node_modules have the tools. */
    tools: string;
    /** A folder in it, for this run's projects. */
    projects: string;
    /** The packed library. */
    library: string;
    /** The packed command line. */
    cli: string;
    /** Where a Chrome with a software adapter listens. */
    chrome: string;
  }
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** Builds and packs both packages, installs the tools that are not there yet, and starts a Chrome. */
export default async function setup({ provide }: TestProject) {
  const tools = await installTools();
  await run("npm", ["run", "--silent", "build:packages"], { cwd: ROOT });
  const projects = await mkdtemp(join(tools, "projects-"));
  const packed = join(projects, "packed");
  await mkdir(packed);
  const { stdout } = await run(
    "npm",
    ["pack", "--json", "--workspace=isthmus", "--workspace=isthmus-cli", "--pack-destination", packed],
    { cwd: ROOT },
  );
  const made: { name: string; filename: string }[] = Object.values(JSON.parse(stdout));
  const tarballOf = (name: string) => join(packed, made.find((one) => one.name === name)?.filename ?? "");
  const browser = await launchChrome({
    executablePath: await findOrInstallChrome((line) => console.warn(line)),
    software: true,
    shared: true,
  });
  provide("tools", tools);
  provide("projects", projects);
  provide("library", tarballOf("isthmus"));
  provide("cli", tarballOf("isthmus-cli"));
  provide("chrome", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await rm(projects, { recursive: true, force: true });
  };
}

/**
 * The tools, in a folder of the name of their list, or of the quick ones among them: another list is another folder. Not in ours: what a project lacks would be found
 * in our node_modules.
 */
async function installTools(): Promise<string> {
  const list = fileURLToPath(new URL("tools.json", import.meta.url));
  const digest = createHash("sha256")
    .update(await readFile(list))
    .digest("hex")
    .slice(0, 12);
  const folder = join(homedir(), ".cache", "isthmus-builds", IS_QUICK ? `${digest}-quick` : digest);
  const done = join(folder, "installed");
  const installed = await readFile(done).then(
    () => true,
    () => false,
  );
  if (installed) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(list, join(folder, "package.json"));
  const few = IS_QUICK ? ["--omit=dev"] : [];
  await run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", ...few], { cwd: folder });
  await writeFile(done, "");
  return folder;
}
