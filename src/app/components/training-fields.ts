import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { aboutAdam } from "../explain/learning-texts.js";
import { aboutAdadelta, aboutLoss } from "../explain/texts.js";
import { type Draft, NOTEBOOK, usualRate } from "../state/draft.js";
import {
  allUsed,
  isTrap,
  LOSS_LABELS,
  NUMBER_FIELDS,
  type NumberField,
  OPTIMIZER_LABELS,
  readSettings,
  type SettingErrors,
  type SettingName,
} from "../state/settings.js";
import { explained } from "./explained.js";
import { count } from "./format.js";
import { PageElement } from "./page-element.js";

/**
 * How the model is trained.
 * @fires draft with the changed {@link Draft} as its detail
 */
export class TrainingFields extends PageElement {
  static override properties = {
    draft: { attribute: false },
    disabled: { attribute: false },
    samples: { attribute: false },
    errors: { state: true },
  };

  declare draft: Draft;
  declare disabled: boolean;
  /** Training samples there are, once that is known. */
  declare samples: number | undefined;
  declare private errors: SettingErrors;

  constructor() {
    super();
    this.draft = NOTEBOOK;
    this.errors = {};
  }

  /** Shows every error there is. */
  check(): void {
    const checked = readSettings(this.draft);
    this.errors = "errors" in checked ? checked.errors : {};
  }

  protected override willUpdate(changed: PropertyValues): void {
    // A draft from an address may be wrong before anything is typed; a message goes as soon as its cause is mended.
    if (changed.has("draft") && (!this.hasUpdated || Object.keys(this.errors).length > 0)) this.check();
  }

  protected override render(): TemplateResult {
    return html`
      <fieldset ?disabled=${this.disabled} @change=${this.check}>
        <legend>Training</legend>
        <div class="fields">
          ${this.#choice("loss", "Loss", LOSS_LABELS)} ${this.#choice("optimizer", "Optimizer", OPTIMIZER_LABELS)}
          ${NUMBER_FIELDS.map((field) => this.#numberField(field))}
        </div>
        ${isTrap(this.draft) ? this.#trap() : nothing}
      </fieldset>
      ${explained("Why can the loss not reach 0?", aboutLoss())}
      ${this.draft.optimizer.startsWith("adam") ? explained("What does Adam do?", aboutAdam()) : nothing}
      ${this.draft.optimizer === "adadelta" ? explained("What does Adadelta do?", aboutAdadelta()) : nothing}
    `;
  }

  #trap(): TemplateResult {
    return html`
      <div class="notice" id="trap">
        <p>
          <b>The 0.001 trap.</b> Keras 2's Adadelta had a learning rate of 1.0; Keras 3's default is 0.001, for steps a thousand
          times shorter. With it this loss still stands near 0.69 after 50 epochs, and every picture stays grey.
        </p>
        <button type="button" @click=${() => this.#change({ learningRate: usualRate("adadelta") })}>Use 1.0</button>
      </div>
    `;
  }

  #numberField({ name, label, whole }: NumberField): TemplateResult {
    const error = this.errors[name];
    const all = name === "limit" && this.samples !== undefined ? `all ${count(this.samples)}` : nothing;
    return html`
      <div class="field">
        <label for=${name}>${label}</label>
        <input
          id=${name}
          name=${name}
          inputmode=${whole ? "numeric" : "decimal"}
          autocomplete="off"
          spellcheck="false"
          placeholder=${all}
          .value=${this.draft[name]}
          @input=${this.#edit}
          aria-invalid=${error ? "true" : nothing}
          aria-describedby=${error ? `${name}-error` : nothing}
        />
        ${this.#message(name)} ${name === "limit" ? this.#fewer() : nothing}
      </div>
    `;
  }

  /** More samples are wanted than there are. */
  #fewer(): TemplateResult | typeof nothing {
    const all = allUsed(this.draft, this.samples);
    return all ? html`<p class="hint" id="limit-hint">${all}</p>` : nothing;
  }

  #choice(name: "loss" | "optimizer", label: string, labels: Readonly<Record<string, string>>): TemplateResult {
    const error = this.errors[name];
    return html`
      <div class="field wide">
        <label for=${name}>${label}</label>
        <select
          id=${name}
          name=${name}
          @input=${this.#edit}
          aria-invalid=${error ? "true" : nothing}
          aria-describedby=${error ? `${name}-error` : nothing}
        >
          ${Object.hasOwn(labels, this.draft[name]) ? nothing : html`<option selected>${this.draft[name]}</option>`}
          ${Object.entries(labels).map(
            ([value, text]) => html`<option value=${value} .selected=${this.draft[name] === value}>${text}</option>`,
          )}
        </select>
        ${this.#message(name)}
      </div>
    `;
  }

  #message(name: SettingName): TemplateResult | typeof nothing {
    const error = this.errors[name];
    return error ? html`<p class="field-error" id=${`${name}-error`}>${error}</p>` : nothing;
  }

  #edit(event: Event): void {
    const { name, value } = event.target as HTMLInputElement | HTMLSelectElement;
    // Every optimizer has a scale of its own: another one's learning rate would mean nothing to it.
    this.#change({ [name]: value, ...(name === "optimizer" && { learningRate: usualRate(value) }) });
  }

  #change(changes: Partial<Draft>): void {
    this.draft = { ...this.draft, ...changes };
    this.dispatchEvent(new CustomEvent<Draft>("draft", { detail: this.draft }));
  }
}
