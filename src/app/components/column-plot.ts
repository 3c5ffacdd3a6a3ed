import { html, nothing, svg, type TemplateResult } from "lit";
import type { Values } from "../../index.js";
import { inOwnUnits, valueText } from "../state/sample-table.js";
import { columnsOf, isWide } from "../state/table-columns.js";
import { valueWriters } from "../state/value-text.js";
import type { DataInfo } from "../worker/protocol.js";
import { PageElement } from "./page-element.js";

const [WIDTH, HEIGHT] = [320, 200];

/**
 * Samples in a plane of two of their columns, each with a line to what was made of it; of samples with many columns, one sample
 * over all of them.
 */
export class ColumnPlot extends PageElement {
  static override properties = {
    data: { attribute: false },
    names: { attribute: false },
    values: { attribute: false },
    drawn: { attribute: false },
    across: { state: true },
    up: { state: true },
    sample: { state: true },
  };

  declare data: DataInfo;
  declare names: readonly string[];
  declare values: Values;
  /** What was made of them; none yet without it. */
  declare drawn: Float32Array | undefined;
  declare private across: number;
  declare private up: number;
  declare private sample: number;

  constructor() {
    super();
    this.across = 0;
    this.up = 1;
    this.sample = 0;
  }

  protected override render(): TemplateResult | typeof nothing {
    const columns = columnsOf(this.data);
    if (!columns || columns.length < 2 || !this.values) return nothing;
    const own = inOwnUnits(this.data, this.values);
    const drawn = this.drawn && inOwnUnits(this.data, this.drawn);
    return isWide(this.data) ? this.#line(columns, own, drawn) : this.#plane(columns, own, drawn);
  }

  #plane(columns: readonly string[], own: Float64Array, drawn: Float64Array | undefined): TemplateResult {
    const size = columns.length;
    const [across, up] = [Math.min(this.across, size - 1), Math.min(this.up, size - 1)];
    const x = scaleOf(columnIn(own, size, across), columnIn(drawn, size, across), WIDTH);
    const y = scaleOf(columnIn(own, size, up), columnIn(drawn, size, up), HEIGHT);
    const writers = valueWriters(this.data);
    const text = (column: number, value: number) => writers[column]?.text(value) ?? "";
    const place = (values: Float64Array, row: number) =>
      `${x.at(values[row * size + across] ?? 0)} ${HEIGHT - y.at(values[row * size + up] ?? 0)}`;
    const rows = Array.from({ length: own.length / size }, (_, row) => row);
    const dots = (values: Float64Array) => rows.map((row) => `M${place(values, row)}h.01`).join("");
    return html`
      <div class="fields">
        ${this.#select("plot-across", "Across", columns, across, (place) => {
          this.across = place;
        })}
        ${this.#select("plot-up", "Up", columns, up, (place) => {
          this.up = place;
        })}
      </div>
      ${this.#figure(
        `${columns[up]} against ${columns[across]}: samples, and what is made of them`,
        svg`
          ${drawn ? svg`<path class="way" d=${rows.map((row) => `M${place(own, row)}L${place(drawn, row)}`).join("")}></path>` : nothing}
          <path class="was" d=${dots(own)}></path>
          ${drawn ? svg`<path class="made" d=${dots(drawn)}></path>` : nothing}
        `,
        [text(across, x.low), text(across, x.high), columns[across] ?? ""],
        [text(up, y.low), text(up, y.high)],
      )}
    `;
  }

  #line(columns: readonly string[], own: Float64Array, drawn: Float64Array | undefined): TemplateResult {
    const size = columns.length;
    const sample = Math.min(this.sample, own.length / size - 1);
    const part = (values: Float64Array) => values.subarray(sample * size, (sample + 1) * size);
    const y = scaleOf(part(own), drawn && part(drawn), HEIGHT);
    const line = (values: Float64Array) =>
      Array.from(part(values), (value, column) => `${(WIDTH * column) / (size - 1)},${HEIGHT - y.at(value)}`).join(" ");
    return html`
      <div class="fields">
        ${this.#select("plot-sample", "Sample", this.names, sample, (place) => {
          this.sample = place;
        })}
      </div>
      ${this.#figure(
        `${this.names[sample]} over its columns, and what is made of it`,
        svg`<polyline class="was" points=${line(own)}></polyline>${drawn ? svg`<polyline class="made" points=${line(drawn)}></polyline>` : nothing}`,
        [columns[0] ?? "", columns.at(-1) ?? "", "columns"],
        [valueText(y.low), valueText(y.high)],
      )}
    `;
  }

  #figure(
    label: string,
    drawing: TemplateResult,
    [left, right, across]: readonly [string, string, string],
    [low, high]: readonly [string, string],
  ): TemplateResult {
    return html`
      <figure class="column-plot">
        <p class="legend"><span><i class="swatch training"></i>samples</span><span><i class="swatch validation"></i>drawn from their codes</span></p>
        <div class="plot-frame">
          <p class="axis-labels up" aria-hidden="true"><span>${high}</span><span>${low}</span></p>
          <svg viewBox="-4 -4 ${WIDTH + 8} ${HEIGHT + 8}" role="img" aria-label=${label}>${drawing}</svg>
        </div>
        <p class="axis-labels" aria-hidden="true"><span>${left}</span><span>${across}</span><span>${right}</span></p>
      </figure>
    `;
  }

  #select(
    id: string,
    label: string,
    options: readonly string[],
    chosen: number,
    choose: (place: number) => void,
  ): TemplateResult {
    return html`
      <div class="field">
        <label for=${id}>${label}</label>
        <select id=${id} @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
          ${options.map((name, place) => html`<option value=${place} .selected=${place === chosen}>${name}</option>`)}
        </select>
      </div>
    `;
  }
}

function columnIn(values: Float64Array | undefined, size: number, column: number): Float64Array | undefined {
  return values?.filter((_, at) => at % size === column);
}

/** From the smallest to the largest of the values, over so many units of the drawing. */
function scaleOf(values: Float64Array | undefined, others: Float64Array | undefined, length: number) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const part of [values, others]) {
    for (const value of part ?? []) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const at = (value: number) => Math.round((100 * length * (value - low)) / (high - low || 1)) / 100;
  return { low, high, at };
}
