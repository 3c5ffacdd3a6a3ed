import { html, nothing, type TemplateResult } from "lit";
import "../styles/story.css";
import { STORY_TEXTS, type StoryText } from "../explain/story-texts.js";
import type { Stroke } from "../state/explore-drawing.js";
import type { Stage } from "../state/stage.js";
import type { Story, StoryState } from "../state/story.js";
import { type Deed, STORY } from "../state/story-steps.js";
import { PageElement } from "./page-element.js";

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

/** A step of the story beside the stage: what it is about, what the visitor thinks will happen, and what there is to do. */
export class StoryGuide extends PageElement {
  static override properties = {
    story: { attribute: false },
    state: { attribute: false },
    stage: { attribute: false },
    obstacle: { attribute: false },
  };

  declare story: Story;
  declare state: StoryState;
  declare stage: Stage;
  /** Why nothing can be trained now. */
  declare obstacle: TemplateResult | undefined;

  protected override render(): TemplateResult {
    const { step, predictions, failure } = this.state;
    const text = STORY_TEXTS[step.name];
    const answer = predictions[step.name];
    return html`
      <h3 id="story-step" tabindex="-1">${STORY.indexOf(step) + 1}. ${step.title}</h3>
      <div class="prose">${text.about}</div>
      ${this.#question(text, answer)}
      ${
        answer === undefined
          ? html`<p class="hint">Say what you think first; then try it.</p>`
          : html`<div class="story-do">
              <div class="prose">${text.todo}</div>
              ${this.#tools()} ${this.#deeds()}
              ${failure ? html`<p class="field-error" role="alert">${failure}</p>` : nothing}
            </div>`
      }
    `;
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

  /** Where the stage is out of sight, it comes into it. */
  #train(deed: Deed): void {
    if (this.obstacle) return;
    this.story.train(deed);
    this.closest(".story")?.querySelector("train-stage")?.scrollIntoView({ block: "nearest" });
  }

  #deeds(): TemplateResult {
    const { step } = this.state;
    return html`
      <p class="buttons">
        ${step.deeds.map(
          (deed, index) =>
            html`<button type="button" class=${index === 0 ? "primary deed" : "deed"} aria-disabled=${this.obstacle ? "true" : nothing} @click=${() => this.#train(deed)}>${deed.label}</button>`,
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
}
