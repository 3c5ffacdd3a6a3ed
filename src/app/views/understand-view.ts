import { html, nothing, type TemplateResult } from "lit";
import { define } from "../components/define.js";
import { EntropyFloor } from "../components/entropy-floor.js";
import { ExplorePicture } from "../components/explore-picture.js";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import { PlanTable } from "../components/plan-table.js";
import { StageStep } from "../components/stage-step.js";
import { StoryGuide } from "../components/story-guide.js";
import { StoryOutcome } from "../components/story-outcome.js";
import { aboutAnomalies, aboutComparing, aboutDenoising } from "../explain/compare-texts.js";
import { aboutAdam, aboutBackpropagation, aboutSources, aboutVariational } from "../explain/learning-texts.js";
import { aboutAdadelta, aboutCodes, aboutEpochs, aboutFilters, aboutLoss, aboutMaps } from "../explain/texts.js";
import { fragmentOf } from "../state/address.js";
import { checkModel } from "../state/model-check.js";
import { Plan } from "../state/plan.js";
import { readSettings } from "../state/settings.js";
import { Stage } from "../state/stage.js";
import { dataIn } from "../state/state.js";
import { Story } from "../state/story.js";
import type { StoryStep } from "../state/story-steps.js";
import { storyPanel } from "./story-panel.js";
import type { ViewContext } from "./view-context.js";

/** All explanations in a row, and what the GPU is told to do for the model that is set. */
export class UnderstandView extends PageElement {
  static override properties = { context: { attribute: false } };

  declare context: ViewContext;
  /** Of the story, as it was drawn last. */
  #step: StoryStep | undefined;

  constructor() {
    super();
    new Observer(this, () => this.context.store, [Stage, Story, Plan]);
  }

  protected override render(): TemplateResult {
    return html`
      ${storyPanel(this.context)}
      <div class="essay">
        ${topic("codes", "What is a code?", aboutCodes())}
        ${topic("maps", "What do the maps show?", aboutMaps(), this.#seen("explore", "Explore", "has them for the model that was trained"))}
        ${topic("epochs", "What are steps, epochs and validation?", aboutEpochs())}
        ${topic("filters", "What does the first layer look for?", aboutFilters())}
        <section class="panel prose wide" aria-labelledby="loss-title">
          <h2 id="loss-title">Why can the loss not reach 0?</h2>
          <div class="beside">
            <div>${aboutLoss()}</div>
            <entropy-floor></entropy-floor>
          </div>
        </section>
        ${topic("backpropagation", "How does the encoder learn?", aboutBackpropagation())}
        ${topic("variational", "What does a variational model pay for?", aboutVariational())}
        ${topic("adadelta", "What does Adadelta do?", aboutAdadelta())}
        ${topic("adam", "What does Adam do?", aboutAdam())}
        ${topic("comparing", "How are models compared?", aboutComparing(), this.#seen("compare", "Compare", "does so with those that were trained"))}
        ${topic("denoising", "How much noise does a model take away?", aboutDenoising(), this.#seen("compare", "Compare", "has a slider for the noise"))}
        ${topic("anomalies", "How does it find what is unusual?", aboutAnomalies(), this.#seen("compare", "Compare", "lets you move the threshold"))}
        ${topic("sources", "Where does this come from?", aboutSources())}
        <section class="panel wide" aria-labelledby="plan-title">
          <h2 id="plan-title">What the GPU does</h2>
          <p class="hint">
            A model becomes a plan: a list of kernel calls over named buffers. Each kernel is a small program in WGSL, written by hand: its name opens it.
          </p>
          ${this.#plan()}
        </section>
      </div>
    `;
  }

  protected override updated(): void {
    const { step } = this.context.store.part(Story).state;
    const before = this.#step;
    this.#step = step;
    if (step === before) return;
    // On a phone the steps are one row, in which the current one may be out of sight.
    this.querySelector(".story-steps [aria-current=step]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (before) this.querySelector<HTMLElement>("#story-step")?.focus();
  }

  /** Where to see it at work. */
  #seen(view: string, title: string, does: string): TemplateResult {
    return html`<p class="hint"><a href=${fragmentOf(view, this.context.draft)}>${title}</a> ${does}.</p>`;
  }

  #plan(): TemplateResult | typeof nothing {
    const { draft, session, store } = this.context;
    const { options, error } = checkModel(draft, dataIn(session.state)?.shape ?? [28, 28]);
    const checked = readSettings(draft);
    if (!options || !("settings" in checked)) {
      return html`<p class="field-error">${error ?? "The settings make no model; mend them in the view Train."}</p>`;
    }
    const plan = store.part(Plan);
    return html`<plan-table .plan=${plan} .state=${plan.state}></plan-table>`;
  }
}

function topic(
  id: string,
  title: string,
  text: TemplateResult,
  seen: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`
    <section class="panel prose" aria-labelledby=${`${id}-title`}>
      <h2 id=${`${id}-title`}>${title}</h2>
      ${text} ${seen}
    </section>
  `;
}

/** Defines the view's elements; the module is loaded when the view is first opened. */
export function defineUnderstandView(): void {
  define({
    "explore-picture": ExplorePicture,
    "stage-step": StageStep,
    "story-guide": StoryGuide,
    "story-outcome": StoryOutcome,
    "entropy-floor": EntropyFloor,
    "plan-table": PlanTable,
    "understand-view": UnderstandView,
  });
}
