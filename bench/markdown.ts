/** Results as the README shows them. */
import { adapterName } from "../src/cli/facts.js";
import { count } from "../src/cli/format.js";
import { fastest, milliseconds, times } from "./print.js";
import type { BenchReport, Section } from "./report.js";

/**
 * The README with its tables made anew: those of training between `<!-- bench -->` and `<!-- /bench -->`, those of matrix
 * products between `<!-- matmul -->` and `<!-- /matmul -->`.
 * @throws when it has no place for them
 */
export function withTables(readme: string, reports: readonly BenchReport[]): string {
  const training = reports.filter(({ settings }) => !settings.matmul);
  const products = reports.filter(({ settings }) => settings.matmul);
  return filled(filled(readme, "bench", training), "matmul", products);
}

function filled(readme: string, marker: string, reports: readonly BenchReport[]): string {
  const [opening, closing] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const begin = readme.indexOf(opening);
  const end = readme.indexOf(closing);
  if (begin < 0 || end < begin) throw new Error(`README.md has no "${opening}" followed by a "${closing}".`);
  const tables = reports.map((report) => `\n${reportTable(report)}\n`).join("");
  return `${readme.slice(0, begin + opening.length)}\n${tables}\n${readme.slice(end)}`;
}

/** One adapter's table: a row a contender, a column a workload, the fastest bold; below it, where we are not ahead. */
export function reportTable(report: BenchReport): string {
  const { sections } = report;
  const contenders = [...new Set(sections.flatMap(({ rows }) => rows.map(({ contender }) => contender)))];
  const unit = report.settings.matmul ? "GFLOP/s" : "milliseconds";
  const lines = [
    ["", ...sections.map(({ title }) => title)],
    ["---", ...sections.map(() => "---:")],
    ...contenders.map((contender) => [contender, ...sections.map((section) => cell(section, contender))]),
  ].map((cells) => `| ${cells.join(" | ")} |`);
  return [`${headOf(report)}, ${unit}:`, "", ...lines, "", ...slower(sections)].join("\n").trimEnd();
}

function headOf({ adapter, host, system, date }: BenchReport): string {
  const kind = adapter.software ? ", a software adapter" : "";
  return `**${adapterName(adapter)}**${kind} (${system.processor}, ${system.cores} cores; ${host}; ${date.slice(0, 10)})`;
}

function cell(section: Section, contender: string): string {
  const row = section.rows.find((row) => row.contender === contender);
  if (!row) return "";
  if (!row.time) return row.outcome;
  const { median } = row.time;
  const value = section.flops === undefined ? milliseconds(median) : rate(section.flops, median);
  if (row.outcome === "wrong") return `${value} (WRONG)`;
  const best = [fastest(section, "ours"), fastest(section, "peer")].map((row) => row?.time?.median ?? Infinity);
  return median === Math.min(...best) ? `**${value}**` : value;
}

function rate(flops: number, median: number): string {
  const value = flops / median / 1e6;
  return value >= 99.95 ? count(value) : value.toPrecision(3);
}

function slower(sections: readonly Section[]): string[] {
  const behind = sections.flatMap((section) => {
    const ours = fastest(section, "ours");
    const peer = fastest(section, "peer");
    if (!ours?.time || !peer?.time || ours.time.median <= peer.time.median) return [];
    return [`${section.title} (${peer.contender} is ${times(ours.time.median / peer.time.median)} faster)`];
  });
  return behind.length > 0 ? [`Isthmus is slower than a peer at: ${behind.join(", ")}.`] : [];
}
