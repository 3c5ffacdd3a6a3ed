import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { IsthmusError } from "../../src/errors.js";
import { choiceOf, HELP } from "./choice.js";
import { compile } from "./compile.js";
import { faultsOf } from "./limits.js";
import { findTools, MissingToolsError } from "./needs.js";
import { pipelinesOf } from "./pipelines.js";
import { tablesOf, titleOf } from "./table.js";

const RESULTS = new URL("../../bench/results/", import.meta.url);

try {
  process.exitCode = await profile(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof IsthmusError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

/**
 * Profiles what is asked for.
 * @returns the exit code: 1 when the check finds something, 2 when nothing could be profiled
 */
async function profile(args: readonly string[]): Promise<number> {
  const choice = choiceOf(args);
  if (!choice) {
    process.stdout.write(HELP);
    return 0;
  }
  const tools = findTools();
  if (Array.isArray(tools)) throw new MissingToolsError(tools);
  const pipelines = await pipelinesOf(choice);
  const faults: string[] = [];
  for (const { generation, driver, profiles } of compile(pipelines, choice.generations, tools)) {
    const text = `# ${titleOf(generation, choice.batch)}, ${driver}\n\n${tablesOf(profiles)}\n`;
    if (!choice.check) process.stdout.write(`${text}\n`);
    faults.push(...faultsOf(generation, profiles));
    if (choice.write) {
      const file = new URL(`static-${generation}.md`, RESULTS);
      writeFileSync(file, text);
      process.stderr.write(`Written: ${fileURLToPath(file)}\n`);
    }
  }
  if (!choice.check) return 0;
  const forms = `${pipelines.filter(({ isForGpus }) => isForGpus).length} GPU forms on ${choice.generations.join(", ")}`;
  process.stdout.write(
    faults.length === 0
      ? `${forms}: all within the limits.\n`
      : `${faults.join("\n")}\n${forms}: ${faults.length} faults.\n`,
  );
  return faults.length === 0 ? 0 : 1;
}
