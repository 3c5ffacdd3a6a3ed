import { html, nothing, type TemplateResult } from "lit";
import { describeModel, sizeOf } from "../../index.js";
import type { PanelRemedy } from "../components/data-panel.js";
import { samples } from "../components/format.js";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import type { Wish } from "../components/run-controls.js";
import type { TrainingFields } from "../components/training-fields.js";
import { loadingProgress, trainingBar, trainingFigures } from "../components/training-progress.js";
import { announcement } from "../state/announcement.js";
import { ruledOut } from "../state/changed-since.js";
import type { DataChoice } from "../state/data-choice.js";
import type { Draft } from "../state/draft.js";
import { type CheckedModel, checkModel } from "../state/model-check.js";
import type { Remedy } from "../state/remedies.js";
import { requestOf, shapeOf } from "../state/request.js";
import { Shelf } from "../state/shelf.js";
import { Stage } from "../state/stage.js";
import { dataIn, downloadsIn, isBusy, isSettled, learntIn, preparedIn, type State } from "../state/state.js";
import { columnsOf } from "../state/table-columns.js";
import { NARROWEST, withWaist } from "../state/waist.js";
import type { CodeRequest } from "../take-home/typescript-code.js";
import type { DataInfo, GivenFile, TrainRequest } from "../worker/protocol.js";
import { intro } from "./intro.js";
import { notices } from "./notices.js";
import { showPanels } from "./panels.js";
import type { ViewContext } from "./view-context.js";

/** Choose data, model and settings; watch it learn; take it home. */
export class TrainView extends PageElement {
  static override properties = { context: { attribute: false } };

  declare context: ViewContext;

