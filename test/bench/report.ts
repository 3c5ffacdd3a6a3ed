import type { BenchReport, Row, Section } from "../../bench/report.js";

/** A row as short as tests want it. */
export function row(contender: string, milliseconds: number | undefined, more: Partial<Row> = {}): Row {
  const role = contender.startsWith("isthmus") ? "ours" : contender === "reference" ? "reference" : "peer";
  const time = milliseconds && { median: milliseconds, low: 0.9 * milliseconds, high: 1.2 * milliseconds };
  const turns = { turns: 7, unitsATurn: 3, agreement: { units: 10, difference: 2e-7 } };
  return { contender, role, outcome: "measured", ...(time && { time, ...turns }), ...more };
}

export function section(rows: readonly Row[], more: Partial<Section> = {}): Section {
  return { id: "notebook-256", title: "notebook step", images: 256, rows, ...more };
}

export function report(sections: readonly Section[], more: Partial<BenchReport> = {}): BenchReport {
  return {
    date: "2025-03-04T05:06:07.000Z",
    version: "1.2.3",
    host: "Chromium 156",
    adapter: { vendor: "google", architecture: "swiftshader", device: "", description: "", software: true },
    system: { platform: "linux x64", processor: "Abacus", cores: 2 },
    settings: { runtime: "chrome", rounds: 7, quick: false, matmul: false, peers: true },
    sections,
    ...more,
  };
}
