import { html, type TemplateResult } from "lit";
import type uPlot from "uplot";
import type { Chart } from "../../experiments/result.js";
import { PageElement } from "./page-element.js";
import { columnsOf } from "./result-columns.js";
import { Surroundings } from "./surroundings.js";

const HEIGHT = 260;
/** Rows of the table: more would make the page slow, and the JSON has them all. */
const MOST_ROWS = 100;

/** Lines through points; the legend shows the values under the pointer, or the last ones, and a table has them all. */
export class ResultChart extends PageElement {
  static override properties = { chart: { attribute: false }, pointed: { state: true } };

  declare chart: Chart;
  /** The x that the pointer is over. */
  declare private pointed: number | undefined;

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

  protected override render(): TemplateResult {
    const { title, x, series, said, mark } = this.chart;
    const ends = series.map(({ name, y }) => `${name} ends at ${numberText(y.at(-1))}`).join(", ");
    return html`
      <h4>${title}</h4>
      <div class="plot" role="img" aria-label=${`${title}: ${said ?? ends}.`}></div>
      <ul class="legend">
        ${series.map(
          (one, index) =>
            html`<li><i class=${`swatch series-${index % 4}`}></i>${one.name} <b>${said !== undefined && this.pointed === undefined ? "" : numberText(valueAt(one, this.pointed))}</b></li>`,
        )}
        ${mark ? html`<li><i class="swatch mark"></i>${mark.label}</li>` : ""}
        <li>${this.pointed === undefined ? "" : html`at ${x.label} <b>${numberText(this.pointed)}</b>`}</li>
      </ul>
      ${this.#table()}
    `;
  }

  #table(): TemplateResult {
    const { title, x, series } = this.chart;
    const [xs] = columnsOf(this.chart);
    const shown = xs.slice(-MOST_ROWS);
    return html`
      <details class="values">
        <summary>The values as a table</summary>
        <div class="scroll" tabindex="0" role="region" aria-label=${`${title}, as a table`}>
          <table>
            <thead>
              <tr><th scope="col">${x.label}</th>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr>
            </thead>
            <tbody>
              ${shown.map(
                (at) =>
                  html`<tr><th scope="row">${numberText(at)}</th>${series.map((one) => html`<td>${numberText(exactlyAt(one, at))}</td>`)}</tr>`,
              )}
            </tbody>
          </table>
        </div>
        ${xs.length > MOST_ROWS ? html`<p class="hint">The last ${MOST_ROWS}; the JSON has all.</p>` : ""}
      </details>
    `;
  }

  async #create(): Promise<void> {
    const { resultPlot } = await import("./result-plot.js");
    await this.updateComplete;
    const frame = this.querySelector<HTMLElement>(".plot");
    if (!frame || !this.isConnected || this.#plot) return;
    const [xs] = columnsOf(this.chart);
    this.#plot = resultPlot({
      frame,
      height: HEIGHT,
      chart: this.chart,
      pointed: (index) => {
        this.pointed = index === undefined ? undefined : xs[index];
      },
    });
  }

  #resize(): void {
    const width = this.querySelector<HTMLElement>(".plot")?.clientWidth;
    // Its foot grows, too, with a table that opens.
    if (width && width !== this.#plot?.width) this.#plot?.setSize({ width, height: HEIGHT });
  }
}

type Series = Chart["series"][number];

function exactlyAt({ x, y }: Series, at: number): number | undefined {
  const index = x.indexOf(at);
  return index < 0 ? undefined : y[index];
}

function valueAt(series: Series, at: number | undefined): number | undefined {
  return at === undefined ? series.y.at(-1) : exactlyAt(series, at);
}

function numberText(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? "–" : String(Number(value.toPrecision(4)));
}
