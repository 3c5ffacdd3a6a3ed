import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Loss } from "../index.js";
import { PageElement } from "./element.js";
import {
  type Draft,
  LOSS_LABELS,
  NOTEBOOK,
  NUMBER_FIELDS,
  type NumberField,
  readSettings,
  type SettingErrors,
  type SettingName,
  type Settings,
} from "./settings.js";

/**
 * The settings and the two buttons.
 * @fires train with the checked {@link Settings} as its detail
 * @fires stop
 */
export class TrainControls extends PageElement {
  static override properties = {
    draft: { attribute: false },
    phase: { attribute: false },
    errors: { state: true },
  };

  declare draft: Draft;
  /** `unready`: training can't begin yet. */
  declare phase: "unready" | "ready" | "training" | "stopping";
  declare private errors: SettingErrors;

  constructor() {
    super();
    this.draft = NOTEBOOK;
    this.phase = "unready";
    this.errors = {};
  }

  protected override willUpdate(changed: PropertyValues): void {
    // A draft from an address may be wrong before anything is typed.
    if (changed.has("draft") && !this.hasUpdated) this.#check();
  }

  protected override updated(changed: PropertyValues): void {
    // The pressed button goes, and would take the keyboard's focus with it.
    const before = changed.get("phase");
    if (before === "ready" && this.phase === "training") this.querySelector<HTMLElement>("#stop")?.focus();
    if ((before === "training" || before === "stopping") && this.phase === "ready" && lostFocus()) {
      this.querySelector<HTMLElement>("#start")?.focus({ preventScroll: true });
    }
  }

  protected override render(): TemplateResult {
    const busy = this.phase === "training" || this.phase === "stopping";
    return html`
      <form novalidate @submit=${this.#submit} @change=${this.#check}>
        <fieldset ?disabled=${busy}>
          <legend>Settings</legend>
          ${NUMBER_FIELDS.map((field) => this.#numberField(field))} ${this.#lossField()}
        </fieldset>
        <div class="buttons">
          ${
            busy
              ? html`<button id="stop" type="button" ?disabled=${this.phase === "stopping"} @click=${this.#stop}>
                  ${this.phase === "stopping" ? "Stopping…" : "Stop"}
                </button>`
              : html`<button id="start" class="primary" ?disabled=${this.phase === "unready"}>Start training</button>`
          }
        </div>
      </form>
    `;
  }

  #numberField({ name, label, whole }: NumberField): TemplateResult {
    const error = this.errors[name];
    return html`
      <div class=${name === "limit" ? "field wide" : "field"}>
        <label for=${name}>${label}</label>
        <input
          id=${name}
          name=${name}
          inputmode=${whole ? "numeric" : "decimal"}
          autocomplete="off"
          spellcheck="false"
          .value=${this.draft[name]}
          @input=${this.#edit}
          aria-invalid=${error ? "true" : nothing}
          aria-describedby=${error ? `${name}-error` : nothing}
        />
        ${this.#message(name)}
      </div>
    `;
  }

  #lossField(): TemplateResult {
    return html`
      <div class="field wide">
        <label for="loss">Loss</label>
        <select id="loss" name="loss" @input=${this.#edit} aria-describedby=${this.errors.loss ? "loss-error" : nothing}>
          ${Object.entries(LOSS_LABELS).map(
            ([loss, label]) =>
              html`<option value=${loss} ?selected=${this.draft.loss === (loss as Loss)}>${label}</option>`,
          )}
        </select>
        ${this.#message("loss")}
      </div>
    `;
  }

  #message(name: SettingName): TemplateResult | typeof nothing {
    const error = this.errors[name];
    return error ? html`<p class="field-error" id=${`${name}-error`}>${error}</p>` : nothing;
  }

  #edit(event: Event): void {
    const { name, value } = event.target as HTMLInputElement | HTMLSelectElement;
    this.draft = { ...this.draft, [name]: value };
    // A message goes as soon as its cause is mended, and comes only when the field is left.
    if (this.errors[name as SettingName]) this.#check();
  }

  #check(): void {
    const checked = readSettings(this.draft);
    this.errors = "errors" in checked ? checked.errors : {};
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.phase !== "ready") return;
    const checked = readSettings(this.draft);
    if ("settings" in checked) {
      this.dispatchEvent(new CustomEvent<Settings>("train", { detail: checked.settings }));
      return;
    }
    this.errors = checked.errors;
    await this.updateComplete;
    this.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }

  #stop(): void {
    this.dispatchEvent(new CustomEvent("stop"));
  }
}

function lostFocus(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
