import { html, type PropertyValues, type TemplateResult } from "lit";
import type { Filters } from "../worker/protocol.js";
import { PageElement } from "./page-element.js";
import { largestOf, paint, signedImage } from "./paint.js";

const INKS = { above: [10, 130, 140], below: [190, 95, 20] } as const;

/** The weights of the first layer as pictures, all on one scale. */
export class FilterGrid extends PageElement {
  static override properties = { filters: { attribute: false } };

  declare filters: Filters | undefined;

  protected override render(): TemplateResult {
    const { count = 0, total = 0, shape } = this.filters ?? {};
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
