import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ShelfEntry } from "../shelf/model-shelf.js";
import type { Shelf, ShelfState } from "../state/shelf.js";
import { lossText } from "./format.js";
import { PageElement } from "./page-element.js";
import { paintBlob } from "./paint-blob.js";

const DATE = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** The models that are kept in this browser: brought back, named, removed, their losses beside those of the run. */
export class ModelShelfList extends PageElement {
  static override properties = {
    shelf: { attribute: false },
    state: { attribute: false },
    current: { attribute: false },
    canOpen: { attribute: false },
  };

  declare shelf: Shelf;
  declare state: ShelfState;
  /** Id of the model that there is. */
  declare current: number | undefined;
  /** Whether one may take the place of what is there. */
  declare canOpen: boolean;

  /** The entry that has the keyboard's focus. */
  #focused: string | undefined;

  protected override willUpdate(): void {
    this.#focused = document.activeElement?.closest<HTMLElement>(".shelf li")?.id;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { entries = [], failure } = this.state;
    // What is wrong with a file that was chosen, or an entry, is said here, which may be out of sight.
    const before = changed.get("state");
    if (before && failure && failure !== before.failure)
      this.querySelector(".field-error")?.scrollIntoView({ block: "nearest" });
    // A button that has done its work goes, or its entry: the focus stays near.
    if (this.#focused !== undefined && !this.contains(document.activeElement)) {
      const places = [`#${this.#focused} button`, ".shelf li button", "#model-file"];
      const near = places.map((place) => document.querySelector<HTMLElement>(place)).find((found) => found !== null);
      near?.focus({ preventScroll: true });
    }
    if (entries === before?.entries) return;
    for (const { id, picture } of entries) {
      const canvas = this.querySelector<HTMLCanvasElement>(`#shelf-picture-${id}`);
      if (canvas && picture) void paintBlob(canvas, picture);
    }
  }

  protected override render(): TemplateResult {
    const { entries = [], failure, said } = this.state;
    return html`
      <h3>On the shelf</h3>
      <p class="hint">
        Every run that ends leaves its model here, in this browser, to be opened at any visit. The newest stay, and those that you name or keep.
      </p>
      ${failure ? html`<p class="field-error" role="alert">${failure}</p>` : nothing}
      <ul class="shelf" aria-label="Models on the shelf">${entries.map((entry) => this.#entry(entry))}</ul>
      <p class="visually-hidden" role="status">${said}</p>
    `;
  }

  #entry(entry: ShelfEntry): TemplateResult {
    const { id, name, data, keptAt, losses, picture, passing } = entry;
    const last = losses.at(-1);
    const loss = last?.valLoss ?? last?.loss;
    const { busy, overlaid } = this.state;
    const isCurrent = id === this.current;
    return html`<li id=${`shelf-entry-${id}`} aria-current=${isCurrent ? "true" : nothing}>
      ${picture ? html`<canvas id=${`shelf-picture-${id}`} role="img" aria-label=${`Pictures, and what ${name} draws of them`}></canvas>` : nothing}
      <label class="visually-hidden" for=${`shelf-${id}`}>Name</label>
      <input id=${`shelf-${id}`} class="shelf-name" autocomplete="off" .value=${name} @change=${(event: Event) => this.#rename(entry, event.target as HTMLInputElement)} />
      <p class="hint">${isCurrent ? "This one is open. " : ""}${data}, ${DATE.format(keptAt)}${loss === undefined ? "" : `, loss ${lossText(loss)}`}</p>
      <p class="shelf-buttons">
        <button type="button" class="small" aria-disabled=${this.#closed || isCurrent ? "true" : nothing} aria-label=${`Open ${name}`} @click=${() => this.#closed || isCurrent || void this.shelf.open(entry)}>Open</button>
        ${passing ? html`<button type="button" class="small" aria-disabled=${busy ? "true" : nothing} aria-label=${`Keep ${name}`} @click=${() => busy || void this.shelf.keep(entry)}>Keep</button>` : nothing}
        <button type="button" class="small" aria-disabled=${busy ? "true" : nothing} aria-label=${`Remove ${name}`} @click=${() => busy || void this.shelf.remove(entry)}>Remove</button>
        ${
          losses.length > 0
            ? html`<label><input type="checkbox" aria-label=${`Losses of ${name} in the chart`} .checked=${overlaid.has(id)} @change=${(event: Event) => this.shelf.overlay(id, (event.target as HTMLInputElement).checked)} /> in the chart</label>`
            : nothing
        }
      </p>
    </li>`;
  }

  #rename(entry: ShelfEntry, field: HTMLInputElement): void {
    // A model without a name could not be told from others: it keeps the one that it has.
    field.value = field.value.trim() || entry.name;
    if (field.value !== entry.name) void this.shelf.keep(entry, field.value);
  }

  get #closed(): boolean {
    return !this.canOpen || this.state.busy;
  }
}
