import { html, type TemplateResult } from "lit";
import { saveFile } from "../take-home/download.js";

/**
 * A button for a list of downloads: draws a chart when it is pressed, in the colours that the page has then.
 * @param name of the PNG
 */
export function chartFile(name: string, draw: () => Promise<Blob>): TemplateResult {
  const save = async () => saveFile(name, await draw());
  return html`<button type="button" class="button" data-file=${name} @click=${() => void save()}>${name}</button>`;
}
