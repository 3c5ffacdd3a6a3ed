import { html, nothing, type TemplateResult } from "lit";
import type { Exploration } from "../state/explore.js";
import type { Codebook, ExploreState } from "../state/explore-state.js";
import { columnsOf } from "../state/table-columns.js";
import { sampleName } from "./explore-names.js";
import { PageElement } from "./page-element.js";

/** The sample that is pointed at, with its reconstruction; beside it what lies under the pointer, and the pinned samples. */
export class ExplorePicked extends PageElement {
  static override properties = {
    exploration: { attribute: false },
    state: { attribute: false },
  };

  declare exploration: Exploration;
  declare state: ExploreState;

  protected override render(): TemplateResult | typeof nothing {
    const { book, picked, pinned, drawn } = this.state;
    if (!book) return nothing;
    const { data, values, mask } = book;
    const name = picked === undefined ? "nothing" : sampleName(book, picked);
    return html`
      <div class="picked" id="picked">
        <figure>
          <explore-picture .data=${data} .values=${picked === undefined ? undefined : values} .mask=${mask} .index=${picked ?? 0} .label=${`${name}, original`}></explore-picture>
          <figcaption>${name}</figcaption>
        </figure>
        <figure>
          <explore-picture .data=${data} .values=${drawn.picked} .label=${`${name}, drawn from its code`}></explore-picture>
          <figcaption>from its code</figcaption>
        </figure>
        ${
          this.state.place && drawn.place
            ? html`<figure>
                <explore-picture .data=${data} .values=${drawn.place} .label=${"What is drawn from the code under the pointer"}></explore-picture>
                <figcaption>under the pointer</figcaption>
              </figure>`
            : nothing
        }
      </div>
      <p class="visually-hidden" role="status">${name}${picked !== undefined && pinned.includes(picked) ? ", pinned" : ""}</p>
      <div class="pins-head">
        <h3>Pinned</h3>
        <button
          type="button"
          class="small"
          id="pin"
          ?disabled=${picked === undefined || pinned.includes(picked)}
          @click=${() => picked !== undefined && this.exploration.pin(picked)}
        >Pin ${name}</button>
      </div>
      <ul class=${columnsOf(book.data) ? "pins named" : "pins"}>
        ${pinned.map((index) => this.#pin(book, index))}
      </ul>
      ${pinned.length === 0 ? html`<p class="hint">Nothing yet. Pinned samples are where sliders start, and walks begin and end.</p>` : nothing}
    `;
  }

  #pin(book: Codebook, index: number): TemplateResult {
    const name = sampleName(book, index);
    return html`
      <li>
        <button type="button" class="sample-button" aria-label=${`Sliders to ${name}`} title=${`Sliders to ${name}`} @click=${() => this.exploration.startFrom(index)}>
          ${columnsOf(book.data) ? name : html`<explore-picture .data=${book.data} .values=${book.values} .index=${index} .label=${name}></explore-picture>`}
        </button>
        <button type="button" class="small" aria-label=${`Unpin ${name}`} title="Unpin" @click=${() => this.#unpin(index)}>×</button>
      </li>
    `;
  }

  async #unpin(index: number): Promise<void> {
    this.exploration.unpin(index);
    await this.updateComplete;
    // The pressed button is gone, and would take the keyboard's focus with it.
    if (!this.contains(document.activeElement)) this.querySelector<HTMLElement>("button:not([disabled])")?.focus();
  }
}
