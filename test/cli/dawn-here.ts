import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { findSwiftShader } from "../../src/cli/swiftshader.js";

/** Where Linux distributions put Vulkan's loader. */
const LOADERS = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];

/** The name of the package, as {@link missingForDawn} tells it. */
export const PACKAGE = "npm package webgpu";

/** The environment without a choice of Vulkan drivers, whatever the shell of the tests has chosen. */
export const NO_CHOICE = { VK_DRIVER_FILES: "", VK_ICD_FILENAMES: "" };

/** What this machine lacks to run Dawn in Node on SwiftShader; where it lacks nothing, that must work. */
export async function missingForDawn(): Promise<string[]> {
  return [
    ...(packageIsThere() ? [] : [PACKAGE]),
    ...(LOADERS.some((folder) => existsSync(join(folder, "libvulkan.so.1"))) ? [] : ["libvulkan.so.1"]),
    ...((await findSwiftShader()) ? [] : ["Chrome with SwiftShader"]),
  ];
}

function packageIsThere(): boolean {
  try {
    return existsSync(createRequire(import.meta.url).resolve("webgpu"));
  } catch {
    return false;
  }
}
