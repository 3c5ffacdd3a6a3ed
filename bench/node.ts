/** The benchmark in this process, on Dawn: ours and the float64 reference. The peers need a page. */
import { findDawnGpu } from "../src/cli/dawn.js";
import { type Gpu, requestGpu } from "../src/runtime/gpu/device.js";
import { type BenchContext, runBench } from "./bench.js";
import type { Contender } from "./contenders/contender.js";
import { isthmus } from "./contenders/isthmus.js";
import { mannerOf } from "./contenders/names.js";
import { reference } from "./contenders/reference.js";
import type { BenchSettings, Findings } from "./report.js";

/** @throws {DawnMissingError}, {@link GpuUnavailableError} */
export async function runBenchInNode(
  settings: BenchSettings,
  context: Pick<BenchContext, "images" | "emit">,
  software: boolean,
  report: (line: string) => void,
): Promise<Findings> {
  const options = await findDawnGpu({ software, report });
  return runBench(settings, {
    ...context,
    host: `Node ${process.versions.node}, Dawn`,
    openGpu: () => requestGpu(options),
    loadContender: async (name, openGpu) => contender(name, openGpu),
  });
}

function contender(name: string, openGpu: () => Promise<Gpu>): Contender {
  if (name === "reference") return reference();
  return isthmus(mannerOf(name), openGpu);
}
