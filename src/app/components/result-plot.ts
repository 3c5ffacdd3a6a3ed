import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Chart } from "../../experiments/result.js";
import { columnsOf } from "./result-columns.js";

const AXIS_FONT = "12px system-ui, sans-serif";

/** How each series is drawn: the custom property with its colour, and dashes, so that nobody depends on colours. */
const STYLES = [
  { color: "--series-training", dash: [] },
  { color: "--series-validation", dash: [9, 5] },
  { color: "--series-third", dash: [2, 4] },
  { color: "--series-fourth", dash: [12, 4, 2, 4] },
] as const;

/** How the series of this index is drawn; after four, styles come again. */
export function styleOf(index: number): (typeof STYLES)[number] {
  return STYLES[index % STYLES.length] ?? STYLES[0];
}

export interface ResultPlotSettings {
  readonly frame: HTMLElement;
  readonly height: number;
  readonly chart: Chart;
  /** The pointer is over one of {@link columnsOf}'s x, or over none. */
  readonly pointed: (index: number | undefined) => void;
}

/** A dashed line from top to bottom. */
function drawMark(x: number, color: () => string): (plot: uPlot) => void {
  return ({ ctx, bbox, valToPos }) => {
    const at = Math.round(valToPos(x, "x", true));
    ctx.save();
    ctx.strokeStyle = color();
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  };
}

/** uPlot with the page's colours: a module of its own, loaded with the first chart. */
export function resultPlot({ frame, height, chart, pointed }: ResultPlotSettings): uPlot {
  const color = (name: string) => () => getComputedStyle(frame).getPropertyValue(name);
  const axis: uPlot.Axis = {
    stroke: color("--muted"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    font: AXIS_FONT,
    labelFont: AXIS_FONT,
    labelSize: 20,
  };
  const columns = columnsOf(chart);
  const [xs] = columns;
  const [first = 0, last = 1] = [xs[0], xs.at(-1)];
  const { x: marked = first } = chart.mark ?? {};
  const [low, high] = [Math.min(first, marked), Math.max(last, marked)];
  const number = (value: number) => String(Number(value.toPrecision(3)));
  const log = chart.x.scale === "log";
  // On a logarithmic axis, a tick at each x of the series.
  const ticks = log ? { splits: () => xs, filter: (_: uPlot, splits: number[]) => splits } : { space: 60 };
  const options: uPlot.Options = {
    width: Math.max(frame.clientWidth, 200),
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, ...(log && { distr: 3 }), range: () => [low, high > low ? high : low + 1] },
      y: chart.y.scale === "log" ? { distr: 3 } : {},
    },
    axes: [
      { ...axis, ...ticks, label: chart.x.label, size: 34, values: (_, splits) => splits.map(number) },
      { ...axis, label: chart.y.label, size: 56, values: (_, splits) => splits.map(number) },
    ],
    series: [
      {},
      ...chart.series.map(({ name }, index) => {
        const style = styleOf(index);
        return {
          label: name,
          stroke: color(style.color),
          width: 2,
          dash: [...style.dash],
          points: { show: xs.length <= 20, size: 5, fill: color(style.color) },
        };
      }),
    ],
    hooks: {
      setCursor: [(plot) => pointed(plot.cursor.idx ?? undefined)],
      draw: chart.mark ? [drawMark(chart.mark.x, color("--ink"))] : [],
    },
  };
  return new uPlot(options, columns as uPlot.AlignedData, frame);
}
