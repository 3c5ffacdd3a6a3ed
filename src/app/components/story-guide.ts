import "../styles/story.css";
import { html, nothing, type TemplateResult } from "lit";
import { meanSquaredError } from "../../experiments/math/image-error.js";
import { unitValues } from "../../experiments/samples.js";
import { sizeOf } from "../../index.js";
import { STORY_TEXTS, type StoryText } from "../explain/story-texts.js";
import type { Stroke } from "../state/explore-drawing.js";
import type { Stage, StageState } from "../state/stage.js";
import { type Story, type StoryResult, type StoryState, shareBelow } from "../state/story.js";
import { STORY } from "../state/story-steps.js";
import { errorText, lossText, numbers } from "./format.js";
import { PageElement } from "./page-element.js";

/** How long "Copied" stands. */
const COPIED = 2000;
/** What no digit looks like, to be tried without a pen. */
const DRAWINGS: Readonly<Record<string, readonly Stroke[]>> = {
  "A star": [
    [
      [0.5, 0.15],
      [0.7, 0.8],
      [0.15, 0.38],
      [0.85, 0.38],
      [0.3, 0.8],
      [0.5, 0.15],
    ],
  ],
  "A house": [
    [
      [0.25, 0.85],
      [0.25, 0.45],
      [0.5, 0.15],
      [0.75, 0.45],
      [0.75, 0.85],
      [0.25, 0.85],
    ],
  ],
  "A slanted one": [
    [
      [0.8, 0.2],
      [0.2, 0.8],
    ],
  ],
};

/**
 * A step of the story beside the stage: what it is about, what the visitor thinks will happen, what there is to do, and what came of it.
 */
export class StoryGuide extends PageElement {
  static override properties = {
    story: { attribute: false },
    state: { attribute: false },
    stage: { attribute: false },
    shown: { attribute: false },
    obstacle: { attribute: false },
    link: { attribute: false },
    copied: { state: true },
  };

  declare story: Story;
  declare state: StoryState;
  declare stage: Stage;
  /** The stage's state. */
  declare shown: StageState;
  /** Why nothing can be trained now. */
  declare obstacle: TemplateResult | undefined;
  /** That brings this step back, with the settings as they are. */
  declare link: string;
  declare private copied: boolean;

  protected override render(): TemplateResult {
    const { step, predictions, results, failure } = this.state;
    const text = STORY_TEXTS[step.name];
    const answer = predictions[step.name];
    const done = results[step.name] ?? [];
    const next = STORY[STORY.indexOf(step) + 1];
    return html`
      <h3 id="story-step">${STORY.indexOf(step) + 1}. ${step.title}</h3>
      <div class="prose">${text.about}</div>
      ${this.#question(text, answer)}
      ${
        answer === undefined
          ? html`<p class="hint">Say what you think first; then try it.</p>`
          : html`<div class="story-do">
              <div class="prose">${text.todo}</div>
              ${this.#tools()} ${this.#deeds()}
              ${failure ? html`<p class="field-error" role="alert">${failure}</p>` : nothing}
              ${done.length > 0 ? resultTable(done) : nothing} ${this.#readings()}
              <details class="explained" .open=${done.length > 0}>
                <summary>What there is to see, and why</summary>
                <div class="prose">${text.why}</div>
              </details>
            </div>`
      }
      <p class="link-line">
        <button type="button" class="small" id="copy-step" @click=${this.#copy}>
          ${this.copied ? "Copied" : "Copy the link to this step"}
        </button>
        ${next ? html`<a href=${`#/understand?step=${next.name}`}>Next: ${next.title}</a>` : nothing}
      </p>
    `;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.link);
    } catch {
      // Forbidden or without focus: the address bar has it, too.
      return;
    }
    this.copied = true;
    setTimeout(() => {
      this.copied = false;
    }, COPIED);
  }

  #question({ question, answers, right }: StoryText, answer: number | undefined): TemplateResult {
    const { name } = this.state.step;
    return html`
      <fieldset class="story-question">
        <legend>${question}</legend>
        ${[...answers, "I can't say"].map(
          (text, index) => html`<label>
            <input type="radio" name=${`answer-${name}`} .checked=${answer === index} @change=${() => this.story.predict(index)} />
            ${text}
          </label>`,
        )}
      </fieldset>
      <p role="status" class="hint">
        ${answer === undefined ? nothing : answer === right ? "See whether you are right." : answer < answers.length ? "See whether it is so." : "Then see."}
      </p>
    `;
  }

  #deeds(): TemplateResult {
    const { step } = this.state;
    return html`
      <p class="buttons">
        ${step.deeds.map(
          (deed, index) =>
            html`<button type="button" class=${index === 0 ? "primary deed" : "deed"} ?disabled=${this.obstacle !== undefined} @click=${() => this.story.train(deed)}>${deed.label}</button>`,
        )}
      </p>
      ${this.obstacle ? html`<p class="hint" id="story-obstacle">${this.obstacle}</p>` : nothing}
    `;
  }

  /** What a step has to do beside training. */
  #tools(): TemplateResult | typeof nothing {
    const { step, noise } = this.state;
    if (step.name === "noise") {
      return html`<div class="field">
        <label for="story-noise">Noise: standard deviation <b>${noise.toFixed(2)}</b></label>
        <input
          id="story-noise"
          type="range"
          min="0"
          max="1"
          step="0.05"
          .value=${String(noise)}
          @input=${(event: Event) => this.story.putNoise(Number((event.target as HTMLInputElement).value))}
        />
      </div>`;
    }
    if (step.name !== "anomalies") return nothing;
    return html`<p class="buttons">
      ${Object.entries(DRAWINGS).map(
        ([name, strokes]) =>
          html`<button type="button" class="small" @click=${() => this.stage.choose({ kind: "drawing", strokes })}>${name}</button>`,
      )}
      <button type="button" class="small" @click=${() => this.stage.choose({ kind: "drawing", strokes: [] })}>A blank sheet</button>
      <button type="button" class="small" @click=${() => this.stage.choose({ kind: "sample", index: 0 })}>A digit</button>
    </p>`;
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
function resultTable(results: readonly StoryResult[]): TemplateResult {
  const compared = results.some(({ mse }) => mse !== undefined);
  return html`
    <table class="story-results">
      <thead>
        <tr>
          <th scope="col">You trained</th>
          ${compared ? html`<th scope="col">Squared error</th><th scope="col">PCA's</th>` : html`<th scope="col">Validation loss</th>`}
        </tr>
      </thead>
      <tbody>
        ${results.map(
          ({ name, codeSize, valLoss, mse, pca }) => html`<tr>
            <th scope="row">${compared ? numbers(codeSize) : name}</th>
            ${compared ? html`<td>${mse === undefined ? "…" : mse.toFixed(4)}</td><td>${pca === undefined ? "…" : pca.toFixed(4)}</td>` : html`<td>${lossText(valLoss)}</td>`}
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}
