import { html, nothing, type TemplateResult } from "lit";
import { announcement } from "./announcement.js";
import { PageElement } from "./element.js";
import { Session, type State } from "./session.js";
import { draftFromFragment, type Settings } from "./settings.js";
import { loadingProgress, trainingProgress } from "./training-progress.js";

const FAILURE_TITLES: Readonly<Record<string, string>> = {
  GpuUnavailableError: "No GPU to train on",
  NumericalError: "The numbers ran away",
  DeviceLostError: "The GPU went away",
};

/** The page: lays out one {@link State} of its session, and hands the user's wishes back to it. */
export class IsthmusApp extends PageElement {
  readonly #session = new Session(() => this.requestUpdate());
  readonly #address = draftFromFragment(location.hash);

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("beforeunload", this.#beforeUnload);
    void this.#session.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("beforeunload", this.#beforeUnload);
  }

  protected override render(): TemplateResult {
    const { state } = this.#session;
    const { phase, run, digits, snapshot, adapter } = state;
    return html`
      ${this.#notices(state)}
      <div class="board">
        <section class="panel settings" aria-label="Settings">
          <train-controls
            .draft=${this.#address.draft}
            .phase=${controlsPhase(state)}
            @train=${this.#train}
            @stop=${this.#stop}
          ></train-controls>
        </section>
        <section class="panel training" aria-labelledby="training-title">
          <h2 id="training-title">Training</h2>
          ${phase === "loading" || phase === "opening" ? loadingProgress(state.loaded) : nothing}
          ${run ? trainingProgress(run, phase) : this.#invitation(state)}
          <loss-chart .curve=${run?.curve} .revision=${run} .epochs=${run?.epochs ?? 50}></loss-chart>
          ${this.#downloads(state)}
        </section>
        <section class="panel pictures" aria-labelledby="pictures-title">
          <h2 id="pictures-title">Ten digits it never trains on</h2>
          <digit-grid .digits=${digits} .snapshot=${snapshot}></digit-grid>
        </section>
      </div>
      <p class="adapter">
        ${adapter ? html`<span id="adapter">${adapterText(adapter)}</span>` : nothing}
      </p>
      <p class="visually-hidden" role="status">${announcement(run, phase, state.stopped ?? false)}</p>
    `;
  }

  #notices({ phase, failure, warnings }: State): TemplateResult {
    const { unknown } = this.#address;
    return html`
      <div role="alert">
        ${
          failure
            ? html`<div class="notice bad" id="failure">
                <h2>${FAILURE_TITLES[failure.name] ?? (phase === "data-missing" ? "The digits are missing" : "That did not work")}</h2>
                <p>${failure.message}</p>
                ${phase === "data-missing" ? html`<button @click=${this.#retry}>Try again</button>` : nothing}
              </div>`
            : nothing
        }
        ${warnings.map((warning) => html`<p class="notice">${warning}</p>`)}
        ${
          unknown.length > 0
            ? html`<p class="notice">
                The address has settings this page does not know: ${unknown.join(", ")}. It knows
                ${Object.keys(this.#address.draft).join(", ")}.
              </p>`
            : nothing
        }
      </div>
    `;
  }

  #invitation({ phase }: State): TemplateResult | typeof nothing {
    if (phase !== "ready") return nothing;
    return html`<p class="hint">
      Start training, and watch the loss fall and the digits below take shape.
    </p>`;
  }

  #downloads({ downloads }: State): TemplateResult | typeof nothing {
    if (downloads.length === 0) return nothing;
    return html`<ul class="downloads" aria-label="Downloads">
      ${downloads.map(({ name, url }) => html`<li><a href=${url} download=${name}>${name}</a></li>`)}
    </ul>`;
  }

  #train(event: CustomEvent<Settings>): void {
    void this.#session.train(event.detail);
  }

  #stop(): void {
    void this.#session.stop();
  }

  #retry(): void {
    void this.#session.loadData();
  }

  readonly #beforeUnload = (event: BeforeUnloadEvent) => {
    if (this.#session.busy) event.preventDefault();
  };
}

function controlsPhase({ phase, digits }: State): "unready" | "ready" | "training" | "stopping" {
  if (phase === "training" || phase === "stopping") return phase;
  return digits && phase !== "blocked" ? "ready" : "unready";
}

function adapterText({ vendor, architecture, description, software }: NonNullable<State["adapter"]>): string {
  const name = description || [vendor, architecture].filter(Boolean).join(" ") || "an unnamed adapter";
  return software
    ? `Runs on ${name}, a software adapter: WebGPU on the processor. It computes the same, but slowly.`
    : `Runs on ${name}.`;
}
