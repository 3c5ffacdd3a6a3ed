import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Figure, FigureRow } from "../../experiments/result.js";
import { figureImages } from "./figure-images.js";
import { PageElement } from "./page-element.js";
import { paint } from "./paint.js";

/** Pictures in rows; those of a tight figure make up one. */
export class ResultFigure extends PageElement {
  static override properties = { figure: { attribute: false } };

  declare figure: Figure;

  protected override render(): TemplateResult {
    const { title, name, tight, rows, shape } = this.figure;
    const said = title ?? name.replaceAll("-", " ");
    return html`
      ${title === undefined ? nothing : html`<h4>${title}</h4>`}
      ${
        tight
          ? html`<canvas class="whole" role="img" aria-label=${`${said}: ${rows.length} rows of pictures`}></canvas>`
          : html`<div class="scroll" tabindex="0" role="region" aria-label=${`Pictures: ${said}`}>
              <div class=${shape.height === 1 ? "gallery strips" : "gallery"}>${rows.map((row) => this.#row(row))}</div>
            </div>`
      }
    `;
  }

  #row({ label, images, captions }: FigureRow): TemplateResult {
    const { height, width, channels } = this.figure.shape;
    const indices = Array.from(
      { length: Math.floor(images.length / (height * width * channels)) },
      (_, index) => index,
    );
    // Pictures without captions are one thing to a screen reader; captions have to be read out.
    return html`
      <div class="gallery-row">
        <span class="gallery-label">${label}</span>
        <div class="gallery-pictures" role=${captions ? "group" : "img"} aria-label=${`${label}: ${indices.length} pictures`}>
          ${indices.map(
            (index) =>
              html`<div><canvas aria-hidden="true"></canvas>${captions ? html`<small>${captions[index]}</small>` : nothing}</div>`,
          )}
        </div>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("figure")) return;
    const { rows, shape, tight } = this.figure;
    const images = rows.map((row) => figureImages(row, shape));
    const canvases = [...this.querySelectorAll("canvas")];
    if (!tight) {
      for (const [index, image] of images.flat().entries()) if (canvases[index]) paint(canvases[index], image);
      return;
    }
    const [canvas] = canvases;
    if (!canvas) return;
    canvas.width = shape.width * Math.max(...images.map((row) => row.length));
    canvas.height = shape.height * rows.length;
    for (const [y, row] of images.entries()) {
      for (const [x, image] of row.entries()) {
        canvas.getContext("2d")?.putImageData(image, x * shape.width, y * shape.height);
      }
    }
  }
}
