import { html, nothing, type TemplateResult } from "lit";
import type { Values } from "../../index.js";
import { type Cell, sampleTable, valueText } from "../state/sample-table.js";
import { columnsOf } from "../state/table-columns.js";
import { type ValueWriter, valueWriters } from "../state/value-text.js";
import type { DataInfo } from "../worker/protocol.js";
import { count } from "./format.js";
import { PageElement } from "./page-element.js";

/** What someone made of the samples. */
export interface Drawn {
  /** In the head of the table where there are several: `A`. */
  readonly name: string;
  readonly values: Float32Array;
}

/** Rows of a table as a table: each value above what was made of it, in the column's own units, and how far off that is. */
export class TableSamples extends PageElement {
  static override properties = {
    data: { attribute: false },
    names: { attribute: false },
    values: { attribute: false },
    mask: { attribute: false },
    drawn: { attribute: false },
    codes: { attribute: false },
    label: { attribute: false },
  };

  declare data: DataInfo;
  /** Of the samples. */
  declare names: readonly string[];
  declare values: Values;
  /** Which values are known; all without it. */
  declare mask: Uint8Array | undefined;
  declare drawn: readonly Drawn[];
  /** Code after code; long ones are not shown. */
  declare codes: Float32Array | undefined;
  /** What the table is, for those who don't see it. */
  declare label: string;

  protected override render(): TemplateResult | typeof nothing {
    const columns = columnsOf(this.data);
    if (!columns || !this.values) return nothing;
    const { drawn, names } = this;
    const { places, cells, errors } = sampleTable(
      this.data,
      this.values,
      drawn.map(({ values }) => values),
      this.mask,
    );
    const all = valueWriters(this.data);
    const writers = places.map((place) => all[place]);
    const codes = this.#codes;
    const hidden = columns.length - places.length;
    return html`
      ${hidden > 0 ? html`<p class="hint">${count(places.length)} of ${count(columns.length)} columns${drawn.length > 0 ? ", those that are furthest off" : ""}.</p>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label=${this.label}>
        <table class="sample-table">
          <thead>
            <tr>
              <th scope="col">Sample</th>
              ${codes ? html`<th scope="col">Code</th>` : nothing}
              ${places.map((place) => html`<th scope="col">${columns[place]}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${cells.map(
              (row, index) => html`<tr>
                <th scope="row" title=${names[index] ?? nothing}>${names[index]}</th>
                ${codes ? html`<td class="code">${this.#code(codes, index)}</td>` : nothing} ${row.map((cell, at) => this.#cell(cell, writers[at]))}
              </tr>`,
            )}
          </tbody>
          ${
            drawn.length > 0
              ? html`<tfoot>
                  ${errors.map(
                    (of, index) => html`<tr>
                      <th scope="row" colspan=${codes ? 2 : 1}>${drawn[index]?.name ? `${drawn[index]?.name} is` : "Typically"} off by</th>
                      ${of.map((error, at) => html`<td>${writers[at]?.difference(error)}</td>`)}
                    </tr>`,
                  )}
                </tfoot>`
              : nothing
          }
        </table>
      </div>
    `;
  }

  #cell({ value, drawn }: Cell, writer: ValueWriter | undefined): TemplateResult {
    return html`<td>
      <span class="was">${value === undefined ? "missing" : writer?.text(value)}</span>
      ${drawn
        .filter(({ value: made }) => !Number.isNaN(made))
        .map(
          (made, index) =>
            html`<span class=${`made off-${shade(made.off)}`}>${this.drawn[index]?.name ? html`<i>${this.drawn[index]?.name}</i> ` : nothing}${writer?.text(made.value)}</span>`,
        )}
    </td>`;
  }

  /** The codes, where one is short enough to be written out. */
  get #codes(): Float32Array | undefined {
    return this.codes && this.codes.length <= MOST_NUMBERS * this.names.length ? this.codes : undefined;
  }

  #code(codes: Float32Array, index: number): string {
    const size = codes.length / this.names.length;
    return Array.from(codes.subarray(index * size, (index + 1) * size), valueText).join(", ");
  }
}

/** Numbers of a code that are written out. */
const MOST_NUMBERS = 3;

/** How strongly an error is marked: by what share of the column's range it is. */
function shade(off: number): number {
  return off < 0.05 ? 0 : off < 0.1 ? 1 : off < 0.2 ? 2 : 3;
}
