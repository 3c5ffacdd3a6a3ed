import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { RECORDED, recordedPictures } from "../recorded/recorded.js";
import type { Curve } from "../state/run.js";
import { count, lossText } from "./format.js";
import { PageElement } from "./page-element.js";
import { imageOf, paint } from "./paint.js";

const SIZE = 784;

/** A run to look at where none can be made: its curve, and its pictures at the epochs that a slider walks through. */
export class RecordedRun extends PageElement {
  static override properties = { at: { state: true }, pictures: { state: true } };

  /** Index of the epoch shown. */
  declare private at: number;
  declare private pictures: readonly Uint8Array[] | undefined;

  constructor() {
    super();
    this.at = RECORDED.shown.length - 1;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override render(): TemplateResult {
    const { shown, rows, labels, adapter, date } = RECORDED;
    const epoch = shown[this.at] ?? 0;
    const row = rows.find((candidate) => candidate.epoch === epoch);
    return html`
      <section class="panel" id="recorded" aria-labelledby="recorded-title">
        <h2 id="recorded-title">A recorded run, meanwhile</h2>
        <p class="hint">
          The notebook's model, 784 → 32 → 784, on ${count(RECORDED.samples)} digits of MNIST: trained on ${adapter} on ${date}.
        </p>
        <loss-chart .curve=${CURVE} .rows=${rows} .revision=${rows} .epochs=${rows.length}></loss-chart>
        <div class="field">
          <label for="recorded-epoch">After epoch <b>${epoch}</b>${row ? html`: validation loss <b>${lossText(row.valLoss)}</b>` : nothing}</label>
          <input
            id="recorded-epoch"
            type="range"
            min="0"
            max=${shown.length - 1}
            aria-valuetext=${`Epoch ${epoch}`}
            .value=${String(this.at)}
            @input=${this.#slide}
          />
        </div>
        <div class="samples" role="group" aria-label="Digits, and what is drawn of them">
          ${labels.map(
            (label) => html`
              <div class="sample">
                <canvas class="original ink" width="28" height="28" role="img" aria-label=${`${label}, original`}></canvas>
                <canvas class="reconstruction ink" width="28" height="28" role="img" aria-label=${`${label}, reconstruction`}></canvas>
              </div>
            `,
          )}
        </div>
      </section>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("pictures") && !changed.has("at")) return;
    this.#draw("original", this.pictures?.[0]);
    this.#draw("reconstruction", this.pictures?.[1 + this.at]);
  }

  async #load(): Promise<void> {
    try {
      this.pictures = await recordedPictures();
    } catch {
      // Without its pictures the run still has its curve.
    }
  }

  #slide(event: Event): void {
    this.at = Number((event.target as HTMLInputElement).value);
  }

  #draw(kind: string, values: Uint8Array | undefined): void {
    if (!values) return;
    for (const [index, canvas] of this.querySelectorAll<HTMLCanvasElement>(`canvas.${kind}`).entries()) {
      paint(canvas, imageOf([28, 28, 1], { values, offset: index * SIZE, size: SIZE, range: [0, 1] }, "ink"));
    }
  }
}

const CURVE: Curve = {
  x: RECORDED.rows.map(({ epoch }) => epoch),
  batches: RECORDED.rows.map(() => null),
  training: RECORDED.rows.map(({ loss }) => loss),
  validation: RECORDED.rows.map(({ valLoss }) => valLoss ?? null),
};

/** Defines the element; the module is loaded only where it is needed. */
export function defineRecordedRun(): void {
  if (!customElements.get("recorded-run")) customElements.define("recorded-run", RecordedRun);
}
