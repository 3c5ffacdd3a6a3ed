import { html, type TemplateResult } from "lit";

/** A question that opens to its answer. */
export function explained(question: string, answer: TemplateResult): TemplateResult {
  return html`<details class="explained"><summary>${question}</summary><div class="prose">${answer}</div></details>`;
}
