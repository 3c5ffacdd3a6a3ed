import { html, nothing, type TemplateResult } from "lit";
import { ExperimentCard } from "../components/experiment-card.js";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import { ResultChart } from "../components/result-chart.js";
import { ResultFigure } from "../components/result-figure.js";
import { ResultScatter } from "../components/result-scatter.js";
import { aboutExperiments } from "../explain/texts.js";
import { Experiments } from "../state/experiments.js";
import "../styles/experiments.css";
import { gpuObstacle } from "./gpu-obstacle.js";
import type { ViewContext } from "./view-context.js";

/** The notebook's questions, each with an experiment that answers it here. */
export class ExperimentsView extends PageElement {
  static override properties = { context: { attribute: false }, opened: { state: true } };

  declare context: ViewContext;
  /** Name of the experiment that is open. */
  declare private opened: string | undefined;

  constructor() {
    super();
    new Observer(this, () => this.context.store, [Experiments]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { running } = this.#experiments.state;
    this.opened = running?.name ?? this.opened;
  }

  protected override render(): TemplateResult {
    const { session } = this.context;
    const experiments = this.#experiments;
    const { list, listFailure, announcement } = experiments.state;
    const obstacle = gpuObstacle(this.context, "Experiments train models");
    return html`
      <div class="intro">${aboutExperiments()}</div>
      ${listFailure ? html`<p class="notice bad" role="alert">${listFailure}</p>` : nothing}
      <ul class="cards">
        ${list?.map(
          (info) => html`<li class="panel">
            <experiment-card
              .info=${info}
              .experiments=${experiments}
              .revision=${experiments.state}
              .obstacle=${obstacle}
              .software=${session.state.adapter?.software ?? true}
              .open=${info.name === this.opened}
              @toggle-card=${() => this.#toggle(info.name)}
            ></experiment-card>
          </li>`,
        )}
      </ul>
      <p class="visually-hidden" role="status" id="experiment-announcement">${announcement}</p>
    `;
  }

  get #experiments(): Experiments {
    return this.context.store.part(Experiments);
  }

  #toggle(name: string): void {
    this.opened = this.opened === name ? undefined : name;
  }
}

/** Defines the view's elements; the module is loaded when the view is first opened. */
export function defineExperimentsView(): void {
  if (customElements.get("experiments-view")) return;
  customElements.define("result-figure", ResultFigure);
  customElements.define("result-chart", ResultChart);
  customElements.define("result-scatter", ResultScatter);
  customElements.define("experiment-card", ExperimentCard);
  customElements.define("experiments-view", ExperimentsView);
}
