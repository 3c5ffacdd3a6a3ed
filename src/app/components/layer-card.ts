import { html, nothing, type TemplateResult } from "lit";
import type { LayerField } from "../../layers/form.js";
import { LAYER_FORMS } from "../../layers/layers.js";
import { errorFor, type LayerDraft } from "../state/layer-draft.js";
import type { CheckedLayer } from "../state/model-check.js";
import { count, shapeText } from "./format.js";

export interface LayerCard {
  /** `encoder-0` */
  readonly id: string;
  readonly draft: LayerDraft;
  readonly checked: CheckedLayer;
  /** Of its part. */
  readonly last: boolean;
  readonly change: (draft: LayerDraft) => void;
  readonly remove: () => void;
  readonly move: (by: -1 | 1) => void;
}

/** A layer of the builder: its fields, what comes out of it, and what is wrong with it. */
export function layerCard(card: LayerCard): TemplateResult {
  const { id, draft, checked, last, remove, move } = card;
  const { label, fields } = LAYER_FORMS[draft.type];
  const { outputShape, parameters = 0, error } = checked;
  const place = `${label}, ${id.replace("-", " layer ")}`;
  return html`
    <div class="layer-card" id=${id} role="group" aria-label=${place}>
      <div class="layer-head">
        <span class="layer-name">${label}</span>
        ${
          outputShape
            ? html`<span class="layer-shape">→ ${shapeText(outputShape)}${parameters > 0 ? html` · ${count(parameters)}` : nothing}</span>`
            : nothing
        }
        <span class="layer-buttons">
          <button type="button" class="small" aria-label=${`Move up: ${place}`} ?disabled=${id.endsWith("-0")} @click=${() => move(-1)}>↑</button>
          <button type="button" class="small" aria-label=${`Move down: ${place}`} ?disabled=${last} @click=${() => move(1)}>↓</button>
          <button type="button" class="small" aria-label=${`Remove: ${place}`} @click=${remove}>×</button>
        </span>
      </div>
      ${fields.length > 0 ? html`<div class="layer-fields">${fields.map((field) => layerField(card, field))}</div>` : nothing}
      ${error ? html`<p class="field-error">${error}</p>` : nothing}
    </div>
  `;
}

function layerField(card: LayerCard, field: LayerField): TemplateResult {
  const { id, draft, checked, change } = card;
  const { name, label, kind, options = [] } = field;
  const inputId = `${id}-${name.replace(".", "-")}`;
  const value = draft.values[name] ?? "";
  const error = errorFor(field, checked.errors);
  const set = (text: string) => change({ ...draft, values: { ...draft.values, [name]: text } });
  if (kind === "flag") {
    return html`
      <label class="check" for=${inputId}>
        <input
          id=${inputId}
          type="checkbox"
          .checked=${value !== "false"}
          @change=${(event: Event) => set(String((event.target as HTMLInputElement).checked))}
        />
        ${label}
      </label>
    `;
  }
  const typed = (event: Event) => set((event.target as HTMLInputElement | HTMLSelectElement).value);
  const invalid = error ? "true" : nothing;
  const described = error ? `${inputId}-error` : nothing;
  return html`
    <div class="field">
      <label for=${inputId}>${label}</label>
      ${
        kind === "choice"
          ? html`<select id=${inputId} @change=${typed} aria-invalid=${invalid} aria-describedby=${described}>
              ${options.map((option) => html`<option .selected=${option === value}>${option}</option>`)}
            </select>`
          : html`<input
              id=${inputId}
              autocomplete="off"
              spellcheck="false"
              inputmode=${kind === "number" ? "decimal" : nothing}
              .value=${value}
              @input=${typed}
              aria-invalid=${invalid}
              aria-describedby=${described}
            />`
      }
      ${error ? html`<p class="field-error" id=${`${inputId}-error`}>${label} ${error}</p>` : nothing}
    </div>
  `;
}
