/** What AMD's compiler made of each kernel, as `npm run profile:static` wrote it into bench/results. */
import { readdirSync, readFileSync } from "node:fs";

/** What a page shows of a row: not which levels and constants it is of. */
const SHOWN = ["workgroups", "workgroup", "wave", "VGPRs", "spilled", "LDS", "waves/SIMD", "loads", "VALU", "models"];

interface Row {
  readonly kernel: string;
  /** What was compiled for: `navi31 (RDNA 3)`. */
  readonly device: string;
  readonly cells: readonly string[];
}

const cellsOf = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Every row of a profile's tables. */
function rowsIn(markdown: string): Row[] {
  const device = /^# ([^,\n]+)/.exec(markdown)?.[1] ?? "";
  let columns: readonly string[] = [];
  return markdown.split("\n").flatMap((line): Row[] => {
    const cells = cellsOf(line);
    if (cells[0] === "kernel") columns = cells;
    const [kernel = ""] = cells;
    if (!/^[a-z0-9-]+$/.test(kernel) || kernel === "kernel" || /^-+$/.test(kernel)) return [];
    return [{ kernel, device, cells: SHOWN.map((name) => cells[columns.indexOf(name)] ?? "") }];
  });
}

const PROFILES = readdirSync("bench/results")
  .filter((file) => /^static-.*\.md$/.test(file))
  .flatMap((file) => rowsIn(readFileSync(`bench/results/${file}`, "utf8")));

/** A kernel's profile as a section of its page; empty for one that no plan of the presets has. */
export function profileOf(kernel: string): string {
  const rows = PROFILES.filter((row) => row.kernel === kernel);
  const lines = new Set(rows.map(({ device, cells }) => `| ${[device, ...cells].join(" | ")} |`));
  if (lines.size === 0) return "";
  return `## Its profile

What AMD's compiler (Mesa's ACO) makes of it at batch 128, in each form that the presets' plans have: registers of a lane, bytes of shared
memory, how many waves fit on a SIMD, and how many loads and vector instructions there are. [How it is measured](/measured/).

| for | ${SHOWN.join(" | ")} |
|---|${SHOWN.map(() => "---:").join("|")}|
${[...lines].join("\n")}

`;
}
