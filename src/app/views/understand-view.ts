import { html, type nothing, type TemplateResult } from "lit";
import { EntropyFloor } from "../components/entropy-floor.js";
import { PageElement } from "../components/page-element.js";
import { PlanTable } from "../components/plan-table.js";
import { aboutAdadelta, aboutCodes, aboutEpochs, aboutFilters, aboutLoss } from "../explain/texts.js";
import { checkModel, descriptionOf } from "../state/model-check.js";
import { readSettings } from "../state/settings.js";
import type { ViewContext } from "./views.js";

/** All explanations in a row, and what the GPU is told to do for the model that is set. */
export class UnderstandView extends PageElement {
  static override properties = { context: { attribute: false } };

  declare context: ViewContext;

  protected override render(): TemplateResult {
    return html`
      <div class="essay">
        <section class="panel prose" aria-labelledby="codes-title">
          <h2 id="codes-title">What is a code?</h2>
          ${aboutCodes()}
        </section>
        <section class="panel prose" aria-labelledby="epochs-title">
          <h2 id="epochs-title">What are steps, epochs and validation?</h2>
          ${aboutEpochs()}
        </section>
        <section class="panel prose wide" aria-labelledby="loss-title">
          <h2 id="loss-title">Why can the loss not reach 0?</h2>
          <div class="beside">
            <div>${aboutLoss()}</div>
            <entropy-floor></entropy-floor>
          </div>
        </section>
        <section class="panel prose" aria-labelledby="adadelta-title">
          <h2 id="adadelta-title">What does Adadelta do?</h2>
          ${aboutAdadelta()}
        </section>
        <section class="panel prose" aria-labelledby="filters-title">
          <h2 id="filters-title">What does the first layer look for?</h2>
          ${aboutFilters()}
        </section>
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

  #plan(): TemplateResult | typeof nothing {
    const { draft, session } = this.context;
    const { options, error } = checkModel(draft, session.state.data?.shape ?? [28, 28]);
    const checked = readSettings(draft);
    if (!options || !("settings" in checked)) {
      return html`<p class="field-error">${error ?? "The settings make no model; mend them in the view Train."}</p>`;
    }
    const model = descriptionOf(options, checked.settings);
    return html`<plan-table .session=${session} .model=${model} .batchSize=${checked.settings.batchSize}></plan-table>`;
  }
}

/** Defines the view's elements; the module is loaded when the view is first opened. */
export function defineUnderstandView(): void {
  if (customElements.get("understand-view")) return;
  customElements.define("entropy-floor", EntropyFloor);
  customElements.define("plan-table", PlanTable);
  customElements.define("understand-view", UnderstandView);
}
