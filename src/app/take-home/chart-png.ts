import type uPlot from "uplot";
import type { Chart } from "../../experiments/result.js";
import { lossText } from "../components/format.js";
import { columnsOf as lossColumns, lossPlot, SERIES } from "../components/loss-plot.js";
import { resultPlot, styleOf } from "../components/result-plot.js";
import type { Run } from "../state/run.js";

/** Charts as pictures, in the colours that the page has when they are drawn; loaded with the first of them. */

const PLOT = { width: 960, height: 400 } as const;
const MARGIN = 24;
const TITLE_HEIGHT = 36;
const LINE_HEIGHT = 26;
const SWATCH = 28;

interface LegendEntry {
  readonly label: string;
  /** The custom property that holds its colour. */
  readonly color: string;
  readonly dash: readonly number[];
}

interface Sheet {
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly plot: (frame: HTMLElement) => uPlot;
}

/** The loss curve as far as it goes, as a PNG. */
export function lossPng({ curve }: Run): Promise<Blob> {
  const nothing = () => {};
  return pngOf({
    title: "Loss by epoch",
    legend: SERIES.map(({ column, label, color }) => {
      const last = curve[column].findLast((value) => value !== null);
      return { label: `${label} ${lossText(last)}`, color, dash: [] };
    }),
    plot: (frame) => {
      const end = Math.max(1, curve.x.at(-1) ?? 1);
      const { height } = PLOT;
      const plot = lossPlot({ frame, height, window: () => [0, end], pointed: nothing, selected: nothing });
      plot.setData(lossColumns(curve));
      return plot;
    },
  });
}

/** A chart of an experiment as a PNG. */
export function resultPng(chart: Chart): Promise<Blob> {
  return pngOf({
    title: chart.title,
    legend: chart.series.map(({ name }, index) => ({ label: name, ...styleOf(index) })),
    plot: (frame) => resultPlot({ frame, height: PLOT.height, chart, pointed: () => {} }),
  });
}

async function pngOf({ title, legend, plot }: Sheet): Promise<Blob> {
  // In the page, for its colours; but nowhere to be seen.
  const frame = document.createElement("div");
  frame.className = "offstage";
  frame.style.width = `${PLOT.width}px`;
  document.body.append(frame);
  const drawn = plot(frame);
  try {
    // uPlot draws when the script that made it is done.
    await new Promise((resolve) => setTimeout(resolve));
    const style = getComputedStyle(frame);
    return await paintSheet(drawn.ctx.canvas, title, legend, (name) => style.getPropertyValue(name).trim());
  } finally {
    drawn.destroy();
    frame.remove();
  }
}

/** The title, the plot, and its legend below it. */
function paintSheet(
  plot: HTMLCanvasElement,
  title: string,
  legend: readonly LegendEntry[],
  colour: (name: string) => string,
): Promise<Blob> {
  const font = "14px system-ui, sans-serif";
  const lines = linesOf(legend, font);
  const height = 2 * MARGIN + TITLE_HEIGHT + PLOT.height + LINE_HEIGHT * lines.length;
  const ratio = plot.width / PLOT.width;
  const canvas = new OffscreenCanvas((PLOT.width + 2 * MARGIN) * ratio, height * ratio);
  const context = contextOf(canvas);
  context.scale(ratio, ratio);
  context.fillStyle = colour("--panel");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = colour("--ink");
  context.font = "600 18px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.fillText(title, MARGIN, MARGIN + TITLE_HEIGHT / 3);
  context.drawImage(plot, MARGIN, MARGIN + TITLE_HEIGHT, PLOT.width, PLOT.height);
  context.font = font;
  context.lineWidth = 3;
  for (const [row, line] of lines.entries()) {
    const y = MARGIN + TITLE_HEIGHT + PLOT.height + LINE_HEIGHT * (row + 0.75);
    for (const { label, color, dash, x } of line) {
      context.strokeStyle = colour(color);
      context.setLineDash([...dash]);
      context.beginPath();
      context.moveTo(MARGIN + x, y);
      context.lineTo(MARGIN + x + SWATCH, y);
      context.stroke();
      context.fillText(label, MARGIN + x + SWATCH + 8, y);
    }
  }
  return canvas.convertToBlob({ type: "image/png" });
}

/** The legend's entries with their places, in as many lines as they need. */
function linesOf(legend: readonly LegendEntry[], font: string): (LegendEntry & { readonly x: number })[][] {
  const context = contextOf(new OffscreenCanvas(1, 1));
  context.font = font;
  const lines: (LegendEntry & { readonly x: number })[][] = [[]];
  let x = 0;
  for (const entry of legend) {
    const width = SWATCH + 8 + context.measureText(entry.label).width;
    if (x > 0 && x + width > PLOT.width) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)?.push({ ...entry, x });
    x += width + 24;
  }
  return lines;
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("There is no canvas left to draw the chart on.");
  return context;
}
