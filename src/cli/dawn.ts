import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { GpuUnavailableError, IsthmusError } from "../errors.js";
import { datasetOf, type GpuOptions, requestGpu } from "../index.js";
import { orAbort } from "./interrupt.js";
import type { JobResult } from "./job.js";
import { performJob } from "./jobs.js";
import type { Run, TunedRun } from "./run.js";
import { findSwiftShader } from "./swiftshader.js";

/** The npm package `webgpu`, which holds Dawn, is not installed or does not load. */
export class DawnMissingError extends IsthmusError {
  override name = "DawnMissingError";
}

/** What we use of the npm package `webgpu`. Its own types would declare all of WebGPU once more, globally. */
interface WebgpuPackage {
  /** @param flags of Dawn, such as `backend=vulkan`; they are listed in the package's README */
  create(flags: string[]): GPU;
}

/**
 * Runs a job in this process, on Dawn.
 * @throws what the job throws; {@link DawnMissingError}, {@link GpuUnavailableError}
 */
export async function runInDawn<Value>(run: TunedRun): Promise<JobResult<Value>> {
  const gpu = await findDawnGpu(run);
  const data = new Map(
    run.job.data.map(({ name, shape }) => {
      const values = run.data.get(name);
      if (!values) throw new Error(`The job came without the values of its data set ${name}.`);
      return [name, datasetOf(values, shape)] as const;
    }),
  );
  const work = performJob(run.job, data, {
    openGpu: () => requestGpu(gpu),
    tuning: run.tuning,
    emit: run.emit,
    keep: async (name, file) => run.keep?.(name, file),
    stop: run.stop ?? new AbortController().signal,
  });
  return (await orAbort(work, run.abort)) as JobResult<Value>;
}

/** Options of `requestGpu()` that open a GPU on Dawn. */
export type DawnGpu = GpuOptions & { readonly api: GPU };

const NO_GPU = "Dawn found no GPU: using a software adapter.";

/**
 * Finds the machine's GPU, else (said aloud) a software adapter: Mesa's lavapipe where it is installed, which trains twice as fast,
 * else, and where one is asked for, the SwiftShader of a Chrome, which is the same everywhere.
 * @throws {DawnMissingError}, {@link GpuUnavailableError}
 */
export async function findDawnGpu({ software, report }: Pick<Run, "software" | "report">): Promise<DawnGpu> {
  const { create } = await loadPackage();
  // Some Vulkan layers look for a display there and complain on stderr, though none is needed.
  if (process.platform === "linux") process.env.XDG_RUNTIME_DIR ??= tmpdir();
  const flags = (process.env.ISTHMUS_DAWN_FLAGS ?? "").split(/\s+/).filter(Boolean);
  if (!software) {
    const api = create(flags);
    const adapter = await api.requestAdapter();
    if (adapter?.info.isFallbackAdapter) report(NO_GPU);
    if (adapter) return { api };
  }
  const driver = process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES;
  // An explicit choice is obeyed or refused, as with PUPPETEER_EXECUTABLE_PATH.
  if (!driver && process.platform === "linux") await chooseSwiftShader();
  // Drivers are looked for when an instance is created: a new one finds the driver that was just chosen.
  const api = create(flags);
  for (const forceFallbackAdapter of [true, false]) {
    // Forced, Dawn knows no other than SwiftShader: Mesa's lavapipe it only gives where it may give a GPU, and has none.
    const adapter = await api.requestAdapter({ forceFallbackAdapter });
    if (!adapter || !(forceFallbackAdapter || adapter.info.isFallbackAdapter)) continue;
    if (!software) report(NO_GPU);
    return { api, forceFallbackAdapter };
  }
  throw new GpuUnavailableError(whyNoAdapter(software, driver));
}

async function loadPackage(): Promise<WebgpuPackage> {
  const name = "webgpu"; // not a literal below: TypeScript would take in its types
  try {
    return await import(importableFromHere(name));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ERR_MODULE_NOT_FOUND") {
      throw new DawnMissingError(
        "--runtime node needs the npm package webgpu, which is not installed. Run `npm install webgpu`, or leave out " +
          "--runtime to run in Chrome.",
        { cause },
      );
    }
    throw new DawnMissingError(
      `The npm package webgpu does not load on this system (${process.platform} ${process.arch}): ` +
        `${message.split("\n", 1)[0]}. It is built for macOS, Windows, and Linux with glibc 2.34 or newer. Leave out ` +
        "--runtime to run in Chrome.",
      { cause },
    );
  }
}

/**
 * A package's name where it lies beside the command line, else its address where the folder that one works in has it: `npm install`
 * puts it there, wherever `npx` put the command line.
 */
function importableFromHere(name: string): string {
  if (canResolve(import.meta.url)) return name;
  const here = join(process.cwd(), "package.json");
  return canResolve(here) ? pathToFileURL(createRequire(here).resolve(name)).href : name;

  function canResolve(from: string): boolean {
    try {
      return createRequire(from).resolve(name) !== "";
    } catch {
      return false;
    }
  }
}

/** Makes SwiftShader the only driver for Vulkan's loader, where there is one. */
async function chooseSwiftShader(): Promise<void> {
  const manifest = await findSwiftShader();
  // The second is the name that older loaders know.
  if (manifest) Object.assign(process.env, { VK_DRIVER_FILES: manifest, VK_ICD_FILENAMES: manifest });
}

/** Dawn itself does not tell: it only writes warnings to stderr. */
function whyNoAdapter(software: boolean, driver: string | undefined): string {
  if (process.platform !== "linux") {
    return software
      ? "Dawn has no software adapter on this system: leave out --software, or leave out --runtime to run in Chrome."
      : "Dawn found no GPU that it can use: update the graphics driver, or leave out --runtime to run in Chrome.";
  }
  const tried = driver ? ` (VK_DRIVER_FILES or VK_ICD_FILENAMES allows only ${driver})` : "";
  return (
    `Dawn found no ${software ? "software adapter" : "GPU"} through Vulkan${tried}. It needs Vulkan's loader, libvulkan.so.1 ` +
    "(Debian, Ubuntu: apt-get install libvulkan1), and a Vulkan driver. A GPU's comes with the rest of its driver (in a " +
    'container, NVIDIA\'s needs the capability "graphics"). SwiftShader, which needs no GPU, comes with Chrome and ' +
    "Chromium (Debian, Ubuntu: apt-get install chromium): it is found in their folders, or by its " +
    "vk_swiftshader_icd.json in VK_ICD_FILENAMES."
  );
}
