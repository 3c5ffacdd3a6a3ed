import { CLASS_COLOURS } from "../experiments/class-colours.js";
import { classCentres } from "../experiments/math/class-centres.js";
import type { Axis, Chart, Scatter } from "../experiments/result.js";
import { axisWidth, BESIDE_TICKS, type ChartSize, tickDigits, ticks, uprightTitle } from "./chart.js";
import { escapeHtml } from "./html.js";
import { classOf } from "./pictures.js";

/** Of the left one, the least. */
const MARGIN = { left: 74, right: 16, top: 12, bottom: 48 };

/** One axis: a value's place in pixels, and what is written along it. */
interface Scale {
  at(value: number): number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** Lines through points, as an SVG: axes, ticks, and every point as a tooltip. Colours and dashes are of classes `s0`, `s1` … */
export function lineChart({ title, x, y, series, mark, said }: Chart, size: ChartSize): string {
  const [right, bottom] = [size.width - MARGIN.right, size.height - MARGIN.bottom];
  const up = scaleOf(
    y,
    series.flatMap((one) => one.y),
    bottom,
    MARGIN.top,
    5,
    false,
  );
  const across = scaleOf(
    x,
    [...series.flatMap((one) => one.x), ...(mark ? [mark.x] : [])],
    leftOf(up),
    right,
    size.width / 110,
    true,
  );
  const lines = series.map((one, index) => {
    const points = one.x.flatMap((value, at) => {
      const height = one.y[at] ?? Number.NaN;
      return Number.isFinite(height) ? [{ value, height, x: across.at(value), y: up.at(height) }] : [];
    });
    const path = points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(" ");
    // Many dots would hide the line; they stay as invisible targets for the tooltips.
    const dot = `dot s${index}${points.length > 20 ? " faint" : ""}`;
    const dots = points.map((point) => {
      const name = escapeHtml(`${one.name}, ${x.label} ${number(point.value)}: ${number(point.height)}`);
      return `<circle class="${dot}" cx="${point.x.toFixed(1)}" cy="${point.y.toFixed(1)}" r="4"><title>${name}</title></circle>`;
    });
    return `<polyline class="curve s${index}" points="${path}"/>${dots.join("")}`;
  });
  const ends = series.map(({ name, y }) => `${name} ends at ${number(y.at(-1) ?? Number.NaN)}`).join(", ");
  const upright = mark ? markLine(across.at(mark.x), mark.label, size) : "";
  return svg(`${title}: ${said ?? ends}`, size, { x, y, across, up }, [...lines, upright].join("\n"));
}

/** A dashed line from top to bottom, its name on the side where there is room. */
function markLine(x: number, label: string, { width, height }: ChartSize): string {
  const right = x > width / 2;
  const text = `<text class="mark" x="${(x + (right ? -6 : 6)).toFixed(1)}" y="${MARGIN.top + 10}" text-anchor="${right ? "end" : "start"}">${escapeHtml(label)}</text>`;
  return `<line class="mark" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${MARGIN.top}" y2="${height - MARGIN.bottom}"/>${text}`;
}

/** Points in the colours of their classes, as an SVG, with each class's number amid its points. */
export function scatterPlot(scatter: Scatter, size: ChartSize): string {
  const { title, xLabel, yLabel, x, y, labels, classes: classNames } = scatter;
  const [right, bottom] = [size.width - MARGIN.right, size.height - MARGIN.bottom];
  const up = scaleOf({ label: yLabel }, Array.from(y), bottom, MARGIN.top, 6, false);
  const across = scaleOf({ label: xLabel }, Array.from(x), leftOf(up), right, size.width / 110, false);
  const centres = classCentres(x, y, labels);
  const classes = [...centres.keys()].map((label) => {
    // A path of lines without length, whose round ends are the dots: a fifth of the size of as many circles.
    const members = Array.from(labels.keys()).filter((index) => labels[index] === label);
    const dots = members.map((at) => `M${across.at(x[at] ?? 0).toFixed(1)} ${up.at(y[at] ?? 0).toFixed(1)}h0`).join("");
    return `<path class="${labels.length > 2000 ? "points" : "points few"}" stroke="rgb(${CLASS_COLOURS[label % CLASS_COLOURS.length]?.join(" ")})" d="${dots}"/>`;
  });
  const names = [...centres].map(
    ([label, [cx, cy]]) =>
      `<text class="name" x="${across.at(cx).toFixed(1)}" y="${up.at(cy).toFixed(1)}" dy="0.35em" text-anchor="middle">${escapeHtml(classOf(label, classNames))}</text>`,
  );
  const axes = { x: { label: xLabel }, y: { label: yLabel }, across, up };
  return svg(
    `${title}: ${labels.length} points in ${centres.size} classes`,
    size,
    axes,
    [...classes, ...names].join("\n"),
  );
}

/** Where the chart begins: beside the numbers of its upright axis. */
const leftOf = (up: Scale) =>
  axisWidth(
    up.ticks.map(({ text }) => text),
    MARGIN.left,
  );

function svg(
  label: string,
  { className, width, height }: ChartSize,
  axes: { readonly x: Axis; readonly y: Axis; readonly across: Scale; readonly up: Scale },
  content: string,
): string {
  const { x, y, across, up } = axes;
  const left = leftOf(up);
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
  const rows = up.ticks.map(
    ({ at, text }) =>
      `<line class="grid" x1="${left}" x2="${right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}"/>` +
      `<text class="tick" x="${left - BESIDE_TICKS}" y="${at.toFixed(1)}" dy="0.35em" text-anchor="end">${escapeHtml(text)}</text>`,
  );
  const columns = across.ticks.map(
    ({ at, text }) =>
      `<text class="tick" x="${at.toFixed(1)}" y="${bottom + 20}" text-anchor="middle">${escapeHtml(text)}</text>`,
  );
  return `<svg class="chart ${className}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">
${[...rows, ...columns].join("\n")}
<text class="axis" x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">${escapeHtml(x.label)}</text>
${uprightTitle(y.label, MARGIN.top, bottom)}
${content}
</svg>`;
}

/** @param tight whether the axis ends where the values do, not at the next round number */
function scaleOf(
  axis: Axis,
  values: readonly number[],
  from: number,
  to: number,
  wanted: number,
  tight: boolean,
): Scale {
  const finite = values.filter(Number.isFinite);
  const [least, most] = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const place = (value: number, low: number, high: number) =>
    from + (high > low ? (value - low) / (high - low) : 0.5) * (to - from);
  if (axis.scale === "log") {
    const at = (value: number) => place(Math.log(value), Math.log(least), Math.log(most));
    const places = [...new Set(finite)].sort((a, b) => a - b);
    return { at, ticks: places.map((value) => ({ at: at(value), text: number(value) })) };
  }
  const round = ticks(least, most, wanted);
  // Ticks closer than numbers of this size can be told apart may end before the values do.
  const [low, high] = tight
    ? [least, most]
    : [Math.min(round[0] ?? least, least), Math.max(round.at(-1) ?? most, most)];
  const at = (value: number) => place(value, low, high);
  // Between whole epochs there is nothing.
  const whole = tight && finite.every(Number.isInteger);
  const digits = whole ? 0 : tickDigits(round);
  const inside = round.filter((value) => value >= low - 1e-9 && value <= high + 1e-9);
  return {
    at,
    ticks: (whole ? inside.filter(Number.isInteger) : inside).map((value) => ({
      at: at(value),
      text: value.toFixed(digits).replace(/^-/, "−"),
    })),
  };
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}
