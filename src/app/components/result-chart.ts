import { html, type TemplateResult } from "lit";
import type { Chart } from "../../experiments/result.js";
import { PlotElement, type PlotFrame } from "./plot-element.js";
import { columnsOf } from "./result-columns.js";
import { valuesTable } from "./values-table.js";

/** Lines through points; the legend shows the values under the pointer, or the last ones, and a table has them all. */
export class ResultChart extends PlotElement {
  static override properties = { chart: { attribute: false }, pointed: { state: true } };

  declare chart: Chart;
  /** The x that the pointer is over. */
  declare private pointed: number | undefined;

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
    return valuesTable({
      label: `${title}, as a table`,
      columns: [x.label, ...series.map(({ name }) => name)],
      rows: xs,
      cells: (at) => [at, ...series.map((one) => exactlyAt(one, at))].map(numberText),
      elsewhere: "; the JSON has all",
    });
  }

  protected override async plotting() {
    const { resultPlot } = await import("./result-plot.js");
    return (place: PlotFrame) => {
      const [xs] = columnsOf(this.chart);
      return resultPlot({
        ...place,
        chart: this.chart,
        pointed: (index) => {
          this.pointed = index === undefined ? undefined : xs[index];
        },
      });
    };
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
