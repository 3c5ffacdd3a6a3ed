/** Findings as text for a terminal. */
import { count, quantity } from "../src/cli/format.js";
import { table } from "../src/cli/table.js";
import type { Floor, Floors, LevelFloors } from "./floors/floors.js";
import type { Row, Section } from "./report.js";

/** A workload's table: who took how long. */
export function sectionText(section: Section): string {
  const best = fastest(section, "ours")?.time?.median;
  const rate = section.flops === undefined ? "images/s" : "GFLOP/s";
  const rows = section.rows.map(({ contender, outcome, time, agreement, turns = 0, unitsATurn = 0 }) => {
    const difference = agreement ? agreement.difference.toExponential(0) : "";
    const mark = outcome === "measured" ? "" : outcome.toUpperCase();
    if (!time) return [contender, "–", "", "", "", "", difference, mark];
    return [
      contender,
      milliseconds(time.median),
      `${milliseconds(time.low)}–${milliseconds(time.high)}`,
      best === undefined ? "" : times(time.median / best),
      rateOf(section, time.median),
      `${turns} × ${count(unitsATurn)}`,
      difference,
      mark,
    ];
  });
  const columns = [
    { title: "" },
    { title: "ms", align: "right" },
    { title: "fastest–slowest", align: "right" },
    { title: "× our best", align: "right" },
    { title: rate, align: "right" },
    { title: "turns", align: "right" },
    { title: "off by", align: "right" },
    { title: "" },
  ] as const;
  const notes = section.rows.flatMap(({ contender, outcome, reason }) => {
    return reason === undefined ? [] : [`${contender} ${outcome}: ${reason}`];
  });
  return [section.title, table(columns, rows), ...notes].join("\n");
}

/** What the adapter can do, and how close each kernel comes. */
export function floorsText({ adapter, levels }: Floors): string {
  const { flops, bandwidth, cachedBandwidth, dispatch, dependentDispatch, clock } = adapter;
  const speed = [
    `adapter (by ${clock}): ${quantity(flops, "FLOP/s")} of multiply-adds, ${quantity(bandwidth, "B/s")} of storage ` +
      `(${quantity(cachedBandwidth, "B/s")} of 8 MiB),`,
    `${microseconds(dispatch)} a dispatch, ${microseconds(dependentDispatch)} where each needs the one before`,
  ].join("\n");
  return [speed, ...levels.map(levelText)].join("\n\n");
}

function levelText({ title, level, calls, step }: LevelFloors): string {
  const right = ["ms", "arithmetic", "bytes", "latency", "% of the largest"].map(
    (title) => ({ title, align: "right" }) as const,
  );
  const cells = (floor: Floor) => [
    ...[floor.time, floor.arithmetic, floor.bytes, floor.latency].map(milliseconds),
    `${(100 * floor.share).toFixed(0)} %`,
  ];
  const rows = [...calls, step].map((floor) => [floor.call, floor.kernel, ...cells(floor)]);
  return `isthmus/${level}, ${title}, beside its floors\n${table([{ title: "call" }, { title: "kernel" }, ...right], rows)}`;
}

/** Where a peer is ahead of us, and by how much we are ahead of all of them elsewhere. */
export function verdictText(sections: readonly Section[]): string {
  const lines = sections.flatMap((section) => {
    const ours = fastest(section, "ours");
    const peer = fastest(section, "peer");
    if (!ours?.time || !peer?.time) return [];
    const factor = peer.time.median / ours.time.median;
    const who = `${ours.contender} ${milliseconds(ours.time.median)} ms, ${peer.contender} ${milliseconds(peer.time.median)} ms`;
    return [
      factor >= 1
        ? `${section.title}: ${times(factor)} faster than the fastest peer (${who})`
        : `${section.title}: SLOWER than a peer, ${times(1 / factor)} (${who})`,
    ];
  });
  return lines.join("\n");
}

/** The fastest of those whose results are right. */
export function fastest(section: Section, role: Row["role"]): Row | undefined {
  return section.rows
    .filter((row) => row.role === role && row.outcome === "measured")
    .sort((one, other) => (one.time?.median ?? 0) - (other.time?.median ?? 0))[0];
}

/** Images a second, or GFLOP/s. */
export function rateOf({ flops, images = 0 }: Section, median: number): string {
  return flops === undefined ? count((1000 * images) / median) : (flops / median / 1e6).toPrecision(3);
}

/** Three digits: `0.0123`, `4.56`, `78.9`, `1,234`. */
export function milliseconds(value: number): string {
  if (value >= 99.95) return count(value);
  return value >= 9.995 ? value.toFixed(1) : value.toPrecision(3);
}

function microseconds(seconds: number): string {
  return `${milliseconds(1e6 * seconds)} µs`;
}

/** `1.00×`, `12.3×` */
export function times(factor: number): string {
  return `${factor >= 9.995 ? factor.toFixed(1) : factor.toFixed(2)}×`;
}
