import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { sizeOf, type Values } from "../../index.js";
import { inOwnUnits } from "../state/sample-table.js";
import { columnsOf } from "../state/table-columns.js";
import { valueWriters } from "../state/value-text.js";
import type { DataInfo } from "../worker/protocol.js";
import { count } from "./format.js";
import { PageElement } from "./page-element.js";
import { imageOf, paint, pictureShape } from "./paint.js";

/** Numbers of a sample that are written out. */
const MOST_NUMBERS = 10;

/** One sample as a picture, or as its numbers where it is a row of a table; bare while there are no values. */
export class ExplorePicture extends PageElement {
  static override properties = {
    data: { attribute: false },
    values: { attribute: false },
    mask: { attribute: false },
    index: { attribute: false },
    label: { attribute: false },
  };

  /** What its samples are like. */
  declare data: DataInfo;
  declare values: Values | undefined;
  /** Which of the values are known; all without it. */
  declare mask: Uint8Array | undefined;
  /** Which of the samples in `values`. */
  declare index: number;
  /** For those who don't see it. */
  declare label: string;

  constructor() {
    super();
    this.index = 0;
  }

  protected override render(): TemplateResult {
    const columns = columnsOf(this.data);
    if (columns) return this.#numbers(columns);
    const [height, width] = pictureShape(this.data.shape);
    return html`<canvas class=${toneOf(this.data)} width=${width} height=${height} role="img" aria-label=${this.label}></canvas>`;
  }

  /** A row of a table is its numbers, in the units of the file. */
  #numbers(columns: readonly string[]): TemplateResult {
    const { data, index } = this;
    const size = columns.length;
    const own = this.values && inOwnUnits(data, this.values.slice(index * size, (index + 1) * size));
    const writers = valueWriters(data);
    const text = (place: number) => {
      if (!own) return "–";
      return this.mask?.[index * size + place] === 0 ? "missing" : writers[place]?.text(own[place] ?? 0);
    };
    const shown = columns.slice(0, MOST_NUMBERS);
    return html`
      <div role="group" aria-label=${this.label}>
        <dl>
          ${shown.map((name, place) => html`<dt title=${name}>${name}</dt><dd>${text(place)}</dd>`)}
          ${size > shown.length ? html`<dt>${count(size - shown.length)} more</dt><dd>…</dd>` : nothing}
        </dl>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (!["data", "values", "index"].some((name) => changed.has(name))) return;
    const canvas = this.querySelector("canvas");
    if (!canvas) return;
    const { values, data, index } = this;
    if (!values) {
      canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    const size = sizeOf(data.shape);
    const pixels = { values, offset: index * size, size, range: data.range };
    paint(canvas, imageOf(pictureShape(data.shape), pixels, toneOf(data)));
  }
}

/** MNIST is ink; what visitors bring is light. */
export function toneOf({ mnist }: DataInfo): "ink" | "light" {
  return mnist ? "ink" : "light";
}
