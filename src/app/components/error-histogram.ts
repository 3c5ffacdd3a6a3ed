import { html, nothing, svg, type TemplateResult } from "lit";
import { histogram } from "../state/histogram.js";
import { errorText } from "./format.js";
import { PageElement } from "./page-element.js";

const BINS = 40;
const STEPS = 500;

/**
 * Errors of normal samples above the line, of unusual ones below it, and a threshold that can be dragged, or moved with the
 * slider's keys.
 * @fires threshold with the new one as its detail
 */
export class ErrorHistogram extends PageElement {
  static override properties = {
    normal: { attribute: false },
    unusual: { attribute: false },
    high: { attribute: false },
    threshold: { attribute: false },
  };

  declare normal: Float32Array;
  /** None where there are no labels. */
  declare unusual: Float32Array;
  /** Where the axis ends. */
  declare high: number;
  declare threshold: number;

  protected override render(): TemplateResult {
    const { high, threshold, unusual } = this;
    const [above, below] = [this.#shares(this.normal), this.#shares(unusual)];
    const tallest = Math.max(...above, ...below, 1e-9);
    const base = unusual.length > 0 ? 50 : 100;
    const cut = (100 * threshold) / high;
    const bars = (shares: readonly number[], kind: string, up: boolean) =>
      shares.map((share, bin) => {
        const height = (base === 100 ? 96 : 48) * (share / tallest);
        const flagged = (bin + 0.5) / BINS >= threshold / high;
        return svg`<rect class=${flagged ? `${kind} flagged` : kind} x=${(100 * bin) / BINS} y=${up ? base - height : base} width=${88 / BINS} height=${height}></rect>`;
      });
    return html`
      <div class="histogram">
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label="Reconstruction errors: how many samples have which"
          @pointerdown=${this.#grab}
          @pointermove=${this.#drag}
        >
          ${bars(above, "normal", true)} ${unusual.length > 0 ? bars(below, "unusual", false) : nothing}
          <line class="axis" x1="0" x2="100" y1=${base} y2=${base}></line>
          <line class="cut" x1=${cut} x2=${cut} y1="0" y2="100"></line>
        </svg>
        <p class="axis-labels" aria-hidden="true"><span>0</span><span>error of a sample</span><span>${errorText(high)} and more</span></p>
        <div class="field">
          <label for="threshold">Threshold: called unusual from <b>${errorText(threshold)}</b></label>
          <input
            id="threshold"
            type="range"
            min="0"
            max=${high}
            step=${high / STEPS}
            .value=${String(threshold)}
            aria-valuetext=${errorText(threshold)}
            @input=${(event: Event) => this.#send(Number((event.target as HTMLInputElement).value))}
          />
        </div>
      </div>
    `;
  }

  /** Bars as shares of their group: there may be many more of one than of the other. */
  #shares(errors: Float32Array): number[] {
    return histogram(errors, BINS, this.high).map((count) => count / (errors.length || 1));
  }

  #grab(event: PointerEvent): void {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#follow(event);
  }

  #drag(event: PointerEvent): void {
    if (event.buttons > 0) this.#follow(event);
  }

  #follow(event: PointerEvent): void {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    this.#send(this.high * Math.min(1, Math.max(0, (event.clientX - left) / width)));
  }

  #send(detail: number): void {
    this.dispatchEvent(new CustomEvent<number>("threshold", { detail }));
  }
}
