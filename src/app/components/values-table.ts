import { html, nothing, type TemplateResult } from "lit";
import { count } from "./format.js";

/** Rows of a table: more would make the page slow. */
const MOST_ROWS = 100;

/** A chart's values as a table, the last ones where there are many. */
export interface ValuesTable<Row> {
  /** What the table is for those who hear it. */
  readonly label: string;
  readonly columns: readonly string[];
  /** In the chart's order. */
  readonly rows: readonly Row[];
  readonly newestFirst?: boolean;
  /** A row's cells, its name first. */
  cells(row: Row): readonly (string | number)[];
  /** Where all rows are: "epochs; history.csv has all". */
  readonly elsewhere: string;
}

export function valuesTable<Row>({
  label,
  columns,
  rows,
  newestFirst = false,
  cells,
  elsewhere,
}: ValuesTable<Row>): TemplateResult {
  const shown = rows.slice(-MOST_ROWS);
  if (newestFirst) shown.reverse();
  return html`
    <details class="values">
      <summary>The values as a table</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${label}>
        <table>
          <thead>
            <tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr>
          </thead>
          <tbody>
            ${shown.map((row) => {
              const [name, ...values] = cells(row);
              return html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td>${value}</td>`)}</tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${rows.length > MOST_ROWS ? html`<p class="hint">The last ${count(MOST_ROWS)}${elsewhere}.</p>` : nothing}
    </details>
  `;
}
