import { html, nothing, type TemplateResult } from "lit";
import { adviceOf, type Remedy, type Surroundings } from "../state/remedies.js";

/**
 * A message, and a button for each remedy that it proposes.
 * @param disabled while nothing can be changed
 */
export function advice(
  message: string,
  around: Surroundings,
  apply: (remedy: Remedy) => void,
  disabled = false,
): TemplateResult {
  const { text, remedies } = adviceOf(message, around);
  return html`
    <p>${text}</p>
    ${
      remedies.length > 0
        ? html`<p class="remedies">
            ${remedies.map((remedy) => html`<button type="button" class="small" ?disabled=${disabled} @click=${() => apply(remedy)}>${remedy.label}</button>`)}
          </p>`
        : nothing
    }
  `;
}
