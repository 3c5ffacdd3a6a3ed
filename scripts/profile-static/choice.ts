import { parseArgs } from "node:util";
import { ArgumentError } from "../../src/errors.js";
import { PRESETS } from "../../src/model/presets.js";
import { GPU_LEVELS, LEVELS, type Level, PRECISIONS, type Precision } from "../../src/plan/plan.js";

/** What is to be profiled. */
export interface Choice {
  /** Presets, or paths of JSON files that describe models. */
  readonly models: readonly string[];
  readonly levels: readonly Level[];
  /** Samples in the batch. */
  readonly batch: number;
  readonly precisions: readonly Precision[];
  /** Mesa's names of GPUs: `navi31`. */
  readonly generations: readonly string[];
  readonly write: boolean;
  readonly check: boolean;
}

/** RDNA 3, RDNA 2 and Vega. */
const GENERATIONS = ["navi31", "navi23", "vega10"];

export const HELP = `Usage: npm run profile:static -- [options]

What AMD's compiler makes of the kernels of a training step: registers, spills, workgroup memory, waves a SIMD. Needs no GPU.

  --model NAMES       presets or JSON files, with commas (all presets)
  --level NAMES       levels (${[...GPU_LEVELS, "fused"].join(",")})
  --batch N           samples in the batch (128)
  --precision NAMES   float32, mixed (float32; with --check both)
  --generation NAMES  Mesa's names of AMD GPUs (${GENERATIONS.join(",")})
  --write             write the tables to bench/results/static-GENERATION.md: of all that is profiled without options
  --check             say only what is not as a GPU wants it; then the exit code is 1
`;

/**
 * Reads the command line; nothing when it asks for help.
 * @throws {ArgumentError} for options that there are not
 */
export function choiceOf(args: readonly string[]): Choice | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const { model, level, batch, write = false, check = false } = values;
  if (write && (model ?? level ?? batch ?? values.precision ?? values.generation) !== undefined) {
    throw new ArgumentError(
      "--write is for the tables of everything: leave --model, --level, --batch, --precision and --generation out.",
    );
  }
  const rows = Number(batch ?? 128);
  if (!(Number.isSafeInteger(rows) && rows > 0)) {
    throw new ArgumentError(`--batch must be a whole number of at least 1; got ${batch}.`);
  }
  const levels = namesIn(level) ?? [...GPU_LEVELS, "fused"];
  const wrong = levels.find((name) => !(LEVELS as readonly string[]).includes(name));
  if (wrong !== undefined) throw new ArgumentError(`There is no level "${wrong}"; there are ${LEVELS.join(", ")}.`);
  const precisions = namesIn(values.precision) ?? (check ? PRECISIONS : ["float32"]);
  const stray = precisions.find((name) => !(PRECISIONS as readonly string[]).includes(name));
  if (stray !== undefined) {
    throw new ArgumentError(`There is no precision "${stray}"; there are ${PRECISIONS.join(", ")}.`);
  }
  return {
    models: namesIn(model) ?? Object.keys(PRESETS),
    levels: levels as Level[],
    batch: rows,
    precisions: precisions as Precision[],
    generations: namesIn(values.generation) ?? GENERATIONS,
    write,
    check,
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    model: text,
    level: text,
    batch: text,
    precision: text,
    generation: text,
    write: flag,
    check: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...args], options });
  } catch (cause) {
    throw new ArgumentError(`${(cause as Error).message}\n\n${HELP}`, { cause });
  }
}

const namesIn = (list: string | undefined) => list?.split(",").filter(Boolean);
