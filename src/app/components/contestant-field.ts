import { html, nothing, type TemplateResult } from "lit";
import { type Choice, modelChoice, NEW, PCA, readChoice } from "../state/choice.js";
import type { Lineup } from "../worker/compare-protocol.js";
import { numbers } from "./format.js";

export interface ContestantField {
  readonly id: string;
  readonly label: string;
  readonly lineup: Lineup;
  readonly choice: Choice;
  /** Whether a model may be trained for it. */
  readonly offersNew?: boolean;
  readonly disabled: boolean;
  readonly change: (choice: Choice) => void;
}

/** Which of the kept models to draw with, or PCA and with how many components. */
export function contestantField(field: ContestantField): TemplateResult {
  const { id, label, lineup, choice, offersNew = false, disabled, change } = field;
  const { which } = choice;
  const size = lineup.models.find((model) => modelChoice(model.id) === which)?.codeSize;
  const option = (value: string, text: string) =>
    html`<option value=${value} .selected=${value === which}>${text}</option>`;
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select
        id=${id}
        ?disabled=${disabled}
        @change=${(event: Event) => change({ ...choice, which: (event.target as HTMLSelectElement).value })}
      >
        ${which === "" ? option("", "Choose …") : nothing}
        ${offersNew ? option(NEW, "A new one, trained on the normal classes only") : nothing}
        ${lineup.models.map((model) => option(modelChoice(model.id), model.name))}
        ${lineup.mostComponents > 0 ? option(PCA, "PCA of the training data") : nothing}
      </select>
      ${which === PCA ? componentsField(field) : nothing}
      ${size === undefined ? nothing : html`<p class="hint">A code of ${numbers(size)}.</p>`}
    </div>
  `;
}

function componentsField({ id, choice, lineup, disabled, change }: ContestantField): TemplateResult {
  const { error } = readChoice(choice, lineup);
  return html`
    <label for=${`${id}-components`}>Components (numbers in a code)</label>
    <input
      id=${`${id}-components`}
      inputmode="numeric"
      autocomplete="off"
      .value=${choice.components}
      ?disabled=${disabled}
      @change=${(event: Event) => change({ ...choice, components: (event.target as HTMLInputElement).value, typed: true })}
      aria-invalid=${error ? "true" : nothing}
      aria-describedby=${error ? `${id}-error` : nothing}
    />
    ${error ? html`<p class="field-error" id=${`${id}-error`}>${error}</p>` : nothing}
  `;
}
