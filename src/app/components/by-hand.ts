import { html, nothing, type TemplateResult } from "lit";

/** Copies a text. @returns whether the browser let the page do so: not where that is forbidden, or without the focus */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A text that could not be copied, in a field to copy it from. */
export function byHand(text: string | undefined): TemplateResult | typeof nothing {
  if (text === undefined) return nothing;
  const select = ({ target }: Event) => (target as HTMLTextAreaElement).select();
  return html`
    <div class="field by-hand" role="group" aria-label="To copy by hand">
      <label for="by-hand">This browser let the page copy nothing. Copy it from here:</label>
      <textarea id="by-hand" rows="3" readonly .value=${text} @focus=${select}></textarea>
    </div>
  `;
}
