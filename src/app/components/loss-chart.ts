import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type uPlot from "uplot";
import type { Curve, EpochRow } from "../state/run.js";
import { count, lossText } from "./format.js";
import type * as LossPlot from "./loss-plot.js";
import { PageElement } from "./page-element.js";
import { Surroundings } from "./surroundings.js";

const EMPTY: Curve = { x: [], batches: [], training: [], validation: [] };
const HEIGHT = 260;
const LEGEND = ["batches", "training", "validation"] as const;
/** Rows of the table: more would make the page slow, and history.csv has them all. */
const MOST_ROWS = 100;

/**
 * The loss curve. Its legend shows the values under the pointer, or the latest ones; a drag over a part of it, or the buttons,
 * zoom in; the values are there as a table, too.
 */
export class LossChart extends PageElement {
  static override properties = {
    curve: { attribute: false },
    rows: { attribute: false },
    revision: { attribute: false },
    epochs: { attribute: false },
    pointed: { state: true },
    zoom: { state: true },
  };

  declare curve: Curve | undefined;
  declare rows: readonly EpochRow[];
  /** Anything that changes when the curve has grown: it grows in place. */
  declare revision: unknown;
  /** Length of the x axis. */
  declare epochs: number;
  declare private pointed: number | undefined;
  declare private zoom: readonly [number, number] | undefined;

  #module: typeof LossPlot | undefined;
  #plot: uPlot | undefined;

  constructor() {
    super();
    new Surroundings(this, { resized: () => this.#resize(), recoloured: () => this.#plot?.redraw(false, false) });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#create();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("curve")) this.zoom = undefined;
  }

  protected override render(): TemplateResult {
    const curve = this.curve ?? EMPTY;
    const x = this.pointed === undefined ? undefined : curve.x[this.pointed];
    return html`
      <div class="plot" role="img" aria-label=${describe(curve)}></div>
      <div class="chart-foot">
        <ul class="legend">
          ${LEGEND.map((column) => {
            const value = this.pointed === undefined ? latest(curve[column]) : curve[column][this.pointed];
            return html`<li><i class=${`swatch ${column}`}></i>${column} <b>${lossText(value)}</b></li>`;
          })}
          <li>${x === undefined ? nothing : html`at epoch <b>${x.toFixed(2)}</b>`}</li>
        </ul>
        <div class="zoom" role="group" aria-label="Zoom">
          <button type="button" class="small" aria-label="Zoom in on the end" @click=${() => this.#scale(0.5)}>+</button>
          <button type="button" class="small" aria-label="Zoom out" ?disabled=${!this.zoom} @click=${() => this.#scale(2)}>−</button>
          <button type="button" class="small" ?disabled=${!this.zoom} @click=${() => this.#show(undefined)}>Whole run</button>
        </div>
      </div>
      ${this.rows.length > 0 ? this.#table() : nothing}
    `;
  }

  #table(): TemplateResult {
    const shown = this.rows.slice(-MOST_ROWS).toReversed();
    return html`
      <details class="values">
        <summary>The values as a table</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="Losses by epoch">
          <table>
            <thead>
              <tr><th scope="col">Epoch</th><th scope="col">Loss</th><th scope="col">Validation loss</th><th scope="col">Seconds</th></tr>
            </thead>
            <tbody>
              ${shown.map(
                ({ epoch, loss, valLoss, seconds }) => html`
                  <tr><th scope="row">${epoch}</th><td>${lossText(loss)}</td><td>${lossText(valLoss)}</td><td>${seconds.toFixed(1)}</td></tr>
                `,
              )}
            </tbody>
          </table>
        </div>
        ${this.rows.length > MOST_ROWS ? html`<p class="hint">The last ${count(MOST_ROWS)} epochs; history.csv has all.</p>` : nothing}
      </details>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (["epochs", "curve", "revision", "zoom"].some((name) => changed.has(name))) this.#draw();
  }

  async #create(): Promise<void> {
    this.#module ??= await import("./loss-plot.js");
    await this.updateComplete;
    const frame = this.querySelector<HTMLElement>(".plot");
    if (!frame || !this.isConnected || this.#plot) return;
    this.#plot = this.#module.lossPlot({
      frame,
      height: HEIGHT,
      // From the start as long as the run will be, so that the curve grows into a frame that stands still.
      window: () => this.zoom ?? [0, this.#end],
      pointed: (index) => {
        this.pointed = index;
      },
      selected: (low, high) => this.#show([low, high]),
    });
    this.#draw();
  }

  get #end(): number {
    return Math.max(1, this.epochs || 1);
  }

  #draw(): void {
    if (this.#module) this.#plot?.setData(this.#module.columnsOf(this.curve ?? EMPTY));
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

  #resize(): void {
    const width = this.querySelector<HTMLElement>(".plot")?.clientWidth;
    // Its foot grows, too, with a table that opens.
    if (width && width !== this.#plot?.width) this.#plot?.setSize({ width, height: HEIGHT });
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
