import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { aboutAnomalies } from "../explain/compare-texts.js";
import { fragmentOf } from "../state/address.js";
import { type AnomalyResult, type AnomalyState, readShare, trainingFor } from "../state/anomaly.js";
import { type Choice, NEW, readChoice } from "../state/choice.js";
import { className } from "../state/class-names.js";
import type { Compare } from "../state/compare.js";
import type { Draft } from "../state/draft.js";
import { countFrom } from "../state/histogram.js";
import { requestOf } from "../state/request.js";
import { columnsOf } from "../state/table-columns.js";
import { saveFile } from "../take-home/download.js";
import type { Lineup } from "../worker/compare-protocol.js";
import type { DataInfo } from "../worker/protocol.js";
import { contestantField } from "./contestant-field.js";
import { explained } from "./explained.js";
import { count, samples } from "./format.js";
import { PageElement } from "./page-element.js";
import { pictureShape } from "./paint.js";
import { rocCurve } from "./roc-curve.js";
import { drawSamples, toneOf } from "./sample-canvas.js";

const MOST_EPOCHS = 10_000;

/** Unusual samples by their reconstruction errors: choose what is normal, train on that, and draw the line. */
export class AnomalyPanel extends PageElement {
  static override properties = {
    compare: { attribute: false },
    state: { attribute: false },
    lineup: { attribute: false },
    data: { attribute: false },
    draft: { attribute: false },
    free: { attribute: false },
    shareError: { state: true },
  };

  declare compare: Compare;
  declare state: AnomalyState;
  declare lineup: Lineup;
  declare data: DataInfo;
  /** The settings of the view Train. */
  declare draft: Draft;
  /** Whether the GPU may be used. */
  declare free: boolean;
  /** What is wrong with the share that is to be called unusual. */
  declare private shareError: string | undefined;
  #hadFocus = false;