  constructor() {
    super();
    new Observer(this, () => this.context.store, [Stage, Shelf]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void showPanels();
  }

  protected override render(): TemplateResult {
    const { session, store } = this.context;
    const { state } = session;
    const shelf = store.part(Shelf);
    const model = this.#model;
    const request = requestOf(this.context.draft, this.#data, model);
    return html`
      ${notices(
        state,
        () => void session.loadMnist(),
        (remedy) => this.#apply(remedy, true),
      )} ${this.#stage(state, model, request)}
      <div class="board">
        ${this.#training(state, model)}
        <section class="panel" aria-labelledby="take-home-title">
          <h2 id="take-home-title">Take it home</h2>
          <take-home
            .downloads=${downloadsIn(state)}
            .run=${learntIn(state)?.run}
            .code=${request && this.#code(request)}
            .linked=${dataIn(state)?.mnist ?? true}
            .link=${state.phase === "finished" ? () => shelf.link() : undefined}
          ></take-home>
          <other-programs .shelf=${shelf} .canSave=${state.phase === "finished"} .canOpen=${isSettled(state.phase)}></other-programs>
          <model-shelf
            .shelf=${shelf}
            .state=${shelf.state}
            .canKeep=${state.phase === "finished"}
            .canOpen=${isSettled(state.phase)}
          ></model-shelf>
        </section>
      </div>
      <p class="visually-hidden" id="announcement" role="status">
        ${announcement(state)}
      </p>
    `;
  }

  #stage(state: State, model: CheckedModel, request: TrainRequest | undefined): TemplateResult {
    const { store, draft } = this.context;
    const stage = store.part(Stage);
    const { phase } = state;
    const { run } = learntIn(state) ?? {};
    const why = ruledOut(state, request);
    const idle = isSettled(phase);
    const controls = html`
      <run-controls
        class="buttons"
        form="settings"
        .phase=${phase}
        .hasRun=${run !== undefined}
        .epochs=${request?.epochs}
        .ruledOut=${why && "ruled-out"}
        @wish=${(event: CustomEvent<Wish>) => this.#wish(event)}
      ></run-controls>
      ${
        isBusy(phase)
          ? nothing
          : html`<button type="button" id="one-step" ?disabled=${!idle || !request || stage.state.stepping} @click=${() => request && void stage.takeStep(request)}>One step</button>`
      }
      ${this.#settingsLine()}
      ${why ? html`<p class="hint" id="ruled-out">${why}</p>` : nothing}
    `;
    const codeShape = model.encoder.at(-1)?.outputShape;
    // Of the model that is shown, else as they are set.
    const { isPreview, slow } = stage.state;
    const shot = run && !slow ? learntIn(state)?.shot : isPreview || slow ? stage.state.shot : undefined;
    const size = shot?.size ?? (codeShape && sizeOf(codeShape));
    return html`
      <section class="panel stage" aria-labelledby="stage-title">
        ${intro(model, size, dataIn(state))}
        <train-stage
          .stage=${stage}
          .state=${stage.state}
          .run=${run?.epochs === 0 ? undefined : run}
          .controls=${controls}
          .progress=${this.#progress(state)}
          .size=${size}
          .movable=${(idle || isBusy(phase)) && withWaist(draft, NARROWEST, this.#shape) !== undefined}
          .hasFloor=${draft.loss === "binaryCrossentropy"}
          @waist=${this.#drag}
          @another=${() => request && void stage.takeStep(request)}
        ></train-stage>
      </section>
    `;
  }

  /** Another size of the code: it retrains at once. */
  #drag({ detail }: CustomEvent<number>): void {
    const { session, changeDraft } = this.context;
    const draft = withWaist(this.context.draft, detail, this.#shape);
    if (!draft) return;
    changeDraft(draft);
    const request = requestOf(draft, this.#data);
    if (request) void session.train(request);
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
          .revision=${run}
          .epochs=${run?.epochs ?? Number(this.context.draft.epochs)}
        ></loss-chart>
      </section>
      <section class="panel pictures" aria-labelledby="pictures-title">
        <h2 id="pictures-title">${data && !data.mnist ? "Some of your samples" : "Ten digits it never trains on"}</h2>
        <picture-grid .data=${data} .snapshot=${snapshot}></picture-grid>
      </section>
      <form class="panel settings" id="settings" novalidate aria-label="Settings" @submit=${this.#start}>
        ${this.#settings(state, model)}
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

  get #shape(): readonly number[] {
    return shapeOf(this.#data);
  }

  get #model(): CheckedModel {
    return checkModel(this.context.draft, this.#shape);
  }

  #progress(state: State): TemplateResult | typeof nothing {
    const { phase } = state;
    const data = dataIn(state);
    const { run } = learntIn(state) ?? {};
    if (phase === "loading" || phase === "opening") {
      return loadingProgress(
        data ? "Reading the data" : "Loading 70,000 handwritten digits",
        phase === "loading" ? state.loaded : undefined,
      );
    }
    if (run?.epochs === 0) return html`<p class="hint">A trained model, as it was opened.</p>`;
    if (run) return trainingBar(run);
    if (phase !== "ready" || !data) return nothing;
    return html`<p class="hint">
      Start training, and watch the loss fall and the ${columnsOf(data) ? "values come near" : "pictures take shape"}: ${samples(data.count)}, here in your browser.
    </p>`;
  }

  /** On a narrow screen the settings are further down: what they say, and the way to them. */
  #settingsLine(): TemplateResult {
    const { model, optimizer, learningRate, epochs } = this.context.draft;
    const toSettings = () => {
      const settings = this.querySelector<HTMLElement>("#settings");
      settings?.scrollIntoView();
      settings?.querySelector<HTMLElement>("input, select")?.focus({ preventScroll: true });
    };
    return html`<p class="settings-line">
      ${model}, ${optimizer} ${learningRate}, ${epochs} ${epochs.trim() === "1" ? "epoch" : "epochs"}
      <button type="button" class="link" @click=${toSettings}>Settings</button>
    </p>`;
  }

  #settings(state: State, model: CheckedModel): TemplateResult {
    const { phase, choice, outline, fileFailure } = state;
    const { data, used } = preparedIn(state) ?? {};
    const { draft } = this.context;
    const busy = isBusy(phase);
    return html`
      <h2>Settings</h2>
      <data-panel
        .data=${data}
        .choice=${choice}
        .outline=${outline}
        .failure=${fileFailure}
        .used=${used}
        .disabled=${busy || phase === "opening"}
        .reading=${phase === "loading"}
        @choice=${({ detail }: CustomEvent<DataChoice>) => this.context.session.choose(detail)}
        @mnist=${() => void this.context.session.loadMnist()}
        @model=${({ detail }: CustomEvent<readonly GivenFile[]>) => void this.context.store.part(Shelf).openFiles(detail)}
        @files=${({ detail }: CustomEvent<DataChoice>) => void this.context.session.loadFiles(detail)}
        @remedy=${({ detail }: CustomEvent<PanelRemedy>) => this.#apply(detail.remedy, detail.inUse)}
      ></data-panel>
      <model-panel .draft=${draft} .model=${model} .shape=${this.#shape} .disabled=${busy} @draft=${this.#changed}></model-panel>
      <training-fields .draft=${draft} .samples=${data?.count} .disabled=${busy} @draft=${this.#changed}></training-fields>
    `;
  }

  #code(request: TrainRequest): CodeRequest {
    const data = this.#data;
    const { state } = this.context.session;
    const { run } = learntIn(state) ?? {};
    const model = describeModel(request.model);
    // Trained on, it is a run of all its epochs.
    const epochs = run && run.begun > 0 && !ruledOut(state, request) ? run.epochs : request.epochs;
    const own = data?.own && { ...data.own, keptAside: data.validationCount > 0 };
    return { ...request, model, epochs, ...(own && { own }) };
  }

  #changed(event: CustomEvent<Draft>): void {
    this.context.changeDraft(event.detail);
  }

  /** Does what a message proposes, of the data in use or of the files that were given last. */
  #apply({ reading, draft }: Remedy, inUse: boolean): void {
    const { session, changeDraft } = this.context;
    if (draft) changeDraft(draft(this.context.draft, this.#shape));
    if (reading) {
      const { choice: last } = session.state;
      const { used } = preparedIn(session.state) ?? {};
      const choice = inUse && used ? used.choice : last;
      void session.loadFiles({ ...choice, reading: { ...choice.reading, ...reading } });
    }
  }

  #wish({ detail }: CustomEvent<Wish>): void {
    const { session } = this.context;
    if (detail === "reset") session.reset();
    else if (detail === "trainOn") this.#trainOn();
    else void session[detail]();
  }

  #start(event: Event): void {
    event.preventDefault();
    this.#begin((request) => this.context.session.train(request));
  }

  #trainOn(): void {
    this.#begin((request) => this.context.session.trainOn(request));
  }

  #begin(run: (request: TrainRequest) => Promise<void>): void {
    const request = requestOf(this.context.draft, this.#data);
    void (request ? run(request) : this.#showFault());
  }

  async #showFault(): Promise<void> {
    const fields = this.querySelector<TrainingFields>("training-fields");
    fields?.check();
    await fields?.updateComplete;
    // In order of how well each says what to mend.
    const places = ["[aria-invalid]", ".layer-card:has(.field-error) :is(input, select)", ".adder"];
    const wrong = places.map((place) => this.querySelector<HTMLElement>(`#settings ${place}`)).find((found) => found);
    wrong?.focus();
  }
}
