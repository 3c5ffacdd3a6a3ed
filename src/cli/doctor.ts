/** What a machine has of what the command line needs: a check a finding. */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, readdir, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { type Comparison, datasetOf, dense, loadMnist, PRESETS } from "../index.js";
import { cacheFolder, findChrome } from "./chrome.js";
import { adapterName } from "./facts.js";
import { failureOf } from "./failures.js";
import { count, quantity } from "./format.js";
import type { AdapterEvent } from "./job.js";
import { type Runtime, runIn } from "./runtime.js";
import { findSwiftShader } from "./swiftshader.js";
import { sendable } from "./wire.js";

/** `note`: it works without, but less well. */
export type State = "ok" | "note" | "missing";

export interface Finding {
  /** What was looked at: `Chrome`. */
  readonly name: string;
  readonly state: State;
  readonly text: string;
  /** What to do where not all is well. */
  readonly remedy?: string;
}

/** What came of a runtime: whether it computes, and on what. */
export interface RuntimeFinding extends Finding {
  readonly runtime: Runtime;
  readonly adapter?: AdapterEvent;
}

const run = promisify(execFile);

/** A Chrome that can be used, with its version; looked for, not installed. */
export async function chromeFinding(): Promise<Finding> {
  const name = "Chrome";
  const remedy =
    "A run installs one by itself, where it can. Else install Google Chrome or Chromium (Debian, Ubuntu: apt-get install chromium), " +
    "or name one in PUPPETEER_EXECUTABLE_PATH.";
  try {
    const path = await findChrome();
    if (path === undefined) return { name, state: "missing", text: "none found", remedy };
    // On Windows it would open a window.
    const version = process.platform === "win32" ? "" : (await run(path, ["--version"])).stdout.trim();
    return { name, state: "ok", text: [version, path].filter(Boolean).join(", ") };
  } catch (error) {
    return { name, state: "missing", text: failureOf(error).message, remedy };
  }
}

/** Numbers enough that a wrong kernel shows, and few enough that a software adapter takes no time. */
const [SAMPLES, WIDTH] = [64, 32];

/** Takes a training step in a runtime and holds it against the float64 reference. */
export async function runtimeFinding(runtime: Runtime): Promise<RuntimeFinding> {
  const name = runtime === "chrome" ? "WebGPU in Chrome" : "WebGPU in Node (Dawn)";
  const told: string[] = [];
  let adapter: AdapterEvent | undefined;
  const data = Uint8Array.from({ length: SAMPLES * WIDTH }, (_, index) => (index * 37) % 256);
  const { refs, values } = sendable({ train: datasetOf(data, [WIDTH]) });
  const model = { ...PRESETS.notebook(WIDTH), encoder: [dense(8, { activation: "relu" as const })] };
  try {
    const { value } = await runIn<Comparison>(runtime, {
      job: { kind: "compare", spec: { model, steps: 1, batchSize: SAMPLES }, data: refs },
      data: values,
      software: false,
      emit: (event) => {
        if (event.type === "adapter") adapter = event;
      },
      report: (line) => void told.push(line),
    });
    const what = adapter ? `${adapterName(adapter)}${adapter.description ? `, ${adapter.description}` : ""}` : "";
    const known = { runtime, name, ...(adapter && { adapter }) };
    if (!value.passed) {
      const text = `${what}: a training step is not what float64 says it should be`;
      return {
        ...known,
        state: "missing",
        text,
        remedy: "Update the graphics driver, or use --software. isthmus compare tells more.",
      };
    }
    if (adapter?.software) {
      const remedy = "Software computes the same, but slowly. For a GPU, install its driver (below).";
      return {
        ...known,
        state: "note",
        text: `${what}: a software adapter; a training step agrees with float64`,
        remedy,
      };
    }
    return { ...known, state: "ok", text: `${what}: a training step agrees with float64` };
  } catch (error) {
    const { message } = failureOf(error);
    return { runtime, name, state: runtime === "chrome" ? "missing" : "note", text: "does not work", remedy: message };
  }
}

const ICD_FOLDERS = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];

