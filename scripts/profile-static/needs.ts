import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { IsthmusError } from "../../src/errors.js";

/** Where Vulkan's drivers say where they are. */
const DRIVERS = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];

/** What a profile needs of the machine. */
export interface Tools {
  /** Mesa's drivers: AMD's, whose compiler is asked, and the software one, on which Dawn translates. */
  readonly amd: string;
  readonly software: string;
}

/** Something that a profile needs is not installed. */
export class MissingToolsError extends IsthmusError {
  override name = "MissingToolsError";

  constructor(missing: readonly string[]) {
    super(
      `Not there: ${missing.join(", ")}. Install the npm package webgpu, and on Debian 13 \`apt-get install mesa-vulkan-drivers ` +
        "libvulkan-dev spirv-tools gcc libc6-dev`; on Debian 12 the same with `-t bookworm-backports` (Dawn needs Mesa 24 or newer).",
    );
  }
}

/** The tools, or the names of what is missing. */
export function findTools(): Tools | string[] {
  const amd = driver("radeon");
  const software = driver("lvp");
  const missing = [
    ...(amd ? [] : ["Mesa's Vulkan driver for AMD (RADV)"]),
    ...(software ? [] : ["Mesa's software driver (lavapipe)"]),
    ...(hasDawn() ? [] : ["the npm package webgpu"]),
    ...["gcc", "spirv-as"].filter((command) => spawnSync(command, ["--version"]).error !== undefined),
    ...(existsSync("/usr/include/vulkan/vulkan.h") ? [] : ["vulkan/vulkan.h"]),
  ];
  return amd && software && missing.length === 0 ? { amd, software } : missing;
}

/** The file that describes a driver; distributions put the processor into its name, or do not. */
function driver(name: string): string | undefined {
  const processors = ["", ".x86_64", ".aarch64"];
  const files = DRIVERS.flatMap((folder) => processors.map((ending) => join(folder, `${name}_icd${ending}.json`)));
  return files.find((file) => existsSync(file));
}

function hasDawn(): boolean {
  try {
    return createRequire(import.meta.url).resolve("webgpu") !== "";
  } catch {
    return false;
  }
}
