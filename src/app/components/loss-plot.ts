import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { EarlierLosses } from "../state/earlier.js";
import type { Curve } from "../state/run.js";

const AXIS_FONT = "12px system-ui, sans-serif";

/** The series in drawing order: a column of the curve, its name, and the custom property that holds its colour. */
export const SERIES = [
  { column: "batches", label: "batches", color: "--series-batches", width: 1 },
  { column: "training", label: "training", color: "--series-training", width: 2 },
  { column: "validation", label: "validation", color: "--series-validation", width: 2 },
] as const;

/** How losses of earlier runs are drawn, in their order; with more of them, styles come again. Their swatches are `.earlier-0` to `.earlier-3`. */
const EARLIER = [
  { color: "--series-third", dash: [9, 5] },
  { color: "--series-fourth", dash: [2, 4] },
  { color: "--series-third", dash: [2, 4] },
  { color: "--series-fourth", dash: [9, 5] },
] as const;

export interface PlotSettings {
  readonly frame: HTMLElement;
  readonly height: number;
  /** Where the x axis ends now. */
  readonly window: () => readonly [low: number, high: number];
  /** Below it no loss can fall; 0 where that says nothing. */
  readonly floor?: () => number;
  /** The pointer is over a column of the curve, or over none. */
  readonly pointed: (index: number | undefined) => void;
  /** The visitor has dragged over a part of the x axis. */
  readonly selected: (low: number, high: number) => void;
}

/** uPlot with the page's colours: a module of its own, for the page is there before any chart. */
export function lossPlot({ frame, height, window, floor = () => 0, pointed, selected }: PlotSettings): uPlot {
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
        range: (_, low, high) => {
          if (low === null || low === undefined) return [0, 0.7];
          return uPlot.rangeNum(floor() > 0 ? Math.min(low, floor()) : low, high, 0.1, true);
        },
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
      drawAxes: [(plot) => drawFloor(plot, floor(), color("--muted")())],
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

/** A dashed line from side to side. */
function drawFloor(plot: uPlot, floor: number, colour: string): void {
  if (floor <= 0) return;
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(floor, "y", true));
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** The curve as uPlot takes it, and the losses of earlier runs: those on held-out samples, where there were any. */
export function columnsOf(
  { x, batches, training, validation }: Curve,
  earlier: readonly EarlierLosses[] = [],
): uPlot.AlignedData {
  const own: uPlot.AlignedData = [x, batches, training, validation];
  if (earlier.length === 0) return own;
  const others = earlier.map(
    ({ losses }): uPlot.AlignedData => [
      losses.map(({ epoch }) => epoch),
      losses.map(({ loss, valLoss }) => valLoss ?? loss),
    ],
  );
  return uPlot.join([own, ...others]);
}

/** Gives a plot as many series of earlier runs as there are. */
export function showEarlier(plot: uPlot, count: number): void {
  const own = 1 + SERIES.length;
  while (plot.series.length > own + count) plot.delSeries(plot.series.length - 1);
  while (plot.series.length < own + count) {
    const { color, dash } = EARLIER[(plot.series.length - own) % EARLIER.length] ?? EARLIER[0];
    const stroke = () => getComputedStyle(plot.root).getPropertyValue(color);
    plot.addSeries({ stroke, width: 2, dash: [...dash], spanGaps: true, points: { show: false } });
  }
}
