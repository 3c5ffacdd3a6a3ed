import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { aboutFilters } from "../explain/texts.js";
import { columnsOf, MOST_SHOWN } from "../state/table-columns.js";
import type { Filters } from "../worker/filters.js";
import type { DataInfo } from "../worker/protocol.js";
import { explained } from "./explained.js";
import { signed } from "./format.js";
import { PageElement } from "./page-element.js";
import { largestOf, paint, signedImage } from "./paint.js";

/** Units whose weights are written out. */
const MOST_UNITS = 8;
const INKS = { above: [10, 130, 140], below: [190, 95, 20] } as const;

/** Of a table: the weights from each column to each of the first units. */
function weights({ total, values }: Filters, columns: readonly string[]): TemplateResult {
  const units = Array.from({ length: Math.min(total, MOST_UNITS) }, (_, unit) => unit);
  const shown = [...columns.keys()].slice(0, MOST_SHOWN);
  const largest = largestOf(values);
  const weight = (unit: number, column: number) => values[unit * columns.length + column] ?? 0;
  const kind = (value: number) => (Math.abs(value) < largest / 4 ? "" : value > 0 ? "raises" : "lowers");
  return html`
    <p class="hint">
      How much a column raises (teal) or lowers (orange) each ${units.length < total ? `of the first ${units.length} of ${total} units` : "unit"}.
      ${shown.length < columns.length ? `The first ${shown.length} of ${columns.length} columns.` : nothing}
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Weights of the first layer">
      <table class="sample-table weights">
        <thead>
          <tr><th scope="col">Column</th>${units.map((unit) => html`<th scope="col">${unit + 1}</th>`)}</tr>
        </thead>
        <tbody>
          ${shown.map(
            (column) => html`<tr>
              <th scope="row">${columns[column]}</th>
              ${units.map((unit) => html`<td class=${kind(weight(unit, column))}>${signed(weight(unit, column), 2)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** The weights of the first layer as pictures, all on one scale. */
export class FilterGrid extends PageElement {
  static override properties = { filters: { attribute: false }, data: { attribute: false } };

  declare filters: Filters | undefined;
  declare data: DataInfo | undefined;

  protected override render(): TemplateResult {
    return html`${this.#pictures()} ${explained("What am I looking at?", aboutFilters())}`;
  }

  #pictures(): TemplateResult {
    const { count = 0, total = 0, shape } = this.filters ?? {};
    const columns = this.data && columnsOf(this.data);
    if (this.filters && columns && shape && columns.length === shape[0] * shape[1] * shape[2])
      return weights(this.filters, columns);
    const pictures = Array.from({ length: count }, (_, index) => index);
    const [height = 1, width = 1] = shape ?? [];
    return html`
      <p class="hint">
        ${count === 0 ? "They appear when training starts." : `${count < total ? `The first ${count} of ${total}` : `All ${total}`}. Teal: ink here raises the unit's value; orange: ink lowers it.`}
      </p>
      <div class="filters" role="group" aria-label="Weights of the first layer">
        ${pictures.map(
          (index) =>
            html`<canvas class="filter" width=${width} height=${height} role="img" aria-label=${`Filter ${index + 1}`}></canvas>`,
        )}
      </div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("filters") || !this.filters) return;
    const { shape, values } = this.filters;
    const size = shape[0] * shape[1] * shape[2];
    const largest = largestOf(values);
    for (const [index, canvas] of this.querySelectorAll("canvas").entries()) {
      paint(canvas, signedImage(shape, values, index * size, largest, INKS));
    }
  }
}
