import { loss as formatLoss } from "./format.js";
import { escapeHtml } from "./html.js";

export interface Series {
  readonly name: string;
  /** Class name that colours it. */
  readonly className: string;
  /** One value an epoch, from epoch 1. */
  readonly values: readonly number[];
}

/** Size of a chart in CSS pixels, and the class that shows it. */
export interface ChartSize {
  readonly className: string;
  readonly width: number;
  readonly height: number;
}

/** Of the left one, the least. */
const MARGIN = { left: 60, right: 16, top: 12, bottom: 48 };

/** Room for the upright title of an axis, and from the numbers along it to the chart. */
const TITLE = { middle: 14, width: 24 };
export const BESIDE_TICKS = 10;
/** Ticks are 13 pixels high; in no usual font a digit is wider than seven tenths of that. */
const DIGIT_WIDTH = 9;

/** How much room an upright axis takes, with a title that its numbers do not run into; `least` where that is more. */
export function axisWidth(ticks: readonly string[], least: number): number {
  const longest = Math.max(...ticks.map((text) => text.length));
  return Math.max(least, TITLE.width + longest * DIGIT_WIDTH + BESIDE_TICKS);
}

/** The upright title of an axis between two heights. */
export function uprightTitle(text: string, top: number, bottom: number): string {
  return `<text class="axis" transform="translate(${TITLE.middle} ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(text)}</text>`;
}

/** Loss curves over the epochs as an SVG: axes, ticks, and every value as a tooltip. */
export function lossChart(series: readonly Series[], { className, width, height }: ChartSize): string {
  const epochs = Math.max(...series.map(({ values }) => values.length));
  const all = series.flatMap(({ values }) => values).filter(Number.isFinite);
  // Not Math.min(...all): a call has no room for as many arguments as a run may have epochs.
  const least = all.reduce((least, value) => Math.min(least, value), Infinity);
  const most = all.reduce((most, value) => Math.max(most, value), -Infinity);
  const yTicks = ticks(least, most, 5);
  const [low, high] = [yTicks[0] ?? 0, yTicks.at(-1) ?? 1];
  const digits = tickDigits(yTicks);
  const yTexts = yTicks.map((value) => value.toFixed(digits));
  const left = axisWidth(yTexts, MARGIN.left);
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
  const x = (epoch: number) => left + (epochs === 1 ? 0.5 : (epoch - 1) / (epochs - 1)) * (right - left);
  const y = (value: number) => MARGIN.top + ((high - value) / (high - low)) * (bottom - MARGIN.top);
  const ends = series.map(({ name, values }) => `${name} ${formatLoss(values.at(-1) ?? Number.NaN)}`).join(", ");
  const rows = yTicks.map((value, index) => {
    const at = y(value).toFixed(1);
    return (
      `<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/>` +
      `<text class="tick" x="${left - BESIDE_TICKS}" y="${at}" dy="0.35em" text-anchor="end">${yTexts[index]}</text>`
    );
  });
  const columns = epochTicks(epochs, width / 120).map(
    (epoch) => `<text class="tick" x="${x(epoch).toFixed(1)}" y="${bottom + 20}" text-anchor="middle">${epoch}</text>`,
  );
  return `<svg class="chart ${className}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Loss over ${epochs} epochs; at the end: ${escapeHtml(ends)}">
${rows.join("\n")}
${columns.join("\n")}
<text class="axis" x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">epoch</text>
${uprightTitle("loss", MARGIN.top, bottom)}
${series.map((one) => curve(one, x, y)).join("\n")}
</svg>`;
}

function curve(
  { name, className, values }: Series,
  x: (epoch: number) => number,
  y: (value: number) => number,
): string {
  const points = values.flatMap((value, index) =>
    Number.isFinite(value) && isShown(index, values.length)
      ? [{ epoch: index + 1, value, x: x(index + 1).toFixed(1), y: y(value).toFixed(1) }]
      : [],
  );
  const line = `<polyline class="curve ${className}" points="${points.map((point) => `${point.x},${point.y}`).join(" ")}"/>`;
  // Many dots would hide the line; they stay as invisible targets for the tooltips.
  const dotClass = `dot ${className}${points.length > 20 ? " faint" : ""}`;
  const dots = points.map(
    (point) =>
      `<circle class="${dotClass}" cx="${point.x}" cy="${point.y}" r="4"><title>${escapeHtml(`${name}, epoch ${point.epoch}: ${formatLoss(point.value)}`)}</title></circle>`,
  );
  return line + dots.join("");
}

/** Epochs that are drawn, and listed: more would be a report that no browser opens. */
const MOST_SHOWN = 1000;

/** Whether an epoch is shown: of very many, evenly spaced ones, and the last. */
export function isShown(index: number, epochs: number): boolean {
  return index % Math.ceil(epochs / MOST_SHOWN) === 0 || index === epochs - 1;
}

/** Round numbers from just below `low` to just above `high`, about `wanted` steps apart. */
export function ticks(low: number, high: number, wanted: number): number[] {
  // Values closer than numbers of their size can be told apart are one value, whose own size gives the scale;
  // what is smaller than a step could be is nothing.
  const size = Math.max(Math.abs(low), Math.abs(high));
  const span = [high - low, size].find((extent) => extent > Math.max(size * 2 ** -40, 1e-300)) ?? 1;
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** Decimals that tell the ticks apart. */
export function tickDigits(values: readonly number[]): number {
  const step = Math.abs((values[1] ?? 1) - (values[0] ?? 0));
  return Math.min(8, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (String(step).includes("25") ? 1 : 0)));
}

/** Whole epochs for the axis: the first, round ones, and the last. */
function epochTicks(epochs: number, wanted: number): number[] {
  if (epochs <= 2 * wanted) return Array.from({ length: epochs }, (_, index) => index + 1);
  const step = Math.max(1, Math.round(ticks(0, epochs, wanted)[1] ?? 1));
  const round = Array.from({ length: Math.floor(epochs / step) }, (_, index) => (index + 1) * step);
  const kept = round.filter((epoch) => epochs - epoch > step / 2 || epoch === epochs);
  return [...new Set([1, ...kept.filter((epoch) => epoch > step / 3), epochs])];
}
