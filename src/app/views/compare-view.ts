import { html, nothing, type TemplateResult } from "lit";
import "../styles/compare.css";
import { AnomalyPanel } from "../components/anomaly-panel.js";
import { ComparisonPanel } from "../components/comparison-panel.js";
import { DenoisingPanel } from "../components/denoising-panel.js";
import { ErrorHistogram } from "../components/error-histogram.js";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import { fragmentOf } from "../state/address.js";
import { Compare } from "../state/compare.js";
import { Errands } from "../state/errands.js";
import { dataIn, isBusy } from "../state/state.js";
import type { ViewContext } from "./view-context.js";

/** What was trained, side by side; noise taken away; unusual samples found. */
export class CompareView extends PageElement {
  static override properties = { context: { attribute: false } };

  declare context: ViewContext;

  constructor() {
    super();
    new Observer(this, () => this.context.store, [Compare]);
  }

  protected override render(): TemplateResult {
    const { store, session, draft } = this.context;
    const data = dataIn(session.state);
    const compare = store.part(Compare);
    const { lineup, free } = compare;
    return html`
      ${this.#notice()}
      ${
        lineup && data
          ? html`<div class="comparing">
              <section class="panel" aria-labelledby="comparison-title">
                <comparison-panel .compare=${compare} .state=${compare.comparison.state} .lineup=${lineup} .data=${data} .free=${free}></comparison-panel>
              </section>
              <section class="panel" aria-labelledby="denoising-title">
                <denoising-panel .compare=${compare} .state=${compare.denoising.state} .lineup=${lineup} .data=${data} .free=${free}></denoising-panel>
              </section>
              <section class="panel" aria-labelledby="anomaly-title">
                <anomaly-panel
                  .compare=${compare}
                  .state=${compare.anomaly.state}
                  .lineup=${lineup}
                  .data=${data}
                  .draft=${draft}
                  .free=${free}
                ></anomaly-panel>
              </section>
            </div>`
          : nothing
      }
    `;
  }

  /** What keeps the visitor from comparing, or what there is to do first. */
  #notice(): TemplateResult | typeof nothing {
    const { store, session, draft } = this.context;
    const { phase } = session.state;
    const { lineup, anomaly } = store.part(Compare);
    const { current } = store.part(Errands);
    const train = html`<a href=${fragmentOf("train", draft)}>Train</a>`;
    if (phase === "blocked") {
      return html`<p class="notice" id="compare-notice">Comparing takes a GPU, and this page has none: ${train} says why, and what to do about it.</p>`;
    }
    if (phase === "no-data") {
      return html`<p class="notice" id="compare-notice">The data are missing: ${train} says why, and can try again.</p>`;
    }
    if (isBusy(phase)) {
      return html`<p class="notice" id="compare-notice">A model is being trained, and has the GPU to itself: when it has finished (see ${train}), it can be compared here.</p>`;
    }
    if (current !== undefined && !anomaly.state.progress) {
      return html`<p class="notice" id="compare-notice">${current} has the GPU now; one thing at a time.</p>`;
    }
    if (!lineup) return html`<p class="notice" id="compare-notice">The data are on their way …</p>`;
    if (lineup.models.length > 0) return nothing;
    return html`<p class="notice" id="compare-notice">
      Nothing has been trained on these data yet: ${train} a model or two, and they appear here. ${lineup.classes.length > 1 ? "“What is unusual?” can train its own already." : "PCA can be compared already."}
    </p>`;
  }
}

/** Defines the view's elements; the module is loaded when the view is first opened. */
export function defineCompareView(): void {
  if (customElements.get("compare-view")) return;
  customElements.define("error-histogram", ErrorHistogram);
  customElements.define("comparison-panel", ComparisonPanel);
  customElements.define("denoising-panel", DenoisingPanel);
  customElements.define("anomaly-panel", AnomalyPanel);
  customElements.define("compare-view", CompareView);
}
