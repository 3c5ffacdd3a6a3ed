import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type uPlot from "uplot";
import { aboutEpochs } from "../explain/texts.js";
import type { EarlierLosses } from "../state/earlier.js";
import type { Curve, EpochRow } from "../state/run.js";
import { explained } from "./explained.js";
import { lossText } from "./format.js";
import type * as LossPlot from "./loss-plot.js";
import { PlotElement, type PlotFrame } from "./plot-element.js";
import { valuesTable } from "./values-table.js";

const EMPTY: Curve = { x: [], batches: [], training: [], validation: [] };
const LEGEND = ["batches", "training", "validation"] as const;
/** After so many, styles of earlier runs come again. */
const EARLIER_STYLES = 4;
type Column = ArrayLike<number | null | undefined>;

/**
 * The loss curve. Its legend shows the values under the pointer, or the latest ones; a drag over a part of it, or the buttons,
 * zoom in; the values are there as a table, too.
 */
export class LossChart extends PlotElement {
  static override properties = {
    curve: { attribute: false },
    rows: { attribute: false },
    earlier: { attribute: false },
    revision: { attribute: false },
    epochs: { attribute: false },
    floor: { attribute: false },
    pointed: { state: true },
    zoom: { state: true },
  };

  declare curve: Curve | undefined;
  declare rows: readonly EpochRow[];
  /** Losses of other runs, beside this one's. */
  declare earlier: readonly EarlierLosses[];
  /** Anything that changes when the curve has grown: it grows in place. */
  declare revision: unknown;
  /** Length of the x axis. */
  declare epochs: number;
  /** Below it this loss cannot fall; 0 where that says nothing. */
  declare floor: number;
  declare private pointed: number | undefined;
  declare private zoom: readonly [number, number] | undefined;

  #module: typeof LossPlot | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("curve")) this.zoom = undefined;
  }

  protected override render(): TemplateResult {
    const curve = this.curve ?? EMPTY;
    const [xs, ...columns] = this.#columns;
    const x = this.pointed === undefined ? undefined : xs?.[this.pointed];
    const at = (column: Column = []) => (this.pointed === undefined ? latest(column) : column[this.pointed]);
    return html`
      <div class="plot" role="img" aria-label=${describe(curve)}></div>
      <div class="chart-foot">
        <ul class="legend">
          ${LEGEND.map((column, index) => html`<li><i class=${`swatch ${column}`}></i>${column} <b>${lossText(at(columns[index]))}</b></li>`)}
          ${this.earlier.map(
            ({ name }, index) =>
              html`<li class="earlier"><i class=${`swatch earlier-${index % EARLIER_STYLES}`}></i>${name} <b>${lossText(at(columns[LEGEND.length + index]))}</b></li>`,
          )}
          ${this.floor > 0 ? html`<li title="The entropy of the samples themselves: no model can do better."><i class="swatch floor"></i>floor <b>${lossText(this.floor)}</b></li>` : nothing}
          <li>${typeof x !== "number" ? nothing : html`at epoch <b>${x.toFixed(2)}</b>`}</li>
        </ul>
        <div class="zoom" role="group" aria-label="Zoom">
          <button type="button" class="small" aria-label="Zoom in on the end" @click=${() => this.#scale(0.5)}>+</button>
          <button type="button" class="small" aria-label="Zoom out" ?disabled=${!this.zoom} @click=${() => this.#scale(2)}>−</button>
          <button type="button" class="small" ?disabled=${!this.zoom} @click=${() => this.#show(undefined)}>Whole run</button>
        </div>
      </div>
      ${this.rows.length > 0 ? this.#table() : nothing} ${explained("What are steps, epochs and validation?", aboutEpochs())}
    `;
  }

  #table(): TemplateResult {
    return valuesTable({
      label: "Losses by epoch",
      columns: ["Epoch", "Loss", "Validation loss", "Seconds"],
      rows: this.rows,
      newestFirst: true,
      cells: ({ epoch, loss, valLoss, seconds }) => [epoch, lossText(loss), lossText(valLoss), seconds.toFixed(1)],
      elsewhere: " epochs; history.csv has all",
    });
  }

  protected override updated(changed: PropertyValues): void {
    if (["epochs", "curve", "revision", "zoom", "earlier", "floor"].some((name) => changed.has(name))) this.#draw();
  }

  protected override async plotting() {
    const module = await import("./loss-plot.js");
    this.#module = module;
    return (place: PlotFrame) => {
      const plot = module.lossPlot({
        ...place,
        // From the start as long as the run will be, so that the curve grows into a frame that stands still.
        window: () => this.zoom ?? [0, this.#end],
        floor: () => this.floor,
        pointed: (index) => {
          this.pointed = index;
        },
        selected: (low, high) => this.#show([low, high]),
      });
      module.showEarlier(plot, this.earlier.length);
      plot.setData(this.#columns as uPlot.AlignedData);
      return plot;
    };
  }

  get #end(): number {
    return Math.max(1, this.epochs || 1);
  }

  /** What is drawn: its x, then the columns of the legend. */
  get #columns(): readonly Column[] {
    const curve = this.curve ?? EMPTY;
    return this.#module?.columnsOf(curve, this.earlier) ?? [curve.x, ...LEGEND.map((column) => curve[column])];
  }

  #draw(): void {
    if (!this.#module || !this.plot) return;
    this.#module.showEarlier(this.plot, this.earlier.length);
    this.plot.setData(this.#columns as uPlot.AlignedData);
  }

  #show(zoom: readonly [number, number] | undefined): void {
    this.zoom = zoom;
  }

  /** A window `factor` times as long, with the newest point that is in sight at its end. */
  #scale(factor: number): void {
    const [low, high] = this.zoom ?? [0, Math.min(this.#end, this.curve?.x.at(-1) ?? this.#end)];
    const length = (high - low) * factor;
    const begin = Math.max(0, high - length);
    this.#show(length >= this.#end || begin + length > this.#end ? undefined : [begin, begin + length]);
  }
}

function latest(column: Column): number | null | undefined {
  return Array.from(column).findLast((value) => value !== null && value !== undefined);
}

function describe(curve: Curve): string {
  const training = latest(curve.training);
  if (training === undefined) return "Loss curve; no epoch has finished yet.";
  const epochs = curve.training.filter((value) => value !== null).length;
  const validation = latest(curve.validation);
  const scores = `training ${lossText(training)}, validation ${lossText(validation)}`;
  return `Loss curve after ${epochs} ${epochs === 1 ? "epoch" : "epochs"}: ${scores}.`;
}