  protected override render(): TemplateResult {
    const { state, lineup } = this;
    const { choice, progress, failure, result } = state;
    const labelled = lineup.classes.length > 1;
    const training = choice.which === NEW;
    return html`
      <h2 id="anomaly-title">What is unusual?</h2>
      <p class="hint">
        A model draws well what it has learnt, and badly what it has never seen.
        ${
          labelled
            ? "Train one on some classes only, and see whether the others give themselves away."
            : "These data have no labels to choose classes by, or too many: choose a model, and see what it draws worst. ROC curves need labels."
        }
      </p>
      <form class="finder" @submit=${this.#find} novalidate>
        <div class="chooser">
          ${contestantField({
            id: "tested",
            label: "Drawn by",
            lineup,
            choice,
            offersNew: labelled,
            disabled: progress !== undefined,
            change: (changed: Choice) => this.compare.anomaly.change({ choice: changed }),
          })}
          ${training ? this.#epochsField() : nothing}
        </div>
        ${labelled ? this.#classes() : nothing}
        ${training ? this.#settings() : nothing}
        <p class="buttons">
          ${
            progress
              ? html`<button type="button" id="stop-finding" ?disabled=${!training} aria-disabled=${state.stopping ? "true" : nothing} @click=${() => void this.#stop()}>${state.stopping ? "Stopping…" : "Stop"}</button>`
              : html`<button id="find" class="primary" ?disabled=${!this.free || this.#fault !== undefined}>${training ? "Train and test" : "Test"}</button>`
          }
        </p>
        ${this.#fault && this.free ? html`<p class="field-error" id="find-error">${this.#fault}</p>` : nothing}
      </form>
      ${
        progress
          ? html`<div class="progress-head"><span id="finding">${progress.doing}</span></div>
            <progress role="progressbar" aria-labelledby="finding" max="1" .value=${progress.share}></progress>`
          : nothing
      }
      ${failure ? html`<p class="field-error" role="alert">${failure}</p>` : nothing}
      ${result ? this.#result(result) : nothing}
      ${explained("How does that work?", aboutAnomalies())}
    `;
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.querySelector(".finder > .buttons")?.contains(document.activeElement) ?? false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // The pressed button goes, and would take the keyboard's focus with it.
    if (this.#hadFocus && !this.contains(document.activeElement)) {
      this.querySelector<HTMLElement>(".finder > .buttons > button:not([disabled])")?.focus({ preventScroll: true });
    }
    const { result } = this.state;
    if (!result || result === changed.get("state")?.result) return;
    drawSamples(this, "canvas.original", this.data, result.worst.values);
    drawSamples(this, "canvas.reconstruction", this.data, result.worst.reconstructions);
  }

  get #epochs(): number | undefined {
    const epochs = this.state.epochs.trim() === "" ? Number.NaN : Number(this.state.epochs);
    return Number.isInteger(epochs) && epochs >= 1 && epochs <= MOST_EPOCHS ? epochs : undefined;
  }

  /** Why nothing can be tested yet. */
  get #fault(): string | undefined {
    const { lineup, state } = this;
    const { choice, normal } = state;
    if (lineup.classes.length > 1) {
      if (normal.length === 0) return "Choose at least one class that is normal.";
      if (normal.length === lineup.classes.length) return "Leave at least one class out: it is the unusual one.";
    }
    if (choice.which !== NEW)
      return readChoice(choice, lineup).contestant ? undefined : "Choose what draws the samples.";
    if (this.#epochs === undefined) return `Epochs must be a whole number from 1 to ${count(MOST_EPOCHS)}.`;
    return this.#training ? undefined : "The settings of the view Train make no model; mend them there.";
  }

  /** What a new model is, and how it is trained. */
  get #training() {
    const request = requestOf(trainingFor(this.draft), this.data);
    const epochs = this.#epochs;
    return request && epochs !== undefined ? { ...request, epochs } : undefined;
  }

  #settings(): TemplateResult {
    const used = trainingFor(this.draft);
    const { model, optimizer, learningRate, batchSize } = used;
    const train = html`<a href=${fragmentOf("train", this.draft)}>Train</a>`;
    return used === this.draft
      ? html`<p class="hint">It has the model and the settings of ${train}: ${model}, ${optimizer} ${learningRate}.</p>`
      : html`<p class="hint">
          It learns in a minute: ${model}, ${optimizer} ${learningRate}, batches of ${batchSize}. When you change settings in ${train}, it has
          those.
        </p>`;
  }

  #epochsField(): TemplateResult {
    return html`
      <div class="field">
        <label for="normal-epochs">Epochs</label>
        <input
          id="normal-epochs"
          inputmode="numeric"
          autocomplete="off"
          .value=${this.state.epochs}
          ?disabled=${this.state.progress !== undefined}
          aria-invalid=${this.#epochs === undefined ? "true" : nothing}
          aria-describedby=${this.#epochs === undefined ? "find-error" : nothing}
          @input=${(event: Event) => this.compare.anomaly.change({ epochs: (event.target as HTMLInputElement).value })}
        />
      </div>
    `;
  }

  #classes(): TemplateResult {
    const { normal, progress } = this.state;
    const toggle = (label: number) => {
      const changed = normal.includes(label)
        ? normal.filter((other) => other !== label)
        : [...normal, label].sort((a, b) => a - b);
      this.compare.anomaly.change({ normal: changed });
    };
    return html`
      <fieldset ?disabled=${progress !== undefined}>
        <legend>Normal classes</legend>
        <div class="choices">
          ${this.lineup.classes.map(
            (label) =>
              html`<label><input type="checkbox" name="normal" value=${label} .checked=${normal.includes(label)} @change=${() => toggle(label)} /> ${className(this.data, label)}</label>`,
          )}
        </div>
      </fieldset>
    `;
  }

  #result(result: AnomalyResult): TemplateResult {
    const { name, normal, unusual, roc, high, normalClasses, trainedOn } = result;
    const { threshold } = this.state;
    const [alarms, caught] = [countFrom(normal, threshold), countFrom(unusual, threshold)];
    return html`
      <p class="result-line" id="found">
        Drawn by ${name}${trainedOn === undefined ? "" : `: ${samples(trainedOn)}`}.
        ${this.lineup.models.some(({ id, mayHaveSeen }) => mayHaveSeen && id === result.model) ? "It may have been trained on some of these: other samples were kept aside then. " : nothing}${roc ? `Normal: ${normalClasses.map((label) => className(this.data, label)).join(", ")}.` : nothing}
      </p>
      <div class=${roc ? "errors both" : "errors"}>
        <div>
          <p class="legend">
            ${roc ? html`<span><i class="swatch training"></i>normal, up</span><span><i class="swatch validation"></i>unusual, down</span>` : nothing}
            <span>bars: shares of ${roc ? "their group" : "the samples"}</span>
          </p>
          <error-histogram
            .normal=${normal}
            .unusual=${unusual}
            .high=${high}
            .threshold=${threshold}
            @threshold=${(event: CustomEvent<number>) => this.compare.anomaly.change({ threshold: event.detail })}
          ></error-histogram>
        </div>
        ${roc ? rocCurve(roc, alarms / normal.length, caught / unusual.length) : nothing}
      </div>
      <dl class="figures">
        ${roc ? figure("caught", "Unusual ones caught", caught, unusual.length) : nothing}
        ${roc ? figure("alarms", "False alarms", alarms, normal.length) : figure("flagged", "Called unusual", alarms, normal.length)}
        ${roc ? figure("precision", "Of those called unusual, rightly", caught, caught + alarms) : nothing}
      </dl>
      ${this.#keep(result)} ${this.#worst(result)}
    `;
  }

  /** Draws the line at a share, and gives the model with it. */
  #keep({ roc, model }: AnomalyResult): TemplateResult {
    const draw = (event: Event) => {
      const read = readShare((event.target as HTMLInputElement).value);
      this.shareError = read.error;
      if (read.share !== undefined) this.compare.anomaly.alarm(read.share);
    };
    const error = this.shareError;
    return html`
      <div class="threshold-line">
        <div class="field">
          <label for="alarm-share">Call unusual, of ${roc ? "the normal ones" : "all"} (%)</label>
          <input id="alarm-share" inputmode="decimal" autocomplete="off" placeholder="1" @change=${draw} aria-invalid=${error ? "true" : nothing} aria-describedby=${error ? "alarm-error" : nothing} />
          ${error ? html`<p class="field-error" id="alarm-error">${error}</p>` : nothing}
        </div>
        ${
          model === undefined
            ? nothing
            : html`<button type="button" id="keep-threshold" data-file="model.safetensors" ?disabled=${!this.free} @click=${() => void this.#takeHome()}>
                Take the model home with this threshold
              </button>`
        }
      </div>
    `;
  }

  async #stop(): Promise<void> {
    if (!this.state.stopping) await this.compare.anomaly.stop();
  }

  async #takeHome(): Promise<void> {
    const file = await this.compare.anomaly.modelWithThreshold();
    if (file) saveFile("model.safetensors", file);
  }

  #worst({ worst }: AnomalyResult): TemplateResult {
    if (columnsOf(this.data)) {
      const drawn = [{ name: "", values: worst.reconstructions }];
      return html`
        <p class="hint">The ones with the largest errors, each value above what was drawn of it: the redder, the further off.</p>
        <table-samples .data=${this.data} .names=${worst.names} .values=${worst.values} .mask=${worst.mask} .drawn=${drawn} .label=${"The most unusual samples"}></table-samples>
      `;
    }
    const [height, width] = pictureShape(this.data.shape);
    const tone = toneOf(this.data);
    const canvas = (kind: string, label: string) =>
      html`<canvas class=${`${kind} ${tone}`} width=${width} height=${height} role="img" aria-label=${label}></canvas>`;
    return html`
      <p class="hint">The ones with the largest errors, and what was drawn of them:</p>
      <div class="samples" role="group" aria-label="The most unusual samples">
        ${worst.names.map(
          (name) => html`
            <div class="sample">
              ${canvas("original", `${name}, original`)} ${canvas("reconstruction", `${name}, reconstruction`)}
              <p class="score name">${name}</p>
            </div>
          `,
        )}
      </div>
    `;
  }

  #find(event: Event): void {
    event.preventDefault();
    if (this.#fault !== undefined || !this.free) return;
    void this.compare.findAnomalies(this.lineup, this.#training);
  }
}

function figure(id: string, label: string, part: number, whole: number): TemplateResult {
  const share = whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : "–";
  return html`<div><dt>${label}</dt><dd id=${`figure-${id}`}>${share}</dd><dd class="of">${count(part)} of ${count(whole)}</dd></div>`;
}
