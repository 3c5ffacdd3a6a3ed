import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { aboutDenoising } from "../explain/compare-texts.js";
import type { Choice } from "../state/choice.js";
import type { Compare } from "../state/compare.js";
import type { Cleaned, DenoisingState } from "../state/denoising.js";
import { columnsOf } from "../state/table-columns.js";
import type { Lineup } from "../worker/compare-protocol.js";
import type { DataInfo } from "../worker/protocol.js";
import { contestantField } from "./contestant-field.js";
import { explained } from "./explained.js";
import { PageElement } from "./page-element.js";
import { pictureShape } from "./paint.js";
import { drawSamples, toneOf } from "./sample-canvas.js";

/** Noise of a chosen strength on the examples, and what a model makes of them. */
export class DenoisingPanel extends PageElement {
  static override properties = {
    compare: { attribute: false },
    state: { attribute: false },
    lineup: { attribute: false },
    data: { attribute: false },
    free: { attribute: false },
  };

  declare compare: Compare;
  declare state: DenoisingState;
  declare lineup: Lineup;
  declare data: DataInfo;
  /** Whether the GPU may be used. */
  declare free: boolean;

  protected override render(): TemplateResult {
    const { lineup, state, data } = this;
    const { choice, deviation, failure, result } = state;
    return html`
      <h2 id="denoising-title">Taking noise away</h2>
      <p class="hint">
        Any model tries, for noise does not fit into a code; the preset <b>denoising</b> is trained for nothing else.
      </p>
      <div class="chooser">
        ${contestantField({ id: "cleaner", label: "Cleaned by", lineup, choice, disabled: !this.free, change: this.#choose })}
        <div class="field">
          <label for="noise">Noise: standard deviation <b>${deviation.toFixed(2)}</b></label>
          <input
            id="noise"
            type="range"
            min="0"
            max="1"
            step="0.05"
            .value=${String(deviation)}
            ?disabled=${!this.free}
            @input=${this.#slide}
          />
        </div>
      </div>
      ${failure ? html`<p class="field-error" role="alert">${failure}</p>` : nothing}
      ${
        result
          ? [ratios(result), this.#samples(data)]
          : html`<p class="hint doing">${state.doing ? "Drawing …" : "Choose what cleans them, and the pictures appear here."}</p>`
      }
      ${explained("What does PSNR say?", aboutDenoising())}
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { result } = this.state;
    if (!result || result === changed.get("state")?.result) return;
    drawSamples(this, "canvas.noisy", this.data, result.noisy);
    drawSamples(this, "canvas.cleaned", this.data, result.cleaned);
    drawSamples(this, "canvas.original", this.data, this.data.examples.values);
  }

  #samples(data: DataInfo): TemplateResult {
    const { result } = this.state;
    if (result && columnsOf(data)) {
      const { names, values, mask } = data.examples;
      const drawn = [
        { name: "noisy", values: result.noisy },
        { name: "cleaned", values: result.cleaned },
      ];
      return html`<table-samples .data=${data} .names=${names} .values=${values} .mask=${mask} .drawn=${drawn} .label=${"Samples with noise, cleaned, and as they were"}></table-samples>`;
    }
    const [height, width] = pictureShape(data.shape);
    const kinds = ["noisy", "cleaned", "original"] as const;
    return html`
      <p class="hint">Each column: with noise, cleaned, and as it was.</p>
      <div class="samples" role="group" aria-label="Samples with noise, cleaned, and as they were">
        ${data.examples.names.map(
          (name) => html`
            <div class="sample">
              ${kinds.map(
                (kind) =>
                  html`<canvas class=${`${kind} ${toneOf(data)}`} width=${width} height=${height} role="img" aria-label=${`${name}, ${kind}`}></canvas>`,
              )}
            </div>
          `,
        )}
      </div>
    `;
  }

  readonly #choose = (choice: Choice) => {
    this.compare.denoising.change({ choice });
    this.compare.clean();
  };

  #slide(event: Event): void {
    this.compare.denoising.change({ deviation: Number((event.target as HTMLInputElement).value) });
    this.compare.clean();
  }
}

function ratios({ before, after }: Cleaned): TemplateResult {
  const gain = after - before;
  return html`
    <dl class="figures">
      <div><dt>PSNR with noise</dt><dd id="psnr-noisy">${decibels(before)}</dd></div>
      <div><dt>PSNR cleaned</dt><dd id="psnr-cleaned">${decibels(after)}</dd></div>
      <div><dt>Gained</dt><dd id="psnr-gain">${Number.isFinite(gain) ? `${gain < 0 ? "−" : "+"}${Math.abs(gain).toFixed(1)} dB` : "–"}</dd></div>
    </dl>
  `;
}

function decibels(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio.toFixed(1)} dB` : "no error";
}
