import type { Profile } from "./compile.js";
import { lanesUsed } from "./limits.js";

const ARCHITECTURES: readonly (readonly [RegExp, string])[] = [
  [/^navi3|^gfx11/, "RDNA 3"],
  [/^navi2|^gfx103/, "RDNA 2"],
  [/^navi1|^gfx101/, "RDNA 1"],
  [/^gfx12/, "RDNA 4"],
  [/^vega|^gfx9/, "Vega"],
];

/** `navi31 (RDNA 3), batch 128`. */
export function titleOf(generation: string, batch: number): string {
  const [, architecture] = ARCHITECTURES.find(([names]) => names.test(generation)) ?? [];
  return `${generation}${architecture ? ` (${architecture})` : ""}, batch ${batch}`;
}

const COLUMNS: Readonly<Record<string, (profile: Profile) => string | number>> = {
  kernel: ({ pipeline }) => pipeline.kernel,
  workgroups: ({ pipeline }) => [...new Set(pipeline.workgroups)].join("…"),
  workgroup: ({ workgroup }) => workgroup.join("×").replace(/(×1)+$/, ""),
  wave: ({ wave }) => wave,
  lanes: (profile) => `${Math.round(100 * lanesUsed(profile))} %`,
  VGPRs: ({ registers }) => registers,
  spilled: ({ spilled }) => spilled,
  scratch: ({ scratch }) => scratch,
  LDS: ({ shared }) => shared,
  "waves/SIMD": ({ waves }) => waves,
  loads: ({ loads }) => loads,
  VALU: ({ arithmetic }) => arithmetic,
  models: ({ pipeline }) => [...pipeline.models].join(", "),
  levels: ({ pipeline }) => shortened([...pipeline.levels]),
  constants: ({ pipeline }) => pipeline.constants,
};

/** Columns of words; the others are numbers. */
const WORDS = ["kernel", "models", "levels", "constants"];

/** What is held to limits, then the rest. */
export function tablesOf(profiles: readonly Profile[]): string {
  const forGpus = profiles.filter(({ pipeline }) => pipeline.isForGpus);
  const others = profiles.filter(({ pipeline }) => !pipeline.isForGpus);
  return [
    ...(forGpus.length > 0 ? ["## Forms for GPUs", tableOf(forGpus)] : []),
    ...(others.length > 0 ? ["## Forms for software adapters", tableOf(others)] : []),
  ].join("\n\n");
}

/** A row a pipeline, in Markdown that is aligned for terminals too; the constants, last, may be long. */
function tableOf(profiles: readonly Profile[]): string {
  const names = Object.keys(COLUMNS);
  const rows = profiles.map((profile) => Object.values(COLUMNS).map((cell) => String(cell(profile))));
  const widths = names.map((name, column) =>
    name === "constants" ? name.length : Math.max(...[names, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const isOfWords = names.map((name) => WORDS.includes(name));
  const line = (row: readonly string[]) => {
    const padded = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isOfWords[column] ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, column) => (isOfWords[column] ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [names, rule, ...rows].map(line).join("\n");
}

/** `tiled-32, tiled-64-split` as `tiled-32, 64-split`. */
function shortened(levels: readonly string[]): string {
  const [first = "", ...others] = levels;
  return [first, ...others.map((name) => (first.startsWith("tiled-") ? name.replace("tiled-", "") : name))].join(", ");
}
