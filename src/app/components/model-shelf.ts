import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ShelfEntry } from "../shelf/model-shelf.js";
import type { Shelf, ShelfState } from "../state/shelf.js";
import { lossText } from "./format.js";
import { PageElement } from "./page-element.js";

const DATE = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** The models that are kept in this browser: put there, brought back, renamed, removed. */
export class ModelShelfList extends PageElement {
  static override properties = {
    shelf: { attribute: false },
    state: { attribute: false },
    canKeep: { attribute: false },
    canOpen: { attribute: false },
  };

  declare shelf: Shelf;
  declare state: ShelfState;
  /** Whether there is a model to keep. */
  declare canKeep: boolean;
  /** Whether one may take the place of what is there. */
  declare canOpen: boolean;

  protected override updated(changed: PropertyValues<this>): void {
    const { entries = [] } = this.state;
    if (entries === changed.get("state")?.entries) return;
    for (const { id, picture } of entries) {
      const canvas = this.querySelector<HTMLCanvasElement>(`#shelf-picture-${id}`);
      if (canvas && picture) void paintBlob(canvas, picture);
    }
  }

  protected override render(): TemplateResult {
    const { entries = [], busy, failure, said } = this.state;
    return html`
      <h3>On the shelf</h3>
      <p class="link-line">
        <button type="button" id="keep-model" ?disabled=${!this.canKeep || busy} @click=${() => void this.shelf.keep()}>Keep this model</button>
        <span class="hint">Models on the shelf stay in this browser, and can be opened at any visit.</span>
      </p>
      ${failure ? html`<p class="field-error" role="alert">${failure}</p>` : nothing}
      <ul class="shelf" aria-label="Models on the shelf">${entries.map((entry) => this.#entry(entry))}</ul>
      <p class="visually-hidden" role="status">${said}</p>
    `;
  }

  #entry(entry: ShelfEntry): TemplateResult {
    const { id, name, data, keptAt, losses, picture } = entry;
    const last = losses.at(-1);
    const loss = last?.valLoss ?? last?.loss;
    return html`<li>
      ${picture ? html`<canvas id=${`shelf-picture-${id}`} role="img" aria-label=${`Pictures, and what ${name} draws of them`}></canvas>` : nothing}
      <div class="field">
        <label class="visually-hidden" for=${`shelf-${id}`}>Name</label>
        <input id=${`shelf-${id}`} autocomplete="off" .value=${name} @change=${(event: Event) => void this.shelf.rename(entry, (event.target as HTMLInputElement).value)} />
        <p class="hint">${data}, ${DATE.format(keptAt)}${loss === undefined ? "" : `, loss ${lossText(loss)}`}</p>
      </div>
      <button type="button" class="small" ?disabled=${!this.canOpen || this.state.busy} aria-label=${`Open ${name}`} @click=${() => void this.shelf.open(entry)}>Open</button>
      <button type="button" class="small" ?disabled=${this.state.busy} aria-label=${`Remove ${name}`} @click=${() => void this.shelf.remove(entry)}>Remove</button>
    </li>`;
  }
}

/** The page's policy lets no picture in by an address of its own making: it is painted. */
async function paintBlob(canvas: HTMLCanvasElement, picture: Blob): Promise<void> {
  const bitmap = await createImageBitmap(picture);
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
}
