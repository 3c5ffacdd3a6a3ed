import { html, nothing, type TemplateResult } from "lit";
import type { Codebook, Exploration } from "../state/explore.js";
import { codeOf, walk } from "../state/explore-codes.js";
import { Latest } from "../state/latest.js";
import { columnsOf } from "../state/table-columns.js";
import { sampleName } from "./explore-names.js";
import { PageElement } from "./page-element.js";

const STEPS = 9;

const shareAt = (step: number) => Math.round((100 * step) / (STEPS - 1));

/** What the decoder draws on the straight way from one pinned sample's code to another's. */
export class ExploreWalk extends PageElement {
  static override properties = {
    exploration: { attribute: false },
    revision: { attribute: false },
    from: { state: true },
    to: { state: true },
    pictures: { state: true },
  };

  declare exploration: Exploration;
  /** Anything that changes with the exploration. */
  declare revision: unknown;
  /** Chosen ends; else the two samples that were pinned last. */
  declare private from: number | undefined;
  declare private to: number | undefined;
  declare private pictures: Float32Array | undefined;
  readonly #latest = new Latest();
  #book: Codebook | undefined;
  #walked = "";

  protected override render(): TemplateResult | typeof nothing {
    const { book, pinned } = this.exploration;
    if (!book) return nothing;
    const ends = this.#ends;
    if (!ends) return html`<p class="hint">Pin two samples on the map to walk from one to the other.</p>`;
    const [from, to] = ends;
    return html`
      <div class="fields">
        ${this.#choice("walk-from", "From", from, pinned, (index) => {
          this.from = index;
        })}
        ${this.#choice("walk-to", "To", to, pinned, (index) => {
          this.to = index;
        })}
      </div>
      ${columnsOf(book.data) ? this.#table(book) : this.#pictures(book)}
    `;
  }

  /** Of a table: how each column goes on the way. */
  #table({ data }: Codebook): TemplateResult | typeof nothing {
    if (!this.pictures) return nothing;
    const names = Array.from({ length: STEPS }, (_, step) => `${shareAt(step)} %`);
    return html`<table-samples .data=${data} .names=${names} .values=${this.pictures} .drawn=${[]} .label=${"Drawn on the way"}></table-samples>`;
  }

  #pictures(book: Codebook): TemplateResult {
    return html`
      <div class="walk" role="group" aria-label="Drawn on the way">
        ${Array.from({ length: STEPS }, (_, step) => {
          const share = shareAt(step);
          return html`<explore-picture .data=${book.data} .values=${this.pictures} .index=${step} .label=${`${share} % of the way`}></explore-picture>`;
        })}
      </div>
    `;
  }

  protected override updated(): void {
    const { book, fail } = this.exploration;
    const ends = this.#ends;
    if (!book || !ends) return;
    const walked = ends.join();
    if (book === this.#book && walked === this.#walked) return;
    this.#book = book;
    this.#walked = walked;
    const [from, to] = ends.map((index) => codeOf(book.codes, book.size, index)) as [Float32Array, Float32Array];
    void this.#latest.run(async () => {
      try {
        const pictures = await book.explorer.decode(walk(from, to, STEPS));
        if (book === this.exploration.book) this.pictures = pictures;
      } catch (error) {
        fail(error, book);
      }
    });
  }

  get #ends(): readonly [number, number] | undefined {
    const { pinned } = this.exploration;
    const chosen = (index: number | undefined) => (index !== undefined && pinned.includes(index) ? index : undefined);
    const to = chosen(this.to) ?? pinned.at(-1);
    const from = chosen(this.from) ?? pinned.findLast((index) => index !== to);
    return from === undefined || to === undefined ? undefined : [from, to];
  }

  #choice(
    id: string,
    label: string,
    value: number,
    pinned: readonly number[],
    choose: (index: number) => void,
  ): TemplateResult {
    const { book } = this.exploration;
    return html`
      <div class="field">
        <label for=${id}>${label}</label>
        <select id=${id} @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
          ${pinned.map(
            (index) =>
              html`<option value=${index} .selected=${index === value}>${book ? sampleName(book, index) : ""}</option>`,
          )}
        </select>
      </div>
    `;
  }
}
