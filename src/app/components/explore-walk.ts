import { html, nothing, type TemplateResult } from "lit";
import { type Exploration, WALK_STEPS } from "../state/explore.js";
import { type Codebook, type ExploreState, walkEnds } from "../state/explore-state.js";
import { columnsOf } from "../state/table-columns.js";
import { sampleName } from "./explore-names.js";
import { PageElement } from "./page-element.js";

const shareAt = (step: number) => Math.round((100 * step) / (WALK_STEPS - 1));

/** What the decoder draws on the straight way from one pinned sample's code to another's. */
export class ExploreWalk extends PageElement {
  static override properties = {
    exploration: { attribute: false },
    state: { attribute: false },
  };

  declare exploration: Exploration;
  declare state: ExploreState;

  protected override render(): TemplateResult | typeof nothing {
    const { book, pinned } = this.state;
    if (!book) return nothing;
    const ends = walkEnds(this.state);
    if (!ends) return html`<p class="hint">Pin two samples on the map to walk from one to the other.</p>`;
    const [from, to] = ends;
    return html`
      <div class="fields">
        ${this.#choice("walk-from", "From", from, pinned, (index) => this.exploration.walk({ from: index }))}
        ${this.#choice("walk-to", "To", to, pinned, (index) => this.exploration.walk({ to: index }))}
      </div>
      ${columnsOf(book.data) ? this.#table(book) : this.#pictures(book)}
    `;
  }

  /** Of a table: how each column goes on the way. */
  #table({ data }: Codebook): TemplateResult | typeof nothing {
    const { walk } = this.state.drawn;
    if (!walk) return nothing;
    const names = Array.from({ length: WALK_STEPS }, (_, step) => `${shareAt(step)} %`);
    return html`<table-samples .data=${data} .names=${names} .values=${walk} .drawn=${[]} .label=${"Drawn on the way"}></table-samples>`;
  }

  #pictures(book: Codebook): TemplateResult {
    return html`
      <div class="walk" role="group" aria-label="Drawn on the way">
        ${Array.from({ length: WALK_STEPS }, (_, step) => {
          const share = shareAt(step);
          return html`<explore-picture .data=${book.data} .values=${this.state.drawn.walk} .index=${step} .label=${`${share} % of the way`}></explore-picture>`;
        })}
      </div>
    `;
  }

  #choice(
    id: string,
    label: string,
    value: number,
    pinned: readonly number[],
    choose: (index: number) => void,
  ): TemplateResult {
    const { book } = this.state;
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
