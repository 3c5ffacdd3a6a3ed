import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Codebook, Exploration } from "../state/explore.js";
import { codeOf } from "../state/explore-codes.js";
import { Latest } from "../state/latest.js";
import { columnsOf } from "../state/table-columns.js";
import { sampleName } from "./explore-names.js";
import { PageElement } from "./page-element.js";

/** The sample that is pointed at, with its reconstruction; beside it what lies under the pointer, and the pinned samples. */
export class ExplorePicked extends PageElement {
  static override properties = {
    exploration: { attribute: false },
    revision: { attribute: false },
    place: { attribute: false },
    reconstruction: { state: true },
    under: { state: true },
  };

  declare exploration: Exploration;
  /** Anything that changes with the exploration. */
  declare revision: unknown;
  /** A code of two numbers that lies under the pointer, where the map is the plane of codes itself. */
  declare place: readonly [number, number] | undefined;
  declare private reconstruction: Float32Array | undefined;
  declare private under: Float32Array | undefined;
  readonly #latest = new Latest();
  readonly #latestPlace = new Latest();
  #book: Codebook | undefined;
  #shown: number | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { book, picked, pinned } = this.exploration;
    if (!book) return nothing;
    const { data, values } = book;
    const name = picked === undefined ? "nothing" : sampleName(book, picked);
    return html`
      <div class="picked" id="picked">
        <figure>
          <explore-picture .data=${data} .values=${picked === undefined ? undefined : values} .index=${picked ?? 0} .label=${`${name}, original`}></explore-picture>
          <figcaption>${name}</figcaption>
        </figure>
        <figure>
          <explore-picture .data=${data} .values=${this.reconstruction} .label=${`${name}, drawn from its code`}></explore-picture>
          <figcaption>from its code</figcaption>
        </figure>
        ${
          this.place && this.under
            ? html`<figure>
                <explore-picture .data=${data} .values=${this.under} .label=${"What is drawn from the code under the pointer"}></explore-picture>
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

  protected override updated(changed: PropertyValues): void {
    const { book, picked } = this.exploration;
    if (!book) return;
    if (book !== this.#book || picked !== this.#shown) {
      this.#book = book;
      this.#shown = picked;
      if (picked !== undefined) this.#decodePicked(book, picked);
    }
    if (changed.has("place") && this.place) this.#decodePlace(book, this.place);
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

  #decodePicked(book: Codebook, index: number): void {
    void this.#latest.run(async () => {
      try {
        const picture = await book.explorer.decode(codeOf(book.codes, book.size, index));
        if (book === this.exploration.book && index === this.#shown) this.reconstruction = picture;
      } catch (error) {
        this.exploration.fail(error, book);
      }
    });
  }

  #decodePlace(book: Codebook, place: readonly [number, number]): void {
    void this.#latestPlace.run(async () => {
      try {
        const picture = await book.explorer.decode(Float32Array.from(place));
        if (book === this.exploration.book) this.under = picture;
      } catch (error) {
        this.exploration.fail(error, book);
      }
    });
  }
}
