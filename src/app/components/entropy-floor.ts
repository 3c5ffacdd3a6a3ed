import { html, svg, type TemplateResult } from "lit";
import { PageElement } from "./page-element.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [320, 180, 36, 28];
/** Losses up to here are in the drawing. */
const HIGHEST = 2;
const POINTS = 120;

/** What a pixel of brightness t costs when it is drawn as p: the curve over p, whose lowest point is the pixel's entropy. */
export class EntropyFloor extends PageElement {
  static override properties = { target: { state: true } };

  declare private target: number;

  constructor() {
    super();
    this.target = 0.5;
  }

  protected override render(): TemplateResult {
    const t = this.target;
    const floor = cost(t, t);
    const path = Array.from({ length: POINTS + 1 }, (_, index) => index / POINTS)
      .map((p) => `${x(p).toFixed(1)},${y(cost(t, p)).toFixed(1)}`)
      .join(" ");
    return html`
      <figure class="entropy">
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${`Loss of a pixel of brightness ${t}: at least ${floor.toFixed(3)}`}>
          <line class="axis" x1=${LEFT} y1=${y(0)} x2=${WIDTH - 8} y2=${y(0)}></line>
          <line class="axis" x1=${LEFT} y1=${y(0)} x2=${LEFT} y2=${y(HIGHEST)}></line>
          <line class="floor" x1=${LEFT} y1=${y(floor)} x2=${WIDTH - 8} y2=${y(floor)}></line>
          <polyline class="curve" points=${path}></polyline>
          <circle class="lowest" cx=${x(t)} cy=${y(floor)} r="4"></circle>
          ${[0, 1, 2].map((tick) => svg`<text x=${LEFT - 8} y=${y(tick) + 4} text-anchor="end">${tick}</text>`)}
          ${[0, 0.5, 1].map((tick) => svg`<text x=${x(tick)} y=${HEIGHT - 8} text-anchor="middle">${tick}</text>`)}
        </svg>
        <figcaption>
          <label for="target">Brightness t of the pixel: <b>${t.toFixed(2)}</b></label>
          <input id="target" type="range" min="0" max="1" step="0.01" .value=${String(t)} @input=${this.#slide} />
          <span>Across: what is drawn, p. Up: the loss. At best, at p = t, it is <b id="floor">${floor.toFixed(3)}</b>.</span>
        </figcaption>
      </figure>
    `;
  }

  #slide(event: Event): void {
    this.target = Number((event.target as HTMLInputElement).value);
  }
}

const x = (p: number) => LEFT + p * (WIDTH - 8 - LEFT);
const y = (loss: number) => HEIGHT - BOTTOM - (Math.min(loss, HIGHEST) / HIGHEST) * (HEIGHT - BOTTOM - 8);

/** Binary cross-entropy of one pixel, with 0 · ln 0 = 0. */
function cost(t: number, p: number): number {
  const term = (weight: number, probability: number) => (weight === 0 ? 0 : -weight * Math.log(probability));
  return term(t, p) + term(1 - t, 1 - p);
}
