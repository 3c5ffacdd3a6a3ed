import { html, nothing, type TemplateResult } from "lit";
import { cellText } from "../../experiments/cell-text.js";
import type { Column, NumberGrid, Table } from "../../experiments/result.js";

/** Texts of more characters get a column that is wide enough to read them in. */
const LONG = 30;

/** A table that scrolls by itself where it is too wide. */
export function resultTable({ title, columns, rows }: Table): TemplateResult {
  const classOf = ({ key }: Column) => {
    if (rows.some((row) => typeof row[key] === "number")) return "number";
    return rows.some((row) => String(row[key] ?? "").length > LONG) ? "words long" : "words";
  };
  const name = title ?? columns.map((column) => column.title).join(", ");
  return html`
    ${title === undefined ? nothing : html`<h4>${title}</h4>`}
    <div class="scroll" tabindex="0" role="region" aria-label=${name}>
      <table class="results">
        <thead>
          <tr>${columns.map((column) => html`<th scope="col" class=${classOf(column)}>${column.title}</th>`)}</tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>${columns.map((column) => html`<td class=${classOf(column)}>${cellText(row[column.key], column)}</td>`)}</tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** Numbers on the grey that they stand for, in ten shades. */
export function numberGrid({ title, rows, marked }: NumberGrid): TemplateResult {
  const shade = (value: number) => Math.round(10 * Math.min(1, Math.max(0, value)));
  return html`
    <h4>${title}</h4>
    <div class="scroll" tabindex="0" role="region" aria-label=${`${title} as numbers`}>
      <table class="pixels">
        <tbody>
          ${rows.map(
            (row, index) => html`<tr class=${index === marked ? "marked" : nothing}>
              ${row.map((value) => html`<td class=${`shade-${shade(value)}`}>${shortNumber(value)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** `.42`, `0`, `1`: 28 of them beside each other. */
export function shortNumber(value: number): string {
  const text = value.toFixed(2);
  if (Number(text) === 0) return "0";
  return text.replace(/^(-?)0\./, "$1.").replace(/\.?0+$/, "");
}
