import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Where Linux distributions put the manifests of Vulkan drivers. */
const FOLDERS = ["/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d"];

/** Its file's name may have the processor's kind in it: lvp_icd.x86_64.json. */
const MANIFEST = /^lvp_icd(\..*)?\.json$/;

/**
 * Makes lavapipe, Mesa's driver for machines without a GPU, the only driver for Vulkan's loader: in this process and in
 * those that it starts.
 * @throws where it is not installed, saying how to install it
 */
export async function chooseLavapipe(): Promise<void> {
  for (const folder of FOLDERS.filter((place) => existsSync(place))) {
    const name = (await readdir(folder)).find((file) => MANIFEST.test(file));
    if (!name) continue;
    // The second is the name that older loaders know.
    Object.assign(process.env, { VK_DRIVER_FILES: join(folder, name), VK_ICD_FILENAMES: join(folder, name) });
    return;
  }
  throw new Error(`No lavapipe: ${FOLDERS.join(", ")} have no lvp_icd.json. ${REMEDY}`);
}

export const REMEDY =
  "Install it as root: `apt-get install libvulkan1 mesa-vulkan-drivers`; on Debian 12, whose Mesa is too old, " +
  "`apt-get install --target-release bookworm-backports mesa-vulkan-drivers`.";
