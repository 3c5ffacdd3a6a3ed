import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Settings } from "../../experiments/experiment.js";
import type { Experiments, Running } from "../state/experiments.js";
import { roughTime } from "../state/rough-time.js";
import type { ExperimentInfo } from "../worker/experiments-protocol.js";
import { experimentResult } from "./experiment-result.js";
import { count, duration } from "./format.js";
import { PageElement } from "./page-element.js";

/** One experiment: its title opens it to its explanation, its button, and what it found. */
export class ExperimentCard extends PageElement {
  static override properties = {
    info: { attribute: false },
    experiments: { attribute: false },
    revision: { attribute: false },
    obstacle: { attribute: false },
    software: { attribute: false },
    open: { attribute: false },
    full: { state: true },
  };

  declare info: ExperimentInfo;
  declare experiments: Experiments;
  /** The state of `experiments`: changes when there is something new to show. */
  declare revision: unknown;
  /** Why nothing can be run now; nothing when it can. */
  declare obstacle: TemplateResult | undefined;
  /** Whether the adapter is a slow one. */
  declare software: boolean;
  declare open: boolean;
  /** As chosen; until then a GPU takes the full form, a software adapter the quick one. */
  declare private full: boolean | undefined;
  #hadFocus = false;

  protected override willUpdate(): void {
    this.#hadFocus = this.querySelector(".run-line")?.contains(document.activeElement) ?? false;
  }

  protected override updated(changed: PropertyValues): void {
    if (this.open && this.#isFull && (changed.has("open") || changed.has("full"))) {
      void this.experiments.estimate(this.info.name);
    }
    // Another card may have closed above it.
    if (this.open && changed.has("open")) this.querySelector(".opener")?.scrollIntoView({ block: "nearest" });
    // The pressed button goes, and would take the keyboard's focus with it.
    const line = this.querySelector(".run-line");
    if (this.#hadFocus && !line?.contains(document.activeElement)) line?.querySelector<HTMLElement>("button")?.focus();
  }

  protected override render(): TemplateResult {
    const { name, title, summary } = this.info;
    const { running, findings } = this.experiments.state;
    const state = running?.name === name ? "running" : findings.has(name) ? "done" : "";
    return html`
      <h2 class="card-title">
        <button type="button" class="opener" id=${`open-${name}`} aria-expanded=${this.open} @click=${this.#toggle}>
          <span>${title}</span>${state ? html`<small class="state">${state}</small>` : nothing}
        </button>
      </h2>
      <p class="hint summary">${sentence(summary)}</p>
      ${this.open ? html`<div class="card-body">${this.#body()}</div>` : nothing}
    `;
  }

  get #isFull(): boolean {
    return this.#hasForms ? (this.full ?? !this.software) : true;
  }

  /** Some are so short that both forms are the same. */
  get #hasForms(): boolean {
    return JSON.stringify(this.info.quick) !== JSON.stringify(this.info.full);
  }

  #body(): TemplateResult {
    const { name, explanation, quick, full } = this.info;
    const { running, findings, failures } = this.experiments.state;
    const [finding, failure] = [findings.get(name), failures.get(name)];
    return html`
      <div class="prose">${explanation.map((paragraph) => html`<p>${paragraph}</p>`)}</div>
      ${this.#hasForms && running?.name !== name ? this.#forms() : nothing}
      ${settingsList(this.#isFull ? full : quick)}
      ${running?.name === name ? this.#progress(running) : this.#start()}
      ${failure ? html`<p class="notice bad" role="alert" id=${`failure-${name}`}>${failure.message}</p>` : nothing}
      ${finding ? experimentResult(finding, this.#hasForms) : nothing}
    `;
  }

  #forms(): TemplateResult {
    const choice = (full: boolean, label: string) => html`
      <label>
        <input
          type="radio"
          name=${`form-${this.info.name}`}
          value=${full ? "full" : "quick"}
          .checked=${this.#isFull === full}
          @change=${() => {
            this.full = full;
          }}
        />${label}
      </label>
    `;
    return html`
      <div class="choices" role="radiogroup" aria-label="How much of it">
        ${choice(false, "Quick: less of everything")} ${choice(true, "Full: as it is meant")}
      </div>
    `;
  }

  #start(): TemplateResult {
    const { name } = this.info;
    const run = () => void this.experiments.run(name, !this.#isFull);
    return html`
      <p class="run-line">
        <button type="button" class="primary" id=${`run-${name}`} ?disabled=${this.obstacle !== undefined} @click=${run}>Run</button>
        <span class="hint">${this.obstacle ?? this.#outlook()}</span>
      </p>
    `;
  }

  #outlook(): string {
    if (!this.#hasForms) return "Takes a few seconds.";
    if (!this.#isFull) return "Shows in a minute or so that everything works, not what comes out in the end.";
    const estimate = this.experiments.state.estimates.get(this.info.name);
    if (estimate === "estimating") return "Trying a few training steps, to say how long it takes …";
    if (estimate === undefined || estimate === "unknown") return "How long it takes here is not known.";
    return `About ${roughTime(estimate.seconds)} here, judging by a few training steps; it may be half or twice that.`;
  }

  #progress({ progress, secondsLeft, cancelling }: Running): TemplateResult {
    const { doing = "Getting ready", detail, fraction = 0 } = progress ?? {};
    const label = `progress-${this.info.name}`;
    return html`
      <div class="run-progress">
        <div class="progress-head">
          <span id=${label}>${doing}${detail ? html`: ${detail}` : nothing}</span>
          <span>${(100 * fraction).toFixed(0)} %</span>
        </div>
        <progress role="progressbar" aria-labelledby=${label} max="1" .value=${fraction}></progress>
        <p class="run-line">
          <button type="button" id=${`cancel-${this.info.name}`} ?disabled=${cancelling} @click=${() => void this.experiments.cancel()}>
            ${cancelling ? "Cancelling…" : "Cancel"}
          </button>
          <span class="hint">${secondsLeft === undefined ? "" : `About ${duration(secondsLeft)} left.`}</span>
        </p>
      </div>
    `;
  }

  #toggle(): void {
    this.dispatchEvent(new CustomEvent("toggle-card"));
  }
}

function settingsList(settings: Settings): TemplateResult {
  const shown = Object.entries(settings).filter(([, value]) => value !== undefined);
  return html`<dl class="setting-list">
    ${shown.map(([name, value]) => html`<div><dt>${words(name)}</dt><dd>${valueText(value)}</dd></div>`)}
  </dl>`;
}

/** `testImages` → `test images` */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function valueText(value: Settings[string]): string {
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "number" && value >= 1000 ? count(value) : String(value);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
