import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ArgumentError } from "../../src/errors.js";
import { MissingToolsError, type Tools } from "./needs.js";
import type { Pipeline } from "./pipelines.js";
import { markedWgsl, spirvIn } from "./spirv.js";

/** What the compiler says of a pipeline. */
export interface Profile {
  readonly pipeline: Pipeline;
  /** Invocations of a workgroup, along x, y and z. */
  readonly workgroup: readonly number[];
  /** Lanes of a wave. */
  readonly wave: number;
  /** Registers of a lane, and those that did not fit. */
  readonly registers: number;
  readonly spilled: number;
  /** Bytes of memory for a lane's arrays. */
  readonly scratch: number;
  /** Bytes of workgroup memory. */
  readonly shared: number;
  /** Waves that a SIMD can have at a time. */
  readonly waves: number;
  readonly loads: number;
  readonly arithmetic: number;
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What generations make of the pipelines, one generation after the other. */
export function compile(pipelines: readonly Pipeline[], generations: readonly string[], { amd, software }: Tools) {
  const folder = mkdtempSync(join(tmpdir(), "isthmus-profile-"));
  try {
    const assembled = translate(pipelines, software, folder);
    const compiler = join(folder, "compiler");
    execFileSync("gcc", ["-O1", "-Wall", "-o", compiler, here("compiler.c"), "-lvulkan"]);
    return generations.map((generation) => {
      const files = assembled.map(({ file }) => file);
      const env = { ...environment(amd), RADV_FORCE_FAMILY: generation };
      const { status, stdout, stderr } = spawnSync(compiler, files, { env, encoding: "utf8" });
      if (status !== 0) {
        throw new ArgumentError(`Mesa has no compiler for "${generation}", or it failed: ${stdout}${stderr}`.trim());
      }
      const [driver = "", ...lines] = stdout.trim().split("\n");
      const profiles = lines.map((line, index) => {
        const { pipeline, workgroup } = assembled[index] as Assembled;
        return { pipeline, workgroup, ...statisticsIn(line) };
      });
      // Without what a distribution adds to the version.
      return { generation, driver: driver.replace(/[-~+].*$/, ""), profiles };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Assembled {
  readonly pipeline: Pipeline;
  readonly workgroup: readonly number[];
  readonly file: string;
}

/** Has Dawn translate the pipelines to SPIR-V, as it does for any Vulkan driver. */
function translate(pipelines: readonly Pipeline[], software: string, folder: string): Assembled[] {
  const list = join(folder, "pipelines.json");
  const log = join(folder, "dawn.log");
  writeFileSync(
    list,
    JSON.stringify(pipelines.map(({ code, overrides }, index) => ({ code: markedWgsl(code, index), overrides }))),
  );
  const output = openSync(log, "w");
  const { status } = spawnSync(process.execPath, [here("dump.mjs"), list], {
    env: environment(software),
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const dump = readFileSync(log, "utf8");
  if (status === 2) throw new MissingToolsError(["an adapter for Dawn"]);
  if (status !== 0) throw new Error(`Dawn could not translate the kernels: ${dump.slice(-2000)}`);
  return pipelines.map((pipeline, index) => {
    const { assembly, workgroup } = spirvIn(dump, index);
    const file = join(folder, `${index}.spv`);
    execFileSync("spirv-as", ["--target-env", "vulkan1.3", "-", "-o", file], { input: assembly });
    return { pipeline, workgroup, file };
  });
}

/** One Vulkan driver and no other. Mesa looks for a display in the runtime folder, and complains where there is none. */
const environment = (driver: string) => ({
  ...process.env,
  VK_DRIVER_FILES: driver,
  VK_ICD_FILENAMES: driver,
  XDG_RUNTIME_DIR: tmpdir(),
});

/** A line of `compiler.c`: `wave=64|VGPRs=48|…`. */
function statisticsIn(line: string): Omit<Profile, "pipeline" | "workgroup"> {
  const numbers = new Map(line.split("|").map((part) => part.split("=") as [string, string]));
  const of = (name: string) => {
    const value = Number(numbers.get(name));
    if (!Number.isFinite(value)) throw new Error(`The compiler says nothing of "${name}": ${line}`);
    return value;
  };
  return {
    wave: of("wave"),
    registers: of("VGPRs"),
    spilled: of("Spilled VGPRs") + of("Spilled SGPRs"),
    scratch: of("Scratch size"),
    shared: of("LDS size"),
    waves: of("Subgroups per SIMD"),
    loads: of("VMEM"),
    arithmetic: of("VALU"),
  };
}
