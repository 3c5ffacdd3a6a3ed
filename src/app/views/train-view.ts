import { html, nothing, type TemplateResult } from "lit";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import type { Wish } from "../components/run-controls.js";
import { trainingFigures } from "../components/training-progress.js";
import { announcement } from "../state/announcement.js";
import { ruledOut } from "../state/changed-since.js";
import { Earlier } from "../state/earlier.js";
import type { CheckedModel } from "../state/model-check.js";
import { requestOf } from "../state/request.js";
import { Stage } from "../state/stage.js";
import { dataIn, isBusy, learntIn, type State } from "../state/state.js";
import type { DataInfo, TrainRequest } from "../worker/protocol.js";
import { intro } from "./intro.js";
import { notices } from "./notices.js";
import { showPanels } from "./panels.js";
import type { SettingsPanel } from "./settings-panel.js";
import { floorOf, invitationTo, isMovable, modelOf, oneStep, shownSize, stagePanel } from "./stage-panel.js";
import type { ViewContext } from "./view-context.js";

/** Choose data, model and settings; watch it learn; take it home. */
export class TrainView extends PageElement {
  static override properties = { context: { attribute: false } };

  declare context: ViewContext;

  constructor() {
    super();
    new Observer(this, () => this.context.store, [Stage]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void showPanels();
  }

  protected override render(): TemplateResult {
    const { session } = this.context;
    const { state } = session;
    const model = modelOf(this.context);
    const request = requestOf(this.context.draft, this.#data, model);
    return html`
      ${notices(
        state,
        () => void (state.phase === "no-data" ? session.loadMnist() : session.loadWhole()),
        (remedy) => this.#settingsPanel?.apply(remedy, true),
      )} ${this.#stage(state, model, request)}
      <div class="board">
        ${this.#training(state, model)}
        <home-panel class="panel" .context=${this.context} .request=${request}></home-panel>
      </div>
      <p class="visually-hidden" id="announcement" role="status">
        ${announcement(state)}
      </p>
    `;
  }

  #stage(state: State, model: CheckedModel, request: TrainRequest | undefined): TemplateResult {
    const { phase } = state;
    const { run } = learntIn(state) ?? {};
    const why = ruledOut(state, request);
    const controls = html`
      <run-controls
        class="buttons"
        form="settings"
        .phase=${phase}
        .hasRun=${run !== undefined}
        .epochs=${request?.epochs}
        .first=${state.whole?.phase === "coming" || state.whole?.phase === "missing" ? dataIn(state)?.count : undefined}
        .ruledOut=${why && "ruled-out"}
        @wish=${(event: CustomEvent<Wish>) => this.#wish(event)}
      ></run-controls>
      ${isBusy(phase) ? nothing : oneStep(this.context, model)}
      ${this.#settingsLine()}
      ${why ? html`<p class="hint" id="ruled-out">${why}</p>` : nothing}
    `;
    return html`
      <section class="panel stage" aria-labelledby="stage-title">
        ${intro(model, shownSize(this.context, model), dataIn(state), isMovable(this.context))} ${stagePanel(this.context, model, controls, invitationTo(dataIn(state)))}
      </section>
    `;
  }

  #training(state: State, model: CheckedModel): TemplateResult {
    const { phase } = state;
    const { run, snapshot } = learntIn(state) ?? {};
    const data = dataIn(state);
    return html`
      <section class="panel training" aria-labelledby="training-title">
        <h2 id="training-title">The run</h2>
        ${run && run.epochs > 0 ? trainingFigures(run, phase, data?.mnist ?? true) : nothing}
        <loss-chart
          .curve=${run?.curve}
          .rows=${run?.rows ?? []}
          .earlier=${this.context.store.part(Earlier).state.curves}
          .revision=${run}
          .epochs=${run?.epochs ?? Number(this.context.draft.epochs)}
          .floor=${floorOf(this.context)}
        ></loss-chart>
      </section>
      <section class="panel pictures" aria-labelledby="pictures-title">
        <h2 id="pictures-title">${data && !data.mnist ? "Some of your samples" : "Ten digits it never trains on"}</h2>
        <picture-grid .data=${data} .snapshot=${snapshot} .codeShape=${model.encoder.at(-1)?.outputShape}></picture-grid>
      </section>
      <form class="panel settings" id="settings" novalidate aria-label="Settings" @submit=${this.#start}>
        <h2>Settings</h2>
        <settings-panel .context=${this.context} .model=${model}></settings-panel>
      </form>
      <section class="panel" aria-labelledby="filters-title">
        <h2 id="filters-title">What the first layer looks for</h2>
        <filter-grid .data=${data} .filters=${snapshot?.filters}></filter-grid>
      </section>
    `;
  }

  get #data(): DataInfo | undefined {
    return dataIn(this.context.session.state);
  }

  /** Nothing while its code is on its way, or did not come: a run needs it only to be told of its faults. */
  get #settingsPanel(): SettingsPanel | null {
    return this.querySelector<SettingsPanel>("settings-panel:defined");
  }

  /** On a narrow screen the settings are further down: what they say, and the way to them. */
  #settingsLine(): TemplateResult {
    const { model, optimizer, learningRate, epochs } = this.context.draft;
    const toSettings = () => {
      const settings = this.querySelector<HTMLElement>("#settings");
      settings?.scrollIntoView();
      settings?.querySelector<HTMLElement>("input:checked")?.focus({ preventScroll: true });
    };
    return html`<p class="settings-line">
      ${model}, ${optimizer} ${learningRate}, ${epochs} ${epochs.trim() === "1" ? "epoch" : "epochs"}
      <button type="button" class="link" @click=${toSettings}>Settings</button>
    </p>`;
  }

  #wish({ detail }: CustomEvent<Wish>): void {
    const { session } = this.context;
    if (detail === "reset") session.reset();
    else if (detail === "trainOn") this.#trainOn();
    else void session[detail]();
  }

  #start(event: Event): void {
    event.preventDefault();
    const inField = this.querySelector("#settings")?.contains(document.activeElement);
    this.#begin((request) => this.context.session.train(request));
    // While it trains no field can be changed, and the one where Enter was pressed loses the keyboard's focus.
    if (inField && this.context.session.busy) {
      requestAnimationFrame(() =>
        this.querySelector<HTMLElement>("run-controls button")?.focus({ preventScroll: true }),
      );
    }
  }

  #trainOn(): void {
    this.#begin((request) => this.context.session.trainOn(request));
  }

  #begin(run: (request: TrainRequest) => Promise<void>): void {
    const request = requestOf(this.context.draft, this.#data);
    if (!request) void this.#settingsPanel?.showFault();
    else if (!this.#settingsPanel?.showOutlook()) void run(request);
  }
}
