import { html, type PropertyValues, type TemplateResult } from "lit";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { PageElement } from "./element.js";
import { lossText } from "./format.js";
import type { Curve } from "./run.js";

const EMPTY: Curve = { x: [], batches: [], training: [], validation: [] };
const HEIGHT = 260;
const AXIS_FONT = "12px system-ui, sans-serif";

/** The series in drawing order: a column of the curve, its name, and the custom property that holds its colour. */
const SERIES = [
  { column: "batches", label: "batches", color: "--series-batches", width: 1 },
  { column: "training", label: "training", color: "--series-training", width: 2 },
  { column: "validation", label: "validation", color: "--series-validation", width: 2 },
] as const;

/** The loss curve. Its legend shows the values under the pointer, or the latest ones. */
export class LossChart extends PageElement {
  static override properties = {
    curve: { attribute: false },
    revision: { attribute: false },
    epochs: { attribute: false },
    pointed: { state: true },
  };

  declare curve: Curve | undefined;
  /** Anything that changes when the curve has grown: it grows in place. */
  declare revision: unknown;
  /** Length of the x axis. */
  declare epochs: number;
  declare private pointed: number | undefined;

  #plot: uPlot | undefined;
  readonly #resized = new ResizeObserver(() => this.#resize());
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  readonly #recolor = () => this.#plot?.redraw(false, false);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme.addEventListener("change", this.#recolor);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme.removeEventListener("change", this.#recolor);
    this.#resized.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  protected override render(): TemplateResult {
    const curve = this.curve ?? EMPTY;
    return html`
      <div class="plot" role="img" aria-label=${describe(curve)}></div>
      <ul class="legend">
        ${SERIES.map(({ column, label }) => {
          const value = this.pointed === undefined ? latest(curve[column]) : curve[column][this.pointed];
          return html`<li><i class=${`swatch ${column}`}></i>${label} <b>${lossText(value)}</b></li>`;
        })}
      </ul>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.#plot) this.#create();
    if (changed.has("epochs") || changed.has("curve") || changed.has("revision")) {
      const { x, batches, training, validation } = this.curve ?? EMPTY;
      this.#plot?.setData([x, batches, training, validation]);
    }
  }

  #create(): void {
    const frame = this.querySelector<HTMLElement>(".plot");
    if (!frame) return;
    const color = (name: string) => () => getComputedStyle(this).getPropertyValue(name);
    const axis: uPlot.Axis = {
      stroke: color("--muted"),
      grid: { stroke: color("--line"), width: 1 },
      ticks: { show: false },
      font: AXIS_FONT,
    };
    const options: uPlot.Options = {
      width: Math.max(frame.clientWidth, 200),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        // From the start as long as the run will be, so that the curve grows into a frame that stands still.
        x: { time: false, range: () => [0, Math.max(1, this.epochs || 1)] },
        y: {
          range: (_, low, high) =>
            low === null || low === undefined ? [0, 0.7] : uPlot.rangeNum(low, high, 0.1, true),
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
      hooks: { setCursor: [(plot) => this.#point(plot)] },
    };
    const { x, batches, training, validation } = this.curve ?? EMPTY;
    this.#plot = new uPlot(options, [x, batches, training, validation], frame);
    this.#resized.observe(frame);
  }

  #point(plot: uPlot): void {
    this.pointed = plot.cursor.idx ?? undefined;
  }

  #resize(): void {
    const width = this.querySelector<HTMLElement>(".plot")?.clientWidth;
    if (width) this.#plot?.setSize({ width, height: HEIGHT });
  }
}

function latest(column: readonly (number | null)[]): number | null | undefined {
  return column.findLast((value) => value !== null);
}

function describe(curve: Curve): string {
  const training = latest(curve.training);
  if (training === undefined) return "Loss curve; no epoch has finished yet.";
  const epochs = curve.training.filter((value) => value !== null).length;
  const validation = latest(curve.validation);
  const scores = `training ${lossText(training)}, validation ${lossText(validation)}`;
  return `Loss curve after ${epochs} ${epochs === 1 ? "epoch" : "epochs"}: ${scores}.`;
}
