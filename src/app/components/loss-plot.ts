import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Curve } from "../state/run.js";

const AXIS_FONT = "12px system-ui, sans-serif";

/** The series in drawing order: a column of the curve, its name, and the custom property that holds its colour. */
export const SERIES = [
  { column: "batches", label: "batches", color: "--series-batches", width: 1 },
  { column: "training", label: "training", color: "--series-training", width: 2 },
  { column: "validation", label: "validation", color: "--series-validation", width: 2 },
] as const;

export interface PlotSettings {
  readonly frame: HTMLElement;
  readonly height: number;
  /** Where the x axis ends now. */
  readonly window: () => readonly [low: number, high: number];
  /** The pointer is over a column of the curve, or over none. */
  readonly pointed: (index: number | undefined) => void;
  /** The visitor has dragged over a part of the x axis. */
  readonly selected: (low: number, high: number) => void;
}

/** uPlot with the page's colours: a module of its own, for the page is there before any chart. */
export function lossPlot({ frame, height, window, pointed, selected }: PlotSettings): uPlot {
  const color = (name: string) => () => getComputedStyle(frame).getPropertyValue(name);
  const axis: uPlot.Axis = {
    stroke: color("--muted"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    font: AXIS_FONT,
  };
  const options: uPlot.Options = {
    width: Math.max(frame.clientWidth, 200),
    height,
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
      bind: { dblclick: () => null },
    },
    scales: {
      x: { time: false, range: () => [...window()] as [number, number] },
      y: {
        range: (_, low, high) => (low === null || low === undefined ? [0, 0.7] : uPlot.rangeNum(low, high, 0.1, true)),
      },
    },
    axes: [
      {
        ...axis,
        label: "epoch",
        labelSize: 20,
        labelFont: AXIS_FONT,
        space: 60,
        size: 34,
        values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? `${tick}` : "")),
      },
      { ...axis, size: 52, values: (_, ticks) => ticks.map((tick) => `${Number(tick.toPrecision(3))}`) },
    ],
    series: [
      {},
      ...SERIES.map(({ label, color: name, width, column }) => ({
        label,
        stroke: color(name),
        width,
        spanGaps: true,
        points: { show: column !== "batches", size: 5, fill: color(name) },
      })),
    ],
    hooks: {
      setCursor: [(plot) => pointed(plot.cursor.idx ?? undefined)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          selected(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
  return new uPlot(options, [[], [], [], []], frame);
}

/** The curve as uPlot takes it. */
export function columnsOf({ x, batches, training, validation }: Curve): uPlot.AlignedData {
  return [x, batches, training, validation];
}
