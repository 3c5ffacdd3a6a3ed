/** The files in bench/results. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { adapterName } from "../src/cli/facts.js";
import { openOutput } from "../src/cli/output.js";
import type { AdapterInfo } from "../src/runtime/gpu/device.js";
import type { BenchReport, BenchSettings } from "./report.js";

/** From the root of the checkout, where npm runs scripts. */
const FOLDER = "bench/results";

/** Whether a run of these settings is a result: not less than everything. */
export function isRecorded({ quick, peers, only, runtime }: BenchSettings): boolean {
  return !quick && (peers || runtime === "node") && only === undefined;
}

/**
 * Writes a result in the place of the adapter's last one, beside it first.
 * @returns the file's path
 * @throws {ArgumentError} when nothing can be written there
 */
export async function writeResult(report: BenchReport, folder = FOLDER): Promise<string> {
  const output = await openOutput(folder);
  const { runtime, matmul } = report.settings;
  const name = `${slugOf(report.adapter)}${runtime === "node" ? "-node" : ""}${matmul ? "-matmul" : ""}.json`;
  try {
    await output.write({ [name]: `${JSON.stringify(report, null, 1)}\n` });
  } finally {
    await output.discardIfEmpty();
  }
  return `${folder}/${name}`;
}

/** All results, by the names of their files. */
export async function readResults(folder = FOLDER): Promise<BenchReport[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")) as BenchReport));
}

/** `google-swiftshader`, `nvidia-hopper`: the adapter as the name of a file. */
export function slugOf(adapter: Omit<AdapterInfo, "software">): string {
  return adapterName(adapter)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
