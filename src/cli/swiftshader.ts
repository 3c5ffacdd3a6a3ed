import { access, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Every Chrome carries SwiftShader, a Vulkan driver that computes on the CPU; this file, beside it, describes it. */
const MANIFEST = "vk_swiftshader_icd.json";

/** Where packages for Linux put Chrome and its kin. */
const FOLDERS = [
  "/usr/lib/chromium",
  "/usr/lib/chromium-browser",
  "/usr/lib64/chromium-browser",
  "/opt/google/chrome",
  "/opt/microsoft/msedge",
  "/snap/chromium/current/usr/lib/chromium-browser",
];

/**
 * The manifest of SwiftShader as a Chrome on this machine brings it: beside `PUPPETEER_EXECUTABLE_PATH`, of one that is
 * installed on the system, or of one in puppeteer's cache.
 */
export async function findSwiftShader(
  env: NodeJS.ProcessEnv = process.env,
  installed: readonly string[] = FOLDERS,
): Promise<string | undefined> {
  const chosen = env.PUPPETEER_EXECUTABLE_PATH;
  const folders = [...(chosen ? [dirname(chosen)] : []), ...installed, ...(await cached(env))];
  for (const folder of folders) {
    const path = join(folder, MANIFEST);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return undefined;
}

/** The folders of Chromes in puppeteer's cache: `chrome/linux-VERSION/chrome-linux64`, the newest first. */
async function cached(env: NodeJS.ProcessEnv): Promise<string[]> {
  const chromes = join(env.PUPPETEER_CACHE_DIR ?? join(homedir(), ".cache", "puppeteer"), "chrome");
  const versions = await readdir(chromes).catch(() => []);
  return versions
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .map((version) => join(chromes, version, "chrome-linux64"));
}
