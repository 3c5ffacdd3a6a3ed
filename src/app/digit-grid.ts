import { html, type PropertyValues, type TemplateResult } from "lit";
import { PageElement } from "./element.js";
import type { Digits, Snapshot } from "./protocol.js";

const SIDE = 28;
const SIZE = SIDE * SIDE;
/** A code of 32 numbers is drawn as the Keras blog draws it, 8 rows of 4; others follow the same proportion. */
const CODE_COLUMNS = 4;
const CODE_INK: Rgb = [10, 130, 140];
const PIXEL_INK: Rgb = [0, 0, 0];

type Rgb = readonly [number, number, number];

/** Test digits above their codes and what the network draws from them. */
export class DigitGrid extends PageElement {
  static override properties = { digits: { attribute: false }, snapshot: { attribute: false } };

  declare digits: Digits | undefined;
  declare snapshot: Snapshot | undefined;

  protected override render(): TemplateResult {
    const labels = this.digits?.labels ?? Array.from({ length: 10 }, (_, i) => i);
    const codeSize = this.snapshot?.codeSize ?? 32;
    const codeRows = Math.ceil(codeSize / CODE_COLUMNS);
    return html`
      ${this.#row("Test digit", "original", labels, SIDE, SIDE)}
      ${this.#row(`Its code: ${codeSize} numbers`, "code", labels, CODE_COLUMNS, codeRows)}
      ${this.#row("Drawn from the code", "reconstruction", labels, SIDE, SIDE)}
    `;
  }

  #row(title: string, kind: string, labels: readonly number[], width: number, height: number): TemplateResult {
    return html`
      <h3>${title}</h3>
      <div class="digit-row">
        ${labels.map(
          (label) =>
            html`<canvas class=${kind} width=${width} height=${height} role="img" aria-label=${`${label}, ${kind}`}></canvas>`,
        )}
      </div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("digits") && this.digits) {
      const { pixels } = this.digits;
      this.#draw("original", (i, j) => (pixels[i * SIZE + j] ?? 0) / 255, PIXEL_INK);
    }
    if (changed.has("snapshot") && this.snapshot) {
      const { codes, codeSize, reconstructions } = this.snapshot;
      // One scale for all ten, so that codes can be compared; |x| because not every activation stays above zero.
      const largest = codes.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-9);
      this.#draw("code", (i, j) => (j < codeSize ? Math.abs(codes[i * codeSize + j] ?? 0) / largest : 0), CODE_INK);
      this.#draw("reconstruction", (i, j) => reconstructions[i * SIZE + j] ?? 0, PIXEL_INK);
    }
  }

  /** Paints ink as opacity, 0…1 for pixel `j` of picture `i`: the style sheet decides what paper and ink look like. */
  #draw(kind: string, ink: (i: number, j: number) => number, [red, green, blue]: Rgb): void {
    this.querySelectorAll<HTMLCanvasElement>(`canvas.${kind}`).forEach((canvas, i) => {
      const context = canvas.getContext("2d");
      if (!context) return;
      const image = context.createImageData(canvas.width, canvas.height);
      for (let j = 0; j < canvas.width * canvas.height; j++) {
        image.data.set([red, green, blue, Math.round(255 * ink(i, j))], 4 * j);
      }
      context.putImageData(image, 0, 0);
    });
  }
}
