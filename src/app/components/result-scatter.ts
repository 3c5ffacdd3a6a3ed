import { html, type PropertyValues, type TemplateResult } from "lit";
import type { Scatter } from "../../experiments/result.js";
import { count } from "./format.js";
import { PageElement } from "./page-element.js";
import { paintScatter } from "./scatter-paint.js";
import { Surroundings } from "./surroundings.js";

/** Points in the plane, as large as there is room. */
export class ResultScatter extends PageElement {
  static override properties = { scatter: { attribute: false } };

  declare scatter: Scatter;

  constructor() {
    super();
    new Surroundings(this, { resized: () => this.#paint(), recoloured: () => this.#paint() });
  }

  protected override render(): TemplateResult {
    const { title, xLabel, yLabel, labels } = this.scatter;
    const classes = new Set(labels).size;
    return html`
      <h4>${title}</h4>
      <canvas
        class="points"
        role="img"
        aria-label=${`${title}: ${count(labels.length)} points in ${classes} classes, each with its name amid its points`}
      ></canvas>
      ${xLabel ? html`<p class="hint">Across: ${xLabel}. Up: ${yLabel}.</p>` : ""}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("scatter")) this.#paint();
  }

  #paint(): void {
    const canvas = this.querySelector("canvas");
    const context = canvas?.getContext("2d");
    if (!canvas || !context || canvas.clientWidth === 0) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    const ratio = devicePixelRatio;
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const colour = (name: string) => getComputedStyle(canvas).getPropertyValue(name).trim();
    paintScatter(context, this.scatter, { width, height, ink: colour("--ink"), paper: colour("--panel") });
  }
}
