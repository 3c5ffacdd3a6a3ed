import type { Kernel } from "../../src/kernels/kernel.js";
import { KERNELS, loadKernels, loadVersions } from "../../src/kernels/kernels.js";

/** A kernel, fetched if it must be. @throws when there is none of the name */
export async function kernelNamed(name: string): Promise<Kernel> {
  await loadVersions();
  await loadKernels([name]);
  const kernel = KERNELS.get(name);
  if (!kernel) throw new Error(`There is no kernel named "${name}".`);
  return kernel;
}
