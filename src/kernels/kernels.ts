import type { AnyOperation } from "../operations/operation.js";
import { kernels as ofActivations } from "./activation.js";
import { kernels as ofBatches } from "./batch.js";
import { type Chosen, type Kernel, kernelFrom, type Version } from "./kernel.js";
import type { Core, Versions } from "./later.js";
import { kernels as ofProducts } from "./product.js";
import type { Target } from "./target.js";

/**
 * Kernels that any network needs to predict; of these pages, shaders that few do are fetched when they are used. All others' pages
 * (`later.ts`) are.
 */
const CORE: Versions<Core> = { ...ofActivations, ...ofBatches, ...ofProducts };

/** The pages that are there, as one. */
const versions = new Map<string, readonly Version[]>(Object.entries(CORE) as [string, readonly Version[]][]);

/** Sees to it that the kernels of these operations can be chosen; of all, without names. */
export async function loadVersions(operations?: readonly string[]): Promise<void> {
  const missing = operations?.filter((name) => !versions.has(name));
  if (missing?.length === 0) return;
  const { pagesOf } = await import("./later.js");
  for (const [name, list] of await pagesOf(missing)) versions.set(name, list);
}

/** The kernels of an operation. @throws when its page was not loaded ({@link loadVersions}) */
export function versionsOf({ operation, label }: Pick<AnyOperation, "operation" | "label">): readonly Version[] {
  const list = versions.get(operation);
  if (!list) throw new Error(`${label}: the kernels of ${operation} are not loaded.`);
  return list;
}

/** A kernel for an operation, and what it is called with beside or in place of what the operation says. */
export interface Choice extends Chosen {
  readonly version: Version;
}

/** The first kernel that computes an operation for a target: the plain one, where it wants only such; nothing where none does. */
export function chosenFor(operation: AnyOperation, target: Target): Choice | undefined {
  for (const version of versionsOf(operation)) {
    if (target.plain && !version.plain) continue;
    const chosen = version.when ? version.when(operation, target) : {};
    if (chosen) return { ...chosen, version };
  }
  return undefined;
}

const loaded = new Map<string, Kernel>();

/** The kernels whose shaders are at hand, by name: those that {@link loadKernels} was asked for. */
export const KERNELS: ReadonlyMap<string, Kernel> = loaded;

/**
 * Sees to it that `KERNELS` has the kernels of these names, whose operations are loaded; without names, all there are. Names of no
 * kernel are passed over.
 */
export async function loadKernels(names?: readonly string[]): Promise<void> {
  if (!names) await loadVersions();
  const all = [...versions].flatMap(([operation, list]) => list.map((version) => ({ operation, version })));
  const missing = all.filter(({ version: { name } }) => (!names || names.includes(name)) && !loaded.has(name));
  await Promise.all(
    missing.map(async ({ operation, version }) => {
      const { name, shader } = version;
      const facts = typeof shader === "function" ? (await shader()).default : shader;
      loaded.set(name, kernelFrom(operation, version, facts));
    }),
  );
}