/** The driver that WebGPU needs below it. Only Linux leaves that to its users: others bring Metal or Direct3D. */
export async function driverFindings(): Promise<Finding[]> {
  if (process.platform !== "linux") return [];
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  const chosen = VK_DRIVER_FILES || VK_ICD_FILENAMES;
  const listed = await Promise.all(ICD_FOLDERS.map((folder) => readdir(folder).catch(() => [])));
  const drivers = chosen ? chosen.split(":") : listed.flat().filter((file) => file.endsWith(".json"));
  const libraries = await run("/sbin/ldconfig", ["-p"]).then(
    ({ stdout }) => stdout,
    () => "",
  );
  const loader: Finding = libraries.includes("libvulkan.so.1")
    ? { name: "Vulkan's loader", state: "ok", text: "libvulkan.so.1" }
    : {
        name: "Vulkan's loader",
        state: "note",
        text: "libvulkan.so.1 is not there; GPUs, and Dawn in Node, need it",
        remedy: "Debian, Ubuntu: apt-get install libvulkan1",
      };
  const driver: Finding =
    drivers.length > 0
      ? { name: "Vulkan drivers", state: "ok", text: drivers.join(", ") }
      : {
          name: "Vulkan drivers",
          state: "note",
          text: (await findSwiftShader()) ? "none but Chrome's SwiftShader, which computes on the CPU" : "none",
          remedy:
            "For AMD and Intel: apt-get install mesa-vulkan-drivers. NVIDIA's comes with its driver; in a container it needs the " +
            'capability "graphics" (NVIDIA_DRIVER_CAPABILITIES=all).',
        };
  return [loader, driver, await deviceFinding()];
}

/** Whether there is a GPU that this user may use. */
async function deviceFinding(): Promise<Finding> {
  const name = "GPU devices";
  const nodes = (await readdir("/dev/dri").catch(() => [])).filter((file) => file.startsWith("renderD"));
  const nvidia = (await readdir("/dev").catch(() => [])).filter((file) => /^nvidia\d+$/.test(file));
  const all = [...nodes.map((file) => `/dev/dri/${file}`), ...nvidia.map((file) => `/dev/${file}`)];
  if (all.length === 0) {
    return { name, state: "note", text: "none", remedy: "This machine, or this container, has no GPU." };
  }
  const open = await Promise.all(
    all.map((path) =>
      access(path, constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  const closed = all.filter((_, index) => !open[index]);
  if (closed.length === 0) return { name, state: "ok", text: all.join(", ") };
  const remedy =
    "Join the groups render and video: sudo usermod --append --groups render,video $USER, and log in again.";
  return { name, state: "note", text: `${closed.join(", ")} may not be opened`, remedy };
}

/** Room for a run's files and checkpoints; and for a Chrome where one would be installed. */
const ENOUGH = { runs: 100e6, chrome: 600e6 };

/** @param needsChrome whether a Chrome would have to be installed */
export async function diskFindings(needsChrome: boolean): Promise<Finding[]> {
  const cache = cacheFolder({ env: process.env });
  const places = [
    { name: "Disk, here", path: process.cwd(), enough: ENOUGH.runs, what: "runs write their files here" },
    ...(needsChrome ? [{ name: "Disk, cache", path: cache, enough: ENOUGH.chrome, what: "Chrome goes there" }] : []),
  ];
  return Promise.all(
    places.map(async ({ name, path, enough, what }): Promise<Finding> => {
      const there = await existing(path);
      const writable = await access(there, constants.W_OK).then(
        () => true,
        () => false,
      );
      if (!writable) {
        return {
          name,
          state: "missing",
          text: `${there} can't be written; ${what}`,
          remedy: "Use another folder, or --out.",
        };
      }
      const { bavail, bsize } = await statfs(there);
      const free = `${quantity(bavail * bsize, "B")} free in ${there}`;
      if (bavail * bsize >= enough) return { name, state: "ok", text: free };
      return { name, state: "missing", text: `${free}; ${what}`, remedy: `Free ${quantity(enough, "B")} or so.` };
    }),
  );
}

/** The folder, or the nearest one above it that is there. */
async function existing(path: string): Promise<string> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there || dirname(path) === path ? path : existing(dirname(path));
}

/** MNIST, which commands without `--data` train on. */
export async function mnistFinding(): Promise<Finding> {
  try {
    const { train, test } = await loadMnist();
    return { name: "MNIST", state: "ok", text: `${count(train.count + test.count)} images` };
  } catch (error) {
    return { name: "MNIST", state: "note", text: "not there; own data need none", remedy: failureOf(error).message };
  }
}
