import { html, nothing, type TemplateResult } from "lit";
import { meanSquaredError } from "../../experiments/math/image-error.js";
import { unitValues } from "../../experiments/samples.js";
import { sizeOf } from "../../index.js";
import { STORY_TEXTS } from "../explain/story-texts.js";
import type { Stage, StageState } from "../state/stage.js";
import type { StoryResult, StoryState } from "../state/story.js";
import { shareBelow } from "../state/story-figures.js";
import { STORY, type StoryStep } from "../state/story-steps.js";
import { byHand, copied } from "./by-hand.js";
import { errorText, lossText, numbers } from "./format.js";
import { PageElement } from "./page-element.js";

/** How long "Copied" stands. */
const COPIED = 2000;

/** What came of a step of the story, below the stage: its trainings, what is measured of what stands there, why, and where to go on. */
export class StoryOutcome extends PageElement {
  static override properties = {
    state: { attribute: false },
    stage: { attribute: false },
    shown: { attribute: false },
    link: { attribute: false },
    copied: { state: true },
    uncopied: { state: true },
  };

  declare state: StoryState;
  declare stage: Stage;
  /** The stage's state. */
  declare shown: StageState;
  /** That brings this step back, with the settings as they are. */
  declare link: string;
  declare private copied: boolean;
  /** The link, where it could not be copied. */
  declare private uncopied: string | undefined;

  protected override render(): TemplateResult {
    const { step, predictions, results } = this.state;
    const done = results[step.name] ?? [];
    const next = STORY[STORY.indexOf(step) + 1];
    return html`
      ${
        predictions[step.name] === undefined
          ? nothing
          : html`<div class="story-seen">
                ${done.length > 0 ? resultTable(step, done) : nothing} ${this.#readings()}
              </div>
              <details class="explained" .open=${done.length > 0}>
                <summary>What there is to see, and why</summary>
                <div class="prose">${STORY_TEXTS[step.name].why}</div>
              </details>`
      }
      <p class="link-line">
        ${next ? html`<a href=${`#/understand?step=${next.name}`}>Next: ${next.title}</a>` : nothing}
        <button type="button" class="small" id="copy-step" @click=${this.#copy}>
          ${this.copied ? "Copied" : "Copy the link to this step"}
        </button>
        <span class="visually-hidden" role="status">${this.copied ? "Copied." : ""}</span>
      </p>
      ${byHand(this.uncopied)}
    `;
  }

  async #copy(): Promise<void> {
    this.copied = await copied(this.link);
    this.uncopied = this.copied ? undefined : this.link;
    await this.updateComplete;
    this.querySelector<HTMLElement>("#by-hand")?.focus();
    setTimeout(() => {
      this.copied = false;
    }, COPIED);
  }

  /** What is measured of what stands at the left. */
  #readings(): TemplateResult | typeof nothing {
    const { step, errors, pcaDraws } = this.state;
    const { shot, data, chosen, samples } = this.shown;
    const { input } = this.stage;
    if (!shot || !data || !input || shot.output.length !== sizeOf(data.shape)) return nothing;
    const given = unitValues({ data: input });
    if (step.name === "noise" && samples && chosen.kind === "sample") {
      const size = sizeOf(data.shape);
      const clean = unitValues({ data: samples.values.slice(chosen.index * size, (chosen.index + 1) * size) });
      return readings([
        ["With noise, off by", errorText(meanSquaredError(clean, given))],
        ["What comes out, off by", errorText(meanSquaredError(clean, shot.output))],
      ]);
    }
    const error = meanSquaredError(given, shot.output);
    if (step.name === "pca" && pcaDraws) {
      return html`
        <figure class="story-pca">
          <explore-picture .data=${data} .values=${pcaDraws.output} .label=${`What PCA draws with ${numbers(pcaDraws.codeSize)}`}></explore-picture>
          <figcaption>PCA's, with ${numbers(pcaDraws.codeSize)}</figcaption>
        </figure>
        ${readings([
          ["The network's picture, off by", errorText(error)],
          ["PCA's, off by", errorText(meanSquaredError(given, pcaDraws.output))],
        ])}
      `;
    }
    if (step.name !== "anomalies") return nothing;
    const share = errors && errors.length > 0 ? shareBelow(errors, error) : undefined;
    return readings([
      ["Its error", errorText(error)],
      ["Digits with a smaller one", share === undefined ? "measuring …" : `${(100 * share).toFixed(0)} %`],
    ]);
  }
}

function readings(rows: readonly (readonly [label: string, value: string])[]): TemplateResult {
  return html`<dl class="story-readings">
    ${rows.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/** What came of the trainings of a step. */
function resultTable({ name: step, measures }: StoryStep, results: readonly StoryResult[]): TemplateResult {
  const text = step === "pca" || step === "noise" ? errorText : lossText;
  return html`
    <table class="story-results">
      <thead>
        <tr>
          <th scope="col">You trained</th>
          ${measures.map((measure) => html`<th scope="col">${measure}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${results.map(
          ({ name, figures }) => html`<tr>
            <th scope="row">${name}</th>
            ${measures.map((_, at) => html`<td>${figures[at] === undefined ? "…" : text(figures[at])}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}
